import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import { type Edge, edge as edgeSchema } from '#scene-graph/schema/document.ts'
import type { Trigger } from '#scene-graph/schema/trigger.ts'
import { ancestorsOf, canBeActive, freshData, indexOf, mapEdges, outgoingOf, titleOf } from './document.ts'
import { placeAfter, portsOf, sizeOf } from './geometry.ts'
import { addNode } from './nodes.ts'

/** Why an edge cannot be drawn from one node to another, in words; null when it can. */
export function connectionProblem(graph: SceneGraph, source: string, target: string): string | null {
  const { nodes } = indexOf(graph)
  const from = nodes.get(source)
  const to = nodes.get(target)
  if (from === undefined || to === undefined) return 'one end of this edge is gone'
  if (!canLeave(from)) return `nothing leads out of ${nodeDefinition(from.type).label.toLowerCase()} nodes`
  if (!canBeActive(to)) return `${nodeDefinition(to.type).label.toLowerCase()} cannot be entered`
  if (inDifferentRegions(graph, source, target))
    return 'these run side by side in a parallel: neither can go to the other'
  return null
}

export const canLeave = (node: GraphNode): boolean => nodeDefinition(node.type).triggers.length > 0

function inDifferentRegions(graph: SceneGraph, source: string, target: string): boolean {
  const { nodes } = indexOf(graph)
  const path = (id: string): string[] => [id, ...ancestorsOf(graph, id)].reverse()
  const from = path(source)
  const to = path(target)
  const split = from.findIndex((id, i) => id !== to[i])
  // One lies within the other: no split into regions.
  if (split <= 0 || to[split] === undefined) return false
  return nodes.get(from[split - 1] ?? '')?.type === 'parallel'
}

/**
 * What sets off a new edge: the source's own exit where it has one, else a button of the game master's, so that a
 * half-made edge never fires by itself in a running game.
 */
export function defaultTrigger(graph: SceneGraph, source: string): Trigger {
  const node = indexOf(graph).nodes.get(source)
  if (node !== undefined && nodeDefinition(node.type).triggers.includes('done')) return { type: 'done' }
  const taken = new Set(
    outgoingOf(graph, source).flatMap((e) => (e.trigger.type === 'operator' ? [e.trigger.action] : [])),
  )
  let action = 'continue'
  for (let n = 2; taken.has(action); n++) action = `continue_${n}`
  return { type: 'operator', action, dangerous: false }
}

export type NewEdge = { id: string; source: string; port: string; target: string | null; trigger?: Trigger }

/** Draws an edge, tried after those that the source has already. Nothing changes where `connectionProblem` objects. */
export function connect(graph: SceneGraph, added: NewEdge): SceneGraph {
  const from = indexOf(graph).nodes.get(added.source)
  if (from === undefined || !canLeave(from)) return graph
  if (added.target !== null && connectionProblem(graph, added.source, added.target) !== null) return graph
  const edge: Edge = {
    id: added.id,
    source: added.source,
    sourcePort: added.port,
    target: added.target,
    trigger: added.trigger ?? defaultTrigger(graph, added.source),
    guard: null,
    actions: [],
    order: nextOrder(graph, added.source),
    alsoTargets: [],
  }
  return { ...graph, edges: [...graph.edges, edge] }
}

const nextOrder = (graph: SceneGraph, source: string): number =>
  outgoingOf(graph, source).reduce((highest, e) => Math.max(highest, e.order + 1), 0)

type NewAfter = {
  node: string
  edge: string
  type: string
  after: string
  port?: string
  data?: Record<string, unknown>
}

/** Adds a node to the right of another and leads an edge to it; a group is followed by what stands beside it. */
export function addAfter(graph: SceneGraph, { node, edge, type, after, port, data }: NewAfter): SceneGraph {
  const source = indexOf(graph).nodes.get(after)
  if (source === undefined) return graph
  const probe: GraphNode = {
    id: node,
    type,
    parentId: null,
    data: freshData(type),
    view: { position: { x: 0, y: 0 } },
  }
  const position = placeAfter(graph, source, sizeOf({ ...graph, nodes: [probe] }, probe))
  const added = addNode(graph, {
    id: node,
    type,
    parentId: source.parentId,
    position,
    ...(data === undefined ? {} : { data }),
  })
  return connect(added, { id: edge, source: after, port: port ?? freePort(graph, source), target: node })
}

/** Nodes that an edge could lead to from another, called as was typed. */
export function namedTargets(graph: SceneGraph, source: string, typed: string, most: number): GraphNode[] {
  const text = typed.trim().toLowerCase()
  const found: GraphNode[] = []
  for (const node of graph.nodes) {
    if (found.length === most) break
    if (titleOf(node).toLowerCase().includes(text) && connectionProblem(graph, source, node.id) === null)
      found.push(node)
  }
  return found
}

/** The first exit that no edge leaves by yet, else the first. */
export function freePort(graph: SceneGraph, node: GraphNode): string {
  const ports = portsOf(graph, node)
  const used = new Set(outgoingOf(graph, node.id).map((e) => e.sourcePort))
  return (ports.find((p) => !used.has(p.id)) ?? ports[0])?.id ?? 'done'
}

/** Changes an edge. A change that the schema refuses, or that `connectionProblem` objects to, changes nothing. */
export function setEdge(graph: SceneGraph, id: string, change: Partial<Omit<Edge, 'id'>>): SceneGraph {
  return mapEdges(graph, (e) => {
    if (e.id !== id) return e
    const next = { ...e, ...change }
    if (next.target !== null && (next.source !== e.source || next.target !== e.target))
      if (connectionProblem(graph, next.source, next.target) !== null) return e
    if (next.source !== e.source) next.order = nextOrder(graph, next.source)
    const read = edgeSchema.safeParse(next)
    return read.success ? read.data : e
  })
}

/** Lets an edge leave the choice to others: true and false are said, undefined takes the document's default. */
export function setReenter(graph: SceneGraph, id: string, reenter: boolean | undefined): SceneGraph {
  return mapEdges(graph, (e) => {
    if (e.id !== id) return e
    const { reenter: _, ...rest } = e
    return reenter === undefined ? rest : { ...rest, reenter }
  })
}

/** Moves an edge among those of its source: −1 is tried one place earlier. Orders become 0, 1, 2 … */
export function moveEdge(graph: SceneGraph, id: string, by: -1 | 1): SceneGraph {
  const edge = indexOf(graph).edges.get(id)
  if (edge === undefined) return graph
  const siblings = outgoingOf(graph, edge.source).map((e) => e.id)
  const from = siblings.indexOf(id)
  const to = from + by
  const other = siblings[to]
  if (other === undefined) return graph
  siblings[from] = other
  siblings[to] = id
  const order = new Map(siblings.map((sibling, index) => [sibling, index]))
  return mapEdges(graph, (e) => {
    const place = order.get(e.id)
    return place === undefined || place === e.order ? e : { ...e, order: place }
  })
}

/** An exit has another name: what left by it leaves by the new one. */
export const renameExit = (graph: SceneGraph, source: string, from: string, to: string): SceneGraph =>
  mapEdges(graph, (e) => (e.source === source && e.sourcePort === from ? { ...e, sourcePort: to } : e))

/**
 * Nodes that an edge could enter together with its targets: in parts of a parallel in which it enters nothing by name
 * yet. Where a part is not named, it starts where it starts.
 */
export function alsoEnterable(graph: SceneGraph, edge: Edge): GraphNode[] {
  const targets = [...(edge.target === null ? [] : [edge.target]), ...edge.alsoTargets]
  if (edge.target === null) return []
  return graph.nodes.filter(
    (n) =>
      canBeActive(n) &&
      !targets.includes(n.id) &&
      targets.every((t) => inDifferentRegions(graph, t, n.id)) &&
      connectionProblem(graph, edge.source, n.id) === null,
  )
}
