import type { Lowering } from '../nodes/define-node.ts'
import { nodeDefinition } from '../nodes/registry.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'
import type { Edge } from '../schema/document.ts'

/** A node with everything the compiler wants to know of its place in the tree. */
export type PlannedNode = {
  readonly node: GraphNode
  readonly lowering: Lowering
  readonly parent: PlannedNode | null
  readonly children: readonly PlannedNode[]
  /** Its edges, lowest order first; equal orders in the document's order. */
  readonly edges: readonly Edge[]
  /** Children before their parent, siblings in document order: what ties between timers go by (SG3). */
  readonly rank: number
  /** Parents before their children, siblings in document order: the order of entry. */
  readonly order: number
}

export type Plan = {
  readonly roots: readonly PlannedNode[]
  readonly nodes: ReadonlyMap<string, PlannedNode>
  readonly edges: ReadonlyMap<string, Edge>
}

/** Lays the flat document out as a tree. Nodes without meaning (notes) are left out. Expects a valid document. */
export function planGraph(graph: SceneGraph): Plan {
  const childrenOf = new Map<string | null, GraphNode[]>()
  for (const node of graph.nodes) {
    const siblings = childrenOf.get(node.parentId)
    if (siblings === undefined) childrenOf.set(node.parentId, [node])
    else siblings.push(node)
  }
  const edgesOf = new Map<string, Edge[]>()
  for (const edge of graph.edges) {
    const list = edgesOf.get(edge.source)
    if (list === undefined) edgesOf.set(edge.source, [edge])
    else list.push(edge)
  }
  const nodes = new Map<string, PlannedNode>()
  let rank = 0
  let order = 0
  const plan = (node: GraphNode, parent: PlannedNode | null): PlannedNode | null => {
    const lowering = nodeDefinition(node.type).lower(node.data)
    if (lowering.kind === 'none') return null
    const children: PlannedNode[] = []
    const edges = [...(edgesOf.get(node.id) ?? [])].sort((a, b) => a.order - b.order)
    const planned = { node, lowering, parent, children, edges, rank: 0, order: order++ }
    for (const child of childrenOf.get(node.id) ?? []) {
      const inner = plan(child, planned)
      if (inner !== null) children.push(inner)
    }
    planned.rank = rank++
    nodes.set(node.id, planned)
    return planned
  }
  const roots = (childrenOf.get(null) ?? []).map((node) => plan(node, null)).filter((n) => n !== null)
  return { roots, nodes, edges: new Map(graph.edges.map((edge) => [edge.id, edge])) }
}

/** The child that a container enters first: the one it names, else the first in the document. */
export function initialChild(children: readonly PlannedNode[], named: string | null): PlannedNode | undefined {
  return children.find((child) => child.node.id === named) ?? children[0]
}

/** Outcomes of the ends directly inside: the exits of a group. */
export const childOutcomes = (children: readonly PlannedNode[]): string[] => [
  ...new Set(children.flatMap((c) => (c.lowering.kind === 'final' ? [c.lowering.outcome] : []))),
]
