import type { Lowering } from '../nodes/define-node.ts'
import { nodeDefinition } from '../nodes/registry.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'
import type { Edge } from '../schema/document.ts'

/** A node with its place in the tree, as a format of nested states has it. */
export type Placed = {
  readonly node: GraphNode
  readonly lowering: Lowering
  readonly children: readonly Placed[]
  /** The child that it begins with; null: it has none. */
  readonly initial: string | null
  /** Lowest order first; the exit “else” of a decision last. */
  readonly edges: readonly Edge[]
}

export type Outline = {
  readonly roots: readonly Placed[]
  readonly initial: string | null
  readonly placed: ReadonlyMap<string, Placed>
  /** What other formats have no place for: notes, attachments, and what hangs in the air in an unfinished document. */
  readonly rest: { readonly nodes: readonly GraphNode[]; readonly edges: readonly Edge[] }
}

/** The tree of a document, with or without errors in it. */
export function outlineOf(graph: SceneGraph): Outline {
  const childrenOf = new Map<string | null, GraphNode[]>()
  for (const node of graph.nodes) childrenOf.set(node.parentId, [...(childrenOf.get(node.parentId) ?? []), node])
  const standing = new Map<string, Lowering>()
  const stand = (node: GraphNode): void => {
    const lowering = nodeDefinition(node.type).lower(node.data, node.id)
    if (lowering.kind === 'none' || lowering.kind === 'attached' || standing.has(node.id)) return
    standing.set(node.id, lowering)
    if (lowering.kind !== 'final' && lowering.kind !== 'history') (childrenOf.get(node.id) ?? []).forEach(stand)
  }
  ;(childrenOf.get(null) ?? []).forEach(stand)
  const edgesOf = new Map<string, Edge[]>()
  const loose: Edge[] = []
  for (const edge of graph.edges) {
    const ends =
      edge.target === null
        ? edge.alsoTargets.length === 0
        : [edge.target, ...edge.alsoTargets].every((t) => standing.has(t))
    const lowering = standing.get(edge.source)
    const list = edgesOf.get(edge.source) ?? []
    // A history has one way on where there is none to go back to.
    const one =
      lowering?.kind !== 'history' || (list.length === 0 && edge.target !== null && edge.trigger.type === 'done')
    if (!ends || !one || lowering === undefined || lowering.kind === 'final') loose.push(edge)
    else edgesOf.set(edge.source, [...list, edge])
  }
  const placed = new Map<string, Placed>()
  const seen = new Set<GraphNode>()
  const place = (node: GraphNode): Placed[] => {
    const lowering = standing.get(node.id)
    if (lowering === undefined || placed.has(node.id)) return []
    seen.add(node)
    const inside = lowering.kind === 'final' || lowering.kind === 'history' ? [] : (childrenOf.get(node.id) ?? [])
    const made = {
      node,
      lowering,
      children: [] as Placed[],
      initial: null as string | null,
      edges: sorted(edgesOf.get(node.id) ?? []),
    }
    placed.set(node.id, made)
    made.children.push(...inside.flatMap(place))
    const named = 'initial' in node.data ? node.data.initial : null
    made.initial = initialOf(made.children, typeof named === 'string' ? named : null)
    return [made]
  }
  const roots = (childrenOf.get(null) ?? []).flatMap(place)
  return {
    roots,
    initial: initialOf(roots, graph.initial),
    placed,
    rest: { nodes: graph.nodes.filter((node) => !seen.has(node)), edges: loose },
  }
}

const initialOf = (children: readonly Placed[], named: string | null): string | null =>
  (children.find((child) => child.node.id === named) ?? children[0])?.node.id ?? null

const sorted = (edges: readonly Edge[]): Edge[] =>
  edges.toSorted((a, b) => Number(a.sourcePort === 'else') - Number(b.sourcePort === 'else') || a.order - b.order)
