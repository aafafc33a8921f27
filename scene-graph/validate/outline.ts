import type { Lowering } from '../nodes/define-node.ts'
import { loweringOf, NODES, nodeDefinition } from '../nodes/registry.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'
import type { Edge } from '../schema/document.ts'
import { graphKey } from '../schema/document.ts'

/** A node in its place, as far as validation needs it: the plan without what nodes are made of inside. */
export type OutlineNode = {
  readonly node: GraphNode
  readonly lowering: Lowering
  readonly parent: OutlineNode | null
  readonly children: readonly OutlineNode[]
  /** Its edges, lowest order first; equal orders in the document's order. */
  readonly edges: readonly Edge[]
  /** What a `graph` node plays, if it can. */
  readonly plays: SceneGraph | null
}

export type Outline = {
  readonly roots: readonly OutlineNode[]
  /** In the document's order; without notes and what is attached to others. */
  readonly nodes: ReadonlyMap<string, OutlineNode>
}

/** Types that are no states; asked by type, since it is asked of every node at every edit. */
const NEVER_ACTIVE: ReadonlySet<string> = new Set(
  [...NODES.values()].filter((d) => ['none', 'attached'].includes(d.lower(d.fresh(), 'x').kind)).map((d) => d.type),
)

/** Whether nodes of this type can be active: notes, frames and hints cannot. */
export const canBeActive = (type: string): boolean => !NEVER_ACTIVE.has(type)

type Writable = { -readonly [K in keyof OutlineNode]: OutlineNode[K] }

/** Most nodes contain nothing, and many lead nowhere. */
const NO_NODES: readonly OutlineNode[] = []
const NO_EDGES: readonly Edge[] = []

/** `refused`: `graph` nodes that play nothing, for what is wrong with what they name. Expects a sound structure. */
export function outlineOf(graph: SceneGraph, refused: ReadonlySet<string>): Outline {
  const edges = edgesBySource(graph.edges)
  const nodes = new Map<string, Writable>()
  for (const node of graph.nodes) {
    if (!canBeActive(node.type)) continue
    const lowering = loweringOf(node)
    const plays =
      lowering.kind !== 'contained' || lowering.graph === null || refused.has(node.id)
        ? null
        : (graph.graphs[graphKey(lowering.graph, lowering.version)] ?? null)
    nodes.set(node.id, {
      node,
      lowering,
      parent: null,
      children: NO_NODES,
      edges: edges.get(node.id) ?? NO_EDGES,
      plays,
    })
  }
  const roots: Writable[] = []
  const inside = new Map<Writable, Writable[]>()
  for (const outlined of nodes.values()) {
    const parent = outlined.node.parentId === null ? undefined : nodes.get(outlined.node.parentId)
    const level = parent === undefined ? roots : inside.get(parent)
    outlined.parent = parent ?? null
    if (level !== undefined) level.push(outlined)
    else if (parent !== undefined) {
      const children = [outlined]
      parent.children = children
      inside.set(parent, children)
    }
  }
  return { roots, nodes }
}

const bySources = new WeakMap<readonly Edge[], ReadonlyMap<string, Edge[]>>()

/** Edges by where they leave, lowest order first. The list is the same one while only nodes are edited. */
export function edgesBySource(edges: readonly Edge[]): ReadonlyMap<string, Edge[]> {
  const known = bySources.get(edges)
  if (known !== undefined) return known
  const bySource = new Map<string, Edge[]>()
  for (const edge of edges) {
    const list = bySource.get(edge.source)
    if (list === undefined) bySource.set(edge.source, [edge])
    else list.push(edge)
  }
  for (const list of bySource.values()) if (list.length > 1) list.sort((a, b) => a.order - b.order)
  bySources.set(edges, bySource)
  return bySource
}

/** Node id → type. */
export type Types = ReadonlyMap<string, string>

/** The types of these nodes: the same map as `before` as long as it says the same in the same order. */
export function typesOf(nodes: readonly GraphNode[], before: Types | null): Types {
  if (before?.size === nodes.length) {
    let index = 0
    for (const [id, type] of before) {
      const node = nodes[index]
      if (node?.id !== id || node.type !== type) break
      index++
    }
    if (index === nodes.length) return before
  }
  return new Map(nodes.map((node) => [node.id, node.type]))
}

const indexes = new WeakMap<readonly Edge[], ReadonlyMap<string, number>>()

/** Edge id → its place in the list. */
export function indexOfEdges(edges: readonly Edge[]): ReadonlyMap<string, number> {
  const known = indexes.get(edges)
  if (known !== undefined) return known
  const made = new Map(edges.map(({ id }, index) => [id, index]))
  indexes.set(edges, made)
  return made
}

/** Outcomes of the ends inside: the exits of a container, and of what a `graph` node plays. */
export function outcomesOf({ lowering, children, plays }: OutlineNode): readonly string[] {
  if (lowering.kind === 'built')
    return lowering.states.flatMap(({ kind }) => (kind.type === 'final' ? [kind.outcome] : []))
  const outcomes: string[] = []
  for (const child of children) if (child.lowering.kind === 'final') outcomes.push(child.lowering.outcome)
  if (plays === null) return [...new Set(outcomes)]
  for (const node of plays.nodes) {
    const inner = node.parentId === null ? loweringOf(node) : null
    if (inner?.kind === 'final') outcomes.push(inner.outcome)
  }
  return [...new Set([...outcomes, 'skipped'])]
}

/** Whether it can come to an end of its own. */
export function canEnd({ lowering, children }: OutlineNode): boolean {
  switch (lowering.kind) {
    case 'final':
    case 'steps':
    // Of a graph that is not here nobody knows, and that it is not is an error of its own.
    case 'contained':
      return true
    case 'built':
      return lowering.states.some(({ kind }) => kind.type === 'final')
    case 'compound':
      return children.some((child) => child.lowering.kind === 'final')
    case 'parallel':
      return children.length > 0 && children.every(canEnd)
    default:
      return false
  }
}

/** What people call it; a finding itself names its id. */
export const nameOf = ({ node }: OutlineNode): string => node.data.name || nodeDefinition(node.type).label

/** The child that a container enters first. */
export function firstChild({ lowering, children }: OutlineNode): OutlineNode | undefined {
  if (lowering.kind === 'compound') return entered(children, lowering.initial)
  if (lowering.kind !== 'built') return entered(children, null)
  for (const { kind } of lowering.states) if (kind.type === 'body') return entered(children, kind.initial)
  return undefined
}

/** Of the nodes of one level: the one that is named, else the first that can be entered so. */
export const entered = (level: readonly OutlineNode[], named: string | null): OutlineNode | undefined =>
  level.find((one) => one.node.id === named) ?? level.find((one) => one.lowering.kind !== 'history')
