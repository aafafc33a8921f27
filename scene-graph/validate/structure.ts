import { nodeDefinition } from '../nodes/registry.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'
import type { Edge } from '../schema/document.ts'
import { canBeActive, edgesBySource, indexOfEdges } from './outline.ts'
import type { Report } from './report.ts'
import { fixBy, setAt } from './verdict.ts'

/** Whoever walks a tree of nodes may do so by recursion. */
export const MAX_NESTING = 100
/** Edges of one node are compared with each other; nobody reads more. */
const MAX_EXITS = 500

/** Ids, parents and starts: what must hold before anything else can be said. */
export function checkStructure(graph: SceneGraph, report: Report): boolean {
  const before = report.findings.length
  const nodes = new Map<string, GraphNode>()
  graph.nodes.forEach((node, index) => {
    if (nodes.has(node.id))
      report.node('node/duplicate-id', node.id, `two nodes have the id "${node.id}"`, `nodes.${index}.id`)
    nodes.set(node.id, node)
  })
  checkEdges(graph, nodes, report)
  const depths = new Map<string, number>()
  graph.nodes.forEach((node, index) => {
    checkParent(node, index, nodes, depths, report)
  })
  checkStarts(graph, nodes, report)
  if (!graph.nodes.some((node) => node.parentId === null && canBeActive(node)))
    report.document('document/empty', 'there is nothing to play yet: add a state, a cue or another node', 'nodes')
  return report.findings.length === before
}

function checkEdges(graph: SceneGraph, nodes: ReadonlyMap<string, GraphNode>, report: Report): void {
  const annotations = new Set(graph.nodes.flatMap((node) => (canBeActive(node) ? [] : [node.id])))
  // Most edges are sound: what would mend one is made when it is not.
  const sound = (at: string): boolean => nodes.has(at) && !annotations.has(at)
  const distinct = indexOfEdges(graph.edges).size === graph.edges.length
  const seen = new Set<string>()
  graph.edges.forEach((edge, index) => {
    const { id, source, target } = edge
    if (!distinct) {
      if (seen.has(id)) report.edge('edge/duplicate-id', id, `two edges have the id "${id}"`, `edges.${index}.id`)
      seen.add(id)
    }
    if (nodes.has(id)) report.edge('edge/duplicate-id', id, `"${id}" is a node's id already`, `edges.${index}.id`)
    if (!sound(source)) badEnd('source', edge, source, `edges.${index}.source`, nodes, report)
    if (target !== null && !sound(target)) badEnd('target', edge, target, `edges.${index}.target`, nodes, report)
    edge.alsoTargets.forEach((at, i) => {
      if (!sound(at)) badEnd('target', edge, at, `edges.${index}.alsoTargets.${i}`, nodes, report, String(i))
    })
  })
  for (const [source, { length }] of edgesBySource(graph.edges))
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
  nodes: ReadonlyMap<string, GraphNode>,
  report: Report,
  also?: string,
): void {
  const fix =
    also === undefined
      ? fixBy('Delete the edge', { remove: 'edge', id })
      : fixBy(`Leave “${at}” out`, { change: 'edge', id, path: ['alsoTargets', also] })
  const node = nodes.get(at)
  if (node === undefined)
    report.edge(MISSING[which], id, `its ${which} "${at}" is no node of this graph`, path, { fix })
  else {
    const message = `its ${which} is of the type “${node.type}”: no game is ever in it`
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

function checkStarts(graph: SceneGraph, nodes: ReadonlyMap<string, GraphNode>, report: Report): void {
  const starts = (initial: unknown, parent: string | null): initial is string => {
    if (typeof initial !== 'string') return false
    const child = nodes.get(initial)
    return child === undefined || child.parentId !== parent || !canBeActive(child)
  }
  const message = (initial: string, where: string): string =>
    `it starts at "${initial}", which is no playable node directly inside ${where}`
  const first = 'Start at the first'
  if (starts(graph.initial, null))
    report.document('initial/missing', message(graph.initial, 'the top level'), 'initial', {
      fix: fixBy(first, setAt({ change: 'document' }, 'initial', null)),
    })
  graph.nodes.forEach((node, index) => {
    const { initial } = node.data
    if (nodeDefinition(node.type).container && starts(initial, node.id))
      report.node('initial/missing', node.id, message(initial, `"${node.id}"`), `nodes.${index}.data.initial`, {
        fix: fixBy(first, setAt({ change: 'node', id: node.id }, 'data.initial', null)),
      })
  })
}
