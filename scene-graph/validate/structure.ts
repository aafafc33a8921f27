import { nodeDefinition, playable } from '../nodes/registry.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'
import type { Report } from './report.ts'

/** Ids, parents and starts: what must hold before anything else can be said. */
export function checkStructure(graph: SceneGraph, report: Report): boolean {
  const before = report.findings.length
  const nodes = new Map<string, GraphNode>()
  graph.nodes.forEach((node, index) => {
    if (nodes.has(node.id))
      report.node('error', 'node/duplicate-id', node.id, `two nodes have the id "${node.id}"`, `nodes.${index}.id`)
    nodes.set(node.id, node)
  })
  const edges = new Set<string>()
  graph.edges.forEach((edge, index) => {
    if (edges.has(edge.id))
      report.edge('error', 'edge/duplicate-id', edge.id, `two edges have the id "${edge.id}"`, `edges.${index}.id`)
    if (nodes.has(edge.id))
      report.edge('error', 'edge/duplicate-id', edge.id, `"${edge.id}" is a node's id already`, `edges.${index}.id`)
    edges.add(edge.id)
    for (const end of ['source', 'target'] as const) {
      const at = edge[end]
      if (at === null) continue
      const node = nodes.get(at)
      const path = `edges.${index}.${end}`
      if (node === undefined)
        report.edge('error', `edge/${end}-missing`, edge.id, `its ${end} "${at}" is no node of this graph`, path)
      else if (!playable(node))
        report.edge('error', `edge/${end}-note`, edge.id, `its ${end} is a note, which means nothing to the game`, path)
    }
  })
  graph.nodes.forEach((node, index) => {
    const path = `nodes.${index}.parentId`
    if (node.parentId === null) return
    const parent = nodes.get(node.parentId)
    if (parent === undefined)
      report.node(
        'error',
        'node/parent-missing',
        node.id,
        `its parent "${node.parentId}" is no node of this graph`,
        path,
      )
    else if (!nodeDefinition(parent.type).container)
      report.node(
        'error',
        'node/parent-not-container',
        node.id,
        `its parent "${parent.id}" is a ${parent.type}, which holds no nodes`,
        path,
      )
    else if (insideItself(node, nodes))
      report.node('error', 'node/parent-cycle', node.id, `"${node.id}" is inside itself`, path)
  })
  checkStart(graph, graph.initial, null, 'initial', report)
  graph.nodes.forEach((node, index) => {
    if (node.type === 'group')
      checkStart(graph, textOrNull(node.data.initial), node.id, `nodes.${index}.data.initial`, report)
  })
  if (!graph.nodes.some((node) => node.parentId === null && playable(node)))
    report.document(
      'error',
      'document/empty',
      'there is nothing to play yet: add a state, a cue or another node',
      'nodes',
    )
  return report.findings.length === before
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

function checkStart(
  graph: SceneGraph,
  initial: string | null,
  parent: string | null,
  path: string,
  report: Report,
): void {
  if (initial === null) return
  const child = graph.nodes.find((node) => node.id === initial)
  const where = parent === null ? 'the top level' : `"${parent}"`
  if (child !== undefined && child.parentId === parent && playable(child)) return
  const message = `it starts at "${initial}", which is no playable node directly inside ${where}`
  if (parent === null) report.document('error', 'initial/missing', message, path)
  else report.node('error', 'initial/missing', parent, message, path)
}

function insideItself(node: GraphNode, nodes: ReadonlyMap<string, GraphNode>): boolean {
  const seen = new Set<string>([node.id])
  for (let at = node.parentId; at !== null; at = nodes.get(at)?.parentId ?? null) {
    if (seen.has(at)) return true
    seen.add(at)
  }
  return false
}
