import { nodeDefinition } from '../nodes/registry.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'
import type { Edge } from '../schema/document.ts'
import { canBeActive, edgesBySource, indexOfEdges, type Types } from './outline.ts'
import type { Report } from './report.ts'
import { fixBy, setAt } from './verdict.ts'

/** Whoever walks a tree of nodes may do so by recursion. */
export const MAX_NESTING = 100
/** Edges of one node are compared with each other; nobody reads more. */
const MAX_EXITS = 500

/** Documents are values, and an edit touches nodes or edges: what is known to be sound is not looked through again. */
const soundNodes = new WeakMap<readonly GraphNode[], Pick<SceneGraph, 'initial'>>()
const soundEdges = new WeakMap<readonly Edge[], Types>()

/** Ids, parents and starts: what must hold before anything else can be said. `types` are those of the graph's nodes. */
export function checkStructure(graph: SceneGraph, types: Types, report: Report): boolean {
  const { nodes, edges, initial } = graph
  const before = report.findings.length
  if (types.size < nodes.length) checkIds(nodes, report)
  if (soundEdges.get(edges) !== types) {
    checkEdges(edges, types, report)
    if (report.findings.length === before) soundEdges.set(edges, types)
  }
  const known = soundNodes.get(nodes)
  if (known === undefined || known.initial !== initial) {
    checkNodes(graph, report)
    if (report.findings.length === before) soundNodes.set(nodes, { initial })
  }
  return report.findings.length === before
}

function checkNodes({ nodes, initial }: SceneGraph, report: Report): void {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const depths = new Map<string, number>()
  nodes.forEach((node, index) => {
    checkParent(node, index, byId, depths, report)
  })
  checkStart(initial, byId, report)
  checkStarts(nodes, byId, report)
  if (!nodes.some((node) => node.parentId === null && canBeActive(node.type)))
    report.document('document/empty', 'there is nothing to play yet: add a state, a cue or another node', 'nodes')
}

function checkIds(nodes: readonly GraphNode[], report: Report): void {
  const seen = new Set<string>()
  nodes.forEach(({ id }, index) => {
    if (seen.has(id)) report.node('node/duplicate-id', id, `two nodes have the id "${id}"`, `nodes.${index}.id`)
    seen.add(id)
  })
}

function checkEdges(edges: readonly Edge[], types: Types, report: Report): void {
  // Most edges are sound: what would mend one is made when it is not.
  const sound = (at: string): boolean => {
    const type = types.get(at)
    return type !== undefined && canBeActive(type)
  }
  const distinct = indexOfEdges(edges).size === edges.length
  const seen = new Set<string>()
  edges.forEach((edge, index) => {
    const { id, source, target } = edge
    if (!distinct) {
      if (seen.has(id)) report.edge('edge/duplicate-id', id, `two edges have the id "${id}"`, `edges.${index}.id`)
      seen.add(id)
    }
    if (types.has(id)) report.edge('edge/duplicate-id', id, `"${id}" is a node's id already`, `edges.${index}.id`)
    if (!sound(source)) badEnd('source', edge, source, `edges.${index}.source`, types, report)
    if (target !== null && !sound(target)) badEnd('target', edge, target, `edges.${index}.target`, types, report)
    edge.alsoTargets.forEach((at, i) => {
      if (!sound(at)) badEnd('target', edge, at, `edges.${index}.alsoTargets.${i}`, types, report, String(i))
    })
  })
  for (const [source, { length }] of edgesBySource(edges))
    if (length > MAX_EXITS)
      report.node('node/too-many-edges', source, `${length} edges leave it; there may be ${MAX_EXITS}`)
}

const MISSING = { source: 'edge/source-missing', target: 'edge/target-missing' }
const NOTE = { source: 'edge/source-note', target: 'edge/target-note' }

/** `also`: its place among the further targets. */
function badEnd(
  which: 'source' | 'target',
  { id }: Edge,
  at: string,
  path: string,
  types: Types,
  report: Report,
  also?: string,
): void {
  const fix =
    also === undefined
      ? fixBy('Delete the edge', { remove: 'edge', id })
      : fixBy(`Leave “${at}” out`, { change: 'edge', id, path: ['alsoTargets', also] })
  const type = types.get(at)
  if (type === undefined)
    report.edge(MISSING[which], id, `its ${which} "${at}" is no node of this graph`, path, { fix })
  else {
    const message = `its ${which} is of the type “${type}”: no game is ever in it`
    report.edge(NOTE[which], id, message, path, { fix })
  }
}

function checkParent(
  node: GraphNode,
  index: number,
  nodes: ReadonlyMap<string, GraphNode>,
  depths: Map<string, number>,
  report: Report,
): void {
  if (node.parentId === null) return
  const wrong = (code: string, message: string): void => {
    report.node(code, node.id, message, `nodes.${index}.parentId`, {
      fix: fixBy('Take it out to the top level', setAt({ change: 'node', id: node.id }, 'parentId', null)),
    })
  }
  const parent = nodes.get(node.parentId)
  if (parent === undefined) {
    wrong('node/parent-missing', `its parent "${node.parentId}" is no node of this graph`)
    return
  }
  if (!nodeDefinition(parent.type).container) {
    wrong('node/parent-not-container', `its parent "${parent.id}" is a ${parent.type}, which holds no nodes`)
    return
  }
  const depth = depthOf(node, nodes, depths)
  if (depth === Number.POSITIVE_INFINITY) wrong('node/parent-cycle', `"${node.id}" is inside itself`)
  else if (depth > MAX_NESTING) wrong('node/too-deep', `it lies more than ${MAX_NESTING} containers deep`)
}

/** Containers around it; infinite when they go round in a circle. */
function depthOf(node: GraphNode, nodes: ReadonlyMap<string, GraphNode>, known: Map<string, number>): number {
  // Most often what is around it was asked about before.
  const around = node.parentId === null ? -1 : known.get(node.parentId)
  if (around !== undefined && !known.has(node.id)) {
    known.set(node.id, around + 1)
    return around + 1
  }
  const way: string[] = []
  let at: GraphNode | undefined = node
  while (at !== undefined && !known.has(at.id)) {
    // Until it is known it is on the way that we are on: met again, it goes round in a circle.
    known.set(at.id, Number.POSITIVE_INFINITY)
    way.push(at.id)
    at = at.parentId === null ? undefined : nodes.get(at.parentId)
  }
  let depth = at === undefined ? -1 : (known.get(at.id) ?? -1)
  for (const id of way.reverse()) known.set(id, ++depth)
  return known.get(node.id) ?? 0
}

const FIRST = 'Start at the first'

/** Whether `initial` names something that is no playable node directly inside. */
function strays(initial: unknown, parent: string | null, nodes: ReadonlyMap<string, GraphNode>): initial is string {
  if (typeof initial !== 'string') return false
  const child = nodes.get(initial)
  return child === undefined || child.parentId !== parent || !canBeActive(child.type)
}

const notInside = (initial: string, where: string): string =>
  `it starts at "${initial}", which is no playable node directly inside ${where}`

function checkStart(initial: SceneGraph['initial'], nodes: ReadonlyMap<string, GraphNode>, report: Report): void {
  if (!strays(initial, null, nodes)) return
  report.document('initial/missing', notInside(initial, 'the top level'), 'initial', {
    fix: fixBy(FIRST, setAt({ change: 'document' }, 'initial', null)),
  })
}

function checkStarts(nodes: readonly GraphNode[], byId: ReadonlyMap<string, GraphNode>, report: Report): void {
  nodes.forEach(({ id, type, data: { initial } }, index) => {
    if (nodeDefinition(type).container && strays(initial, id, byId))
      report.node('initial/missing', id, notInside(initial, `"${id}"`), `nodes.${index}.data.initial`, {
        fix: fixBy(FIRST, setAt({ change: 'node', id }, 'data.initial', null)),
      })
  })
}
