import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import { type Edge, graphKey, SCHEMA_VERSION } from '#scene-graph/schema/document.ts'

/** A document with nothing in it: what a new graph starts as. */
export const emptyDocument = (id: string, kind: SceneGraph['kind'], name: string): SceneGraph => ({
  schemaVersion: SCHEMA_VERSION,
  id,
  kind,
  name,
  description: '',
  initial: null,
  roles: {},
  variables: {},
  nodes: [],
  edges: [],
  invariants: [],
  graphs: {},
})

/** Look-ups over one document, built once per document. */
export type GraphIndex = {
  readonly nodes: ReadonlyMap<string, GraphNode>
  readonly edges: ReadonlyMap<string, Edge>
  /** Children in document order, by parent id; `null` for the top level. */
  readonly children: ReadonlyMap<string | null, readonly GraphNode[]>
  /** Edges that leave a node, by order. */
  readonly outgoing: ReadonlyMap<string, readonly Edge[]>
  readonly incoming: ReadonlyMap<string, readonly Edge[]>
}

const indexes = new WeakMap<SceneGraph, GraphIndex>()

/** Documents are never changed in place, so that an index is good for as long as its document lives. */
export function indexOf(graph: SceneGraph): GraphIndex {
  const known = indexes.get(graph)
  if (known !== undefined) return known
  const index: GraphIndex = {
    nodes: new Map(graph.nodes.map((n) => [n.id, n])),
    edges: new Map(graph.edges.map((e) => [e.id, e])),
    children: groupBy(graph.nodes, (n) => n.parentId),
    outgoing: groupBy(graph.edges.toSorted(byOrder), (e) => e.source),
    incoming: groupBy(
      graph.edges.filter((e) => e.target !== null),
      (e) => e.target ?? '',
    ),
  }
  indexes.set(graph, index)
  return index
}

const byOrder = (a: Edge, b: Edge): number => a.order - b.order

function groupBy<Item, Key>(items: readonly Item[], key: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const found = groups.get(key(item))
    if (found === undefined) groups.set(key(item), [item])
    else found.push(item)
  }
  return groups
}

export const childrenOf = (graph: SceneGraph, parent: string | null): readonly GraphNode[] =>
  indexOf(graph).children.get(parent) ?? []

export const outgoingOf = (graph: SceneGraph, node: string): readonly Edge[] => indexOf(graph).outgoing.get(node) ?? []

export const isContainer = (node: GraphNode): boolean => nodeDefinition(node.type).container

const kinds = new Map<string, string>()

/** How a type takes part in the machine; its data does not matter for that. */
function kindOf(type: string): string {
  const known = kinds.get(type)
  if (known !== undefined) return known
  const definition = nodeDefinition(type)
  const { kind } = definition.lower(definition.fresh(), 'any')
  kinds.set(type, kind)
  return kind
}

/** Can be entered: notes and frames mean nothing, and hints belong to what they help with. */
export const canBeActive = (node: GraphNode): boolean => !['none', 'attached'].includes(kindOf(node.type))

/** A game can stand in it: the others are left in the step that enters them. */
export const canStay = (node: GraphNode): boolean =>
  canBeActive(node) && !['transient', 'draw', 'history'].includes(kindOf(node.type))

/** Can be where a scope starts: a history leads back to where it was left, and at first nothing was. */
export const canStart = (node: GraphNode): boolean => canBeActive(node) && kindOf(node.type) !== 'history'

/** What a container needs to be told: which of its children is first. A parallel begins all of them. */
export const hasStart = (node: GraphNode): boolean => 'initial' in node.data

/** Ids of everything inside a node, at any depth, itself left out. */
export function descendantsOf(graph: SceneGraph, id: string): string[] {
  return childrenOf(graph, id).flatMap((child) => [child.id, ...descendantsOf(graph, child.id)])
}

/** Ids of the containers around a node, nearest first. */
export function ancestorsOf(graph: SceneGraph, id: string): string[] {
  const around: string[] = []
  const { nodes } = indexOf(graph)
  let parent = nodes.get(id)?.parentId ?? null
  while (parent !== null && !around.includes(parent)) {
    around.push(parent)
    parent = nodes.get(parent)?.parentId ?? null
  }
  return around
}

/** Of the ids given, those with no container among them: what moves, is copied or deleted as one piece. */
export function rootsOf(graph: SceneGraph, ids: Iterable<string>): string[] {
  const chosen = new Set(ids)
  return [...chosen].filter((id) => indexOf(graph).nodes.has(id) && !ancestorsOf(graph, id).some((a) => chosen.has(a)))
}

/** Outcomes of the ends that stand directly in a node, or at the top of the graph that it plays: its exits besides `done`. */
export function childOutcomes(graph: SceneGraph, id: string): string[] {
  const node = indexOf(graph).nodes.get(id)
  const contained = node === undefined ? null : containedIn(graph, node)
  const inside = contained === null ? childrenOf(graph, id) : childrenOf(contained, null)
  const outcomes = inside.flatMap((child) => (child.type === 'end' ? [String(child.data.outcome)] : []))
  return [...new Set(outcomes)]
}

/** Which graph a node plays, and in which version; null for other nodes, and while none is chosen. */
export function playedBy(node: GraphNode): { graph: string; version: number | 'latest' } | null {
  const { graph, version } = node.data
  return node.type === 'graph' && typeof graph === 'string'
    ? { graph, version: typeof version === 'number' ? version : 'latest' }
    : null
}

/** The document that a node plays, once it was loaded (SG7). */
export function containedIn(graph: SceneGraph, node: GraphNode): SceneGraph | null {
  const played = playedBy(node)
  return played === null ? null : (graph.graphs[graphKey(played.graph, played.version)] ?? null)
}

/** The child at which a scope starts: the one named, else the first in the list that can be active. */
export function initialOf(graph: SceneGraph, parent: string | null): string | null {
  const children = childrenOf(graph, parent)
  const named = parent === null ? graph.initial : indexOf(graph).nodes.get(parent)?.data.initial
  const start = children.find((c) => c.id === named) ?? children.find(canStart)
  return start?.id ?? null
}

/** Replaces the nodes for which `change` gives another one; the document itself when none changed. */
export function mapNodes(graph: SceneGraph, change: (node: GraphNode) => GraphNode): SceneGraph {
  let changed = false
  const nodes = graph.nodes.map((node) => {
    const next = change(node)
    if (next !== node) changed = true
    return next
  })
  return changed ? { ...graph, nodes } : graph
}

/** As `mapNodes`, for edges. */
export function mapEdges(graph: SceneGraph, change: (edge: Edge) => Edge): SceneGraph {
  let changed = false
  const edges = graph.edges.map((edge) => {
    const next = change(edge)
    if (next !== edge) changed = true
    return next
  })
  return changed ? { ...graph, edges } : graph
}

/** A name for people: the node's own, else its type's. */
export const titleOf = (node: GraphNode): string => node.data.name || nodeDefinition(node.type).label

/** A new node's data, with every field that its type asks for. */
export const freshData = (type: string): GraphNode['data'] => nodeDefinition(type).fresh() as GraphNode['data']
