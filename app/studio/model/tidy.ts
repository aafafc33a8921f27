import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import { ancestorsOf, canBeActive, childrenOf, initialOf, isContainer } from './document.ts'
import { GRID, type Point, ROOM_INSET, sizeOf, snap } from './geometry.ts'
import { moveNodes, resizeNode } from './nodes.ts'

/** Room between columns (for the pills of edges) and between rows, px. */
const COLUMN_GAP = 9 * GRID
const ROW_GAP = 3 * GRID

/**
 * Lays a whole graph out in columns from left to right, each room on its own and from the inside out: a layered
 * drawing (Sugiyama, Tagawa, Toda 1981) with the longest path from the start as the layer and one sweep of
 * barycentres to lessen crossings. Edges that lead back are left out of the layers.
 */
export function tidy(graph: SceneGraph): SceneGraph {
  const rooms = graph.nodes.filter(isContainer)
  const depth = (n: GraphNode): number => ancestorsOf(graph, n.id).length
  const insideOut = rooms.toSorted((a, b) => depth(b) - depth(a)).map((n) => n.id)
  return [...insideOut, null].reduce(tidyScope, graph)
}

/** Whether nothing in a document was ever placed, as in one that came from elsewhere. */
export const isUnplaced = (graph: SceneGraph): boolean =>
  graph.nodes.length > 1 && graph.nodes.every((n) => n.view.position.x === 0 && n.view.position.y === 0)

function tidyScope(graph: SceneGraph, scope: string | null): SceneGraph {
  const members = childrenOf(graph, scope)
  const layers = orderLayers(graph, scope, layersOf(graph, scope))
  const notes = members.filter((n) => !canBeActive(n))
  const origin: Point = scope === null ? { x: 0, y: 0 } : { x: ROOM_INSET.left + 2 * GRID, y: ROOM_INSET.top + GRID }
  const to = new Map<string, Point>()
  let x = origin.x
  let bottom = origin.y
  for (const layer of layers) {
    let y = origin.y
    for (const node of layer) {
      to.set(node.id, { x: snap(x), y: snap(y) })
      y += sizeOf(graph, node).height + ROW_GAP
      bottom = Math.max(bottom, y)
    }
    x += Math.max(...layer.map((n) => sizeOf(graph, n).width)) + COLUMN_GAP
  }
  let left = origin.x
  for (const note of notes) {
    to.set(note.id, { x: snap(left), y: snap(bottom) })
    left += sizeOf(graph, note).width + ROW_GAP
  }
  const moved = moveNodes(graph, to)
  // A room shrinks to what it holds; it never gets smaller than that by itself (see `sizeOf`).
  return scope === null || members.length === 0 ? moved : resizeNode(moved, scope, { width: GRID, height: GRID })
}

/** Members of a scope by their longest way from the start, cycles cut where a walk in order first meets them. */
function layersOf(graph: SceneGraph, scope: string | null): GraphNode[][] {
  const members = childrenOf(graph, scope).filter(canBeActive)
  const next = successors(graph, scope)
  const start = initialOf(graph, scope)
  const { order, forward } = walk([...(start === null ? [] : [start]), ...members.map((n) => n.id)], next)
  const layer = new Map<string, number>()
  for (const id of order)
    for (const target of forward.get(id) ?? [])
      layer.set(target, Math.max(layer.get(target) ?? 0, (layer.get(id) ?? 0) + 1))
  const layers: GraphNode[][] = []
  for (const node of members) {
    const at = layer.get(node.id) ?? 0
    const row = layers[at]
    if (row === undefined) layers[at] = [node]
    else row.push(node)
  }
  return layers.filter((l) => l !== undefined)
}

/**
 * A depth-first walk: ids so that sources stand before targets, and the edges that do not lead back. On a stack of its
 * own, since a long story is a deep walk.
 */
function walk(starts: readonly string[], next: ReadonlyMap<string, readonly string[]>) {
  const state = new Map<string, 'open' | 'done'>()
  const forward = new Map<string, string[]>()
  const finished: string[] = []
  for (const start of starts) {
    const stack = state.has(start) ? [] : [start]
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      if (state.get(id) === undefined) {
        state.set(id, 'open')
        forward.set(
          id,
          (next.get(id) ?? []).filter((t) => state.get(t) !== 'open'),
        )
      }
      const target = forward.get(id)?.find((t) => state.get(t) === undefined)
      if (target !== undefined) {
        stack.push(target)
        continue
      }
      // What was opened from here meanwhile and is still open leads back.
      forward.set(
        id,
        (forward.get(id) ?? []).filter((t) => state.get(t) !== 'open'),
      )
      if (state.get(id) === 'open') finished.push(id)
      state.set(id, 'done')
      stack.pop()
    }
  }
  return { order: finished.reverse(), forward }
}

/** Members that an edge leads to from a member or from anything inside it. */
function successors(graph: SceneGraph, scope: string | null): Map<string, string[]> {
  const memberOf = (id: string): string | undefined => {
    const path = [id, ...ancestorsOf(graph, id)]
    return scope === null ? path.at(-1) : path[path.indexOf(scope) - 1]
  }
  const next = new Map<string, string[]>()
  for (const edge of graph.edges) {
    if (edge.target === null) continue
    const [from, to] = [memberOf(edge.source), memberOf(edge.target)]
    if (from === undefined || to === undefined || from === to) continue
    next.set(from, [...(next.get(from) ?? []), to])
  }
  return next
}

/** Each layer in the order of where its nodes' sources stand in the layers before. */
function orderLayers(graph: SceneGraph, scope: string | null, layers: GraphNode[][]): GraphNode[][] {
  const next = successors(graph, scope)
  const place = new Map<string, number>()
  return layers.map((layer) => {
    const weight = (node: GraphNode): number => {
      const sources = [...place].filter(([id]) => next.get(id)?.includes(node.id)).map(([, at]) => at)
      return sources.length === 0 ? Number.POSITIVE_INFINITY : sources.reduce((a, b) => a + b, 0) / sources.length
    }
    const sorted = layer.map((node) => ({ node, weight: weight(node) })).toSorted((a, b) => a.weight - b.weight || 0)
    for (const [at, { node }] of sorted.entries()) place.set(node.id, at)
    return sorted.map(({ node }) => node)
  })
}
