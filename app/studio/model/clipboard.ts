import { type GraphNode, parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import type { Edge } from '#scene-graph/schema/document.ts'
import { canStart, childrenOf, descendantsOf, indexOf, rootsOf } from './document.ts'
import { boundsOf, originOf, type Point, rectOf } from './geometry.ts'
import type { NewId } from './ids.ts'
import { parentsFirst, setInitial } from './nodes.ts'
import { inEdge, inNodeData, usesOf } from './references.ts'

/** What is copied is a small document of its own, so that one reader serves the clipboard, files and other graphs. */
const MARK = 'sentient-studio/fragment'

/** Copies nodes with what is inside them, the edges between them, and the roles and variables that they name. */
export function copy(graph: SceneGraph, ids: Iterable<string>): SceneGraph {
  const roots = new Set(rootsOf(graph, ids))
  const taken = new Set([...roots].flatMap((id) => [id, ...descendantsOf(graph, id)]))
  const origin = boundsOf(graph.nodes.filter((n) => roots.has(n.id)).map((n) => rectOf(graph, n))) ?? { x: 0, y: 0 }
  const nodes = graph.nodes
    .filter((n) => taken.has(n.id))
    .map((n): GraphNode => {
      if (!roots.has(n.id)) return n
      const at = originOf(graph, n.id)
      return { ...n, parentId: null, view: { ...n.view, position: { x: at.x - origin.x, y: at.y - origin.y } } }
    })
  const edges = graph.edges.filter((e) => taken.has(e.source) && (e.target === null || taken.has(e.target)))
  const fragment = { ...graph, description: '', initial: null, invariants: [], graphs: {}, nodes, edges }
  return {
    ...fragment,
    roles: onlyUsed(graph.roles, (name) => usesOf(fragment, 'role', name)),
    variables: onlyUsed(graph.variables, (name) => usesOf(fragment, 'variable', name)),
  }
}

const onlyUsed = <Value>(
  record: Record<string, Value>,
  uses: (name: string) => { nodes: string[]; edges: string[] },
): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(record).filter(([name]) => {
      const { nodes, edges } = uses(name)
      return nodes.length + edges.length > 0
    }),
  )

export const toClipboard = (fragment: SceneGraph): string => JSON.stringify({ type: MARK, document: fragment })

/** Reads what was copied here or in another graph; a whole document's JSON is taken too. Null for any other text. */
export function fromClipboard(text: string): SceneGraph | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof json !== 'object' || json === null) return null
  const read = parseDocument('type' in json && json.type === MARK && 'document' in json ? json.document : json)
  return read.ok ? read.graph : null
}

export type Pasted = { graph: SceneGraph; nodes: string[]; edges: string[] }

/** Adds a copied piece under new ids. `at` is relative to the parent; roles and variables that are missing come along. */
export function paste(
  graph: SceneGraph,
  fragment: SceneGraph,
  { at, parentId, newId }: { at: Point; parentId: string | null; newId: NewId },
): Pasted {
  const nodeIds = new Map(fragment.nodes.map((n) => [n.id, newId()]))
  const edgeIds = new Map(fragment.edges.map((e) => [e.id, newId()]))
  const to = { node: (id: string) => nodeIds.get(id) ?? id }
  const nodes = fragment.nodes.map((n): GraphNode => {
    const parent = n.parentId === null ? undefined : nodeIds.get(n.parentId)
    const { x, y } = n.view.position
    return {
      ...n,
      id: to.node(n.id),
      parentId: parent ?? parentId,
      data: inNodeData(n, to),
      view: parent === undefined ? { ...n.view, position: { x: x + at.x, y: y + at.y } } : n.view,
    }
  })
  const edges = fragment.edges.map((e): Edge => {
    const moved = inEdge(e, to)
    return {
      ...moved,
      id: edgeIds.get(e.id) ?? newId(),
      source: to.node(e.source),
      target: e.target === null ? null : to.node(e.target),
      alsoTargets: e.alsoTargets.flatMap((id) => nodeIds.get(id) ?? []),
    }
  })
  const known = new Set([...indexOf(graph).nodes.keys(), ...nodes.map((n) => n.id)])
  const joined = parentsFirst({
    ...graph,
    roles: { ...fragment.roles, ...graph.roles },
    variables: { ...fragment.variables, ...graph.variables },
    nodes: [...graph.nodes, ...nodes],
    edges: [...graph.edges, ...edges.filter((e) => known.has(e.source) && (e.target === null || known.has(e.target)))],
  })
  const roots = nodes.filter((n) => n.parentId === parentId)
  const first = roots.find(canStart)
  const needsStart = first !== undefined && !childrenOf(graph, parentId).some(canStart)
  return {
    graph: needsStart ? setInitial(joined, first.id) : joined,
    nodes: roots.map((n) => n.id),
    edges: edges.map((e) => e.id),
  }
}
