import { anyOf, isActive, not } from '../nodes/build.ts'
import { type Built, type BuiltEdge, type Lowering, part } from '../nodes/define-node.ts'
import { loweringOf } from '../nodes/registry.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'
import type { Action } from '../schema/action.ts'
import type { Edge, Variable } from '../schema/document.ts'
import { graphKey } from '../schema/document.ts'
import { type Intervention, interventionsOf, leavesAs, skippedEnd, wantsSkippedEnd } from './interventions.ts'
import { place } from './place.ts'

/** A node, or a part of one, with everything the compiler wants to know of its place in the tree. */
export type PlannedNode = {
  readonly node: GraphNode
  readonly lowering: Lowering
  readonly parent: PlannedNode | null
  readonly children: readonly PlannedNode[]
  /** Its edges, lowest order first; equal orders in the document's order; those that it is built with last. */
  readonly edges: readonly Edge[]
  readonly entry: readonly Action[]
  readonly exit: readonly Action[]
  /** The node that this is a part of; null for nodes that people see. */
  readonly owner: PlannedNode | null
  /** History: where it leads the first time. */
  readonly otherwise: string | null
  /** Children before their parent, siblings in document order: what ties between timers go by (SG3). */
  readonly rank: number
  /** Parents before their children, siblings in document order: the order of entry. */
  readonly order: number
  /** What a game master can do to it, whatever its edges say. */
  readonly interventions: readonly Intervention[]
}

export type PlannedVariable = Pick<Variable, 'type' | 'initial' | 'visible'> & {
  /** A designer's, of this graph or of one that it contains; else a node's own memory, which no trace shows. */
  readonly declared: boolean
}

export type PlanProblem = { readonly node: string; readonly message: string; readonly code: string }

export type Plan = {
  readonly roots: readonly PlannedNode[]
  /** Nodes and their parts, by id. */
  readonly nodes: ReadonlyMap<string, PlannedNode>
  readonly edges: ReadonlyMap<string, Edge>
  /** By their ids. */
  readonly interventions: ReadonlyMap<string, Intervention>
  /** Nodes that hold an attachment (hints), and what they belong to. */
  readonly attached: ReadonlyMap<string, string>
  readonly variables: ReadonlyMap<string, PlannedVariable>
  readonly problems: readonly PlanProblem[]
}

type Writable = { -readonly [K in keyof PlannedNode]: PlannedNode[K] }

/** Contained graphs multiply: what they come to together is bounded. */
const MAX_NODES = 50_000

/** Graphs inside graphs: deeper ones are drawn by nobody. */
const MAX_CONTAINED = 32

/**
 * The graph that a node plays, or why it cannot. `path`: the graphs that the node lies in; `size`: nodes of the scene so
 * far.
 */
export function whyNotPlayed(
  { graph, version }: { readonly graph: string; readonly version: number | 'latest' },
  path: readonly string[],
  graphs: SceneGraph['graphs'],
  size: number,
): { graph: SceneGraph } | { code: string; message: string } {
  if (path.includes(graph)) {
    const cycle = [...path.slice(path.indexOf(graph)), graph].join('” contains “')
    return { code: 'graph/cycle', message: `“${cycle}”: a graph cannot contain itself` }
  }
  const contained = graphs[graphKey(graph, version)]
  if (contained === undefined) {
    const which = version === 'latest' ? 'latest' : `version ${version}`
    return { code: 'graph/missing', message: `"${graph}" (${which}) is not there` }
  }
  if (path.length > MAX_CONTAINED)
    return { code: 'graph/too-deep', message: `graphs lie inside graphs more than ${MAX_CONTAINED} deep` }
  if (size + contained.nodes.length > MAX_NODES) {
    const message = `with what it contains the scene has more than ${MAX_NODES} nodes`
    return { code: 'graph/too-large', message }
  }
  return { graph: contained }
}

/** Lays the flat document out as a tree, with the graphs that it contains in their places (SG7). */
export function planGraph(graph: SceneGraph): Plan {
  return new Planner(graph).plan()
}

class Planner {
  private readonly nodes = new Map<string, Writable>()
  private readonly edges = new Map<string, Edge>()
  private readonly interventions = new Map<string, Intervention>()
  private readonly attached = new Map<string, string>()
  private readonly variables = new Map<string, PlannedVariable>()
  private readonly problems: PlanProblem[] = []
  private rank = 0
  private order = 0

  constructor(private readonly document: SceneGraph) {}

  plan(): Plan {
    const roots = this.level(this.document, null, [this.document.id])
    const { nodes, edges, interventions, attached, variables, problems } = this
    return { roots, nodes, edges, interventions, attached, variables, problems }
  }

  /** The top level of a graph, inside `parent`. `path`: the graphs that it lies in. */
  private level(graph: SceneGraph, parent: Writable | null, path: readonly string[]): PlannedNode[] {
    for (const [name, { type, initial, visible }] of Object.entries(graph.variables))
      this.variables.set(name, { type, initial, visible, declared: true })
    const tree = treeOf(graph)
    // What is placed in a node names it as its parent.
    const roots = this.children(tree, parent?.node.id ?? null, parent, path)
    for (const { to, part } of tree.attachments) this.attach(to, part)
    return roots
  }

  private children(tree: Tree, of: string | null, parent: Writable | null, path: readonly string[]): Writable[] {
    return (tree.childrenOf.get(of) ?? []).flatMap((node) => this.node(tree, node, parent, path) ?? [])
  }

  private node(tree: Tree, node: GraphNode, parent: Writable | null, path: readonly string[]): Writable | null {
    const lowering = loweringOf(node)
    if (lowering.kind === 'none') return null
    if (lowering.kind === 'attached') {
      const to = lowering.to ?? node.parentId
      if (to !== null) tree.attachments.push({ to, part: lowering.part })
      if (to !== null) this.attached.set(node.id, to)
      return null
    }
    const edges = [...(tree.edgesOf.get(node.id) ?? [])].sort((a, b) => a.order - b.order)
    const planned = this.add(node, lowering, parent, null, edges)
    if ('entry' in lowering) planned.entry = lowering.entry
    if ('exit' in lowering) planned.exit = lowering.exit
    if (lowering.kind === 'history') planned.otherwise = edges[0]?.target ?? null
    if (lowering.kind === 'built') this.build(tree, planned, lowering, path)
    else if (lowering.kind === 'contained') this.contain(planned, lowering, path)
    else planned.children = this.children(tree, node.id, planned, path)
    this.intervene(planned)
    planned.rank = this.rank++
    return planned
  }

  private add(
    node: GraphNode,
    lowering: Lowering,
    parent: Writable | null,
    owner: Writable | null,
    edges: readonly Edge[],
  ): Writable {
    const planned: Writable = {
      node,
      lowering,
      parent,
      owner,
      edges,
      children: [],
      entry: [],
      exit: [],
      otherwise: null,
      rank: 0,
      order: this.order++,
      interventions: [],
    }
    this.nodes.set(node.id, planned)
    for (const edge of edges) this.edges.set(edge.id, edge)
    return planned
  }

  /** A part of a node: a state that nobody drew. */
  private part(id: string, lowering: Lowering, owner: Writable, parent: Writable): Writable {
    const { data, view } = owner.node
    const node: GraphNode = { id, type: 'part', parentId: parent.node.id, data: { ...data }, view }
    return this.add(node, lowering, parent, owner, [])
  }

  private build(tree: Tree, owner: Writable, built: Built, path: readonly string[]): void {
    const children: Writable[] = []
    for (const { id, kind } of built.states) {
      const made = this.part(id, partLowering(kind), owner, owner)
      if (kind.type === 'state' || kind.type === 'final') made.entry = kind.entry ?? []
      if (kind.type === 'history') made.otherwise = kind.to
      if (kind.type === 'body') made.children = this.children(tree, owner.node.id, made, path)
      made.rank = this.rank++
      children.push(made)
    }
    owner.children = children
    this.addVariables(built.variables)
    this.addEdges(built.edges)
  }

  private addVariables(variables: Built['variables']): void {
    for (const [name, { type, initial }] of Object.entries(variables))
      this.variables.set(name, { type, initial, visible: false, declared: false })
  }

  /** Edges that nobody drew come after those that somebody did. */
  private addEdges(edges: readonly BuiltEdge[]): void {
    for (const built of edges) {
      const source = this.nodes.get(built.source)
      if (source === undefined) continue
      const edge = edgeOf(built, (source.edges.at(-1)?.order ?? -1) + 1)
      source.edges = [...source.edges, edge]
      this.edges.set(edge.id, edge)
    }
  }

  private attach(to: string, part: AttachedPart): void {
    const target = this.nodes.get(to)
    if (target === undefined) return
    const ends = target.children.filter((c) => c.lowering.kind === 'final').map((c) => c.node.id)
    const { edges, variables, entry } = part(to, ends)
    this.addVariables(variables)
    this.addEdges(edges)
    target.entry = [...entry, ...target.entry]
  }

  /** Gives a node the end that it comes to when it is bypassed, and what leads there. */
  private intervene(planned: Writable): void {
    if (wantsSkippedEnd(planned)) {
      const outcome = { kind: 'final' as const, outcome: 'skipped', ...leavesAs(planned) }
      const end = this.part(skippedEnd(planned.node.id), outcome, planned, planned)
      end.rank = this.rank++
      planned.children = [...planned.children, end]
    }
    planned.interventions = interventionsOf(planned)
    for (const intervention of planned.interventions) this.interventions.set(intervention.id, intervention)
  }

  private contain(
    owner: Writable,
    { graph, version, bindings }: Extract<Lowering, { kind: 'contained' }>,
    path: readonly string[],
  ): void {
    const { id } = owner.node
    // One that is too large has been said; thousands more would say the same.
    if (graph === null || this.problems.some((p) => p.code === 'graph/too-large')) return
    const why = whyNotPlayed({ graph, version }, path, this.document.graphs, this.nodes.size)
    if ('code' in why) {
      this.problems.push({ node: id, ...why })
      return
    }
    const contained = why.graph
    const placed = place(contained, id, bindings)
    const roots = this.level(placed, owner, [...path, graph])
    owner.children = roots
    owner.lowering = { kind: 'compound', entry: [], exit: [], initial: placed.initial }
    owner.entry = Object.entries(placed.variables).map(([variable, v]) => ({
      type: 'set' as const,
      variable,
      to: { type: 'constant' as const, value: v.initial },
      mode: 'set' as const,
    }))
    this.addEdges([
      {
        id: part(id, '/skip'),
        source: id,
        target: skippedEnd(id),
        trigger: {
          type: 'operator',
          action: 'skip',
          label: `Skip ${owner.node.data.name || contained.name}`,
          dangerous: true,
        },
        // One that has come to its end is not skipped any more: its exit is taken, or waits to be.
        guard: not(anyOf(roots.filter((r) => r.lowering.kind === 'final').map((r) => isActive(r.node.id)))),
      },
    ])
  }
}

type AttachedPart = Extract<Lowering, { kind: 'attached' }>['part']

type Tree = {
  childrenOf: ReadonlyMap<string | null, GraphNode[]>
  edgesOf: ReadonlyMap<string, Edge[]>
  attachments: { to: string; part: AttachedPart }[]
}

function treeOf(graph: SceneGraph): Tree {
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
  return { childrenOf, edgesOf, attachments: [] }
}

function partLowering(kind: Built['states'][number]['kind']): Lowering {
  switch (kind.type) {
    case 'state':
      return { kind: 'atomic', entry: [], exit: [] }
    case 'transient':
      return { kind: 'transient' }
    case 'final':
      return { kind: 'final', outcome: kind.outcome }
    case 'body':
      return { kind: 'compound', entry: [], exit: [], initial: kind.initial }
    case 'history':
      return { kind: 'history', deep: true }
  }
}

const edgeOf = (
  { id, source, target, trigger, sourcePort, guard, actions, reenter }: BuiltEdge,
  order: number,
): Edge => ({
  id,
  source,
  sourcePort: sourcePort ?? 'done',
  target,
  trigger,
  guard: guard ?? null,
  actions: actions ?? [],
  order,
  alsoTargets: [],
  ...(reenter === undefined ? {} : { reenter }),
})

/** The node that people see: itself, or what it is a part of. */
export const visible = (planned: PlannedNode): PlannedNode => planned.owner ?? planned
