import type { SceneGraph } from '#scene-graph/parse.ts'
import { childrenOf, indexOf, initialOf } from './document.ts'
import { boundsOf, rectOf, type Size } from './geometry.ts'

/** Smaller than this, cards can be told apart but not read. */
const LEGIBLE = 0.75
/** Left free around a drawing, px on the screen: the strip of a running game has its place there. */
const MARGIN = 56

/**
 * Where a graph opens: all of it in the middle where it can be read so, else the place where it starts, with no more
 * empty canvas beside it than that needs. `canvas`: px on the screen.
 */
export function opening(graph: SceneGraph, canvas: Size): { x: number; y: number; zoom: number } {
  const bounds = boundsOf(childrenOf(graph, null).map((node) => rectOf(graph, node)))
  if (bounds === null) return { x: 0, y: 0, zoom: 1 }
  const whole = Math.min((canvas.width - 2 * MARGIN) / bounds.width, (canvas.height - 2 * MARGIN) / bounds.height)
  const zoom = Math.min(1, Math.max(LEGIBLE, whole))
  const start = startOf(graph)
  const first = start === undefined ? bounds : rectOf(graph, start)
  return {
    x: offset(canvas.width / zoom, MARGIN / zoom, bounds.x, bounds.width, first.x + first.width / 2) * zoom,
    y: offset(canvas.height / zoom, MARGIN / zoom, bounds.y, bounds.height, first.y + first.height / 2) * zoom,
    zoom,
  }
}

/** How far the drawing is moved along one axis, so that `shown` of it is seen around `place`. */
function offset(shown: number, margin: number, from: number, length: number, place: number): number {
  if (length + 2 * margin <= shown) return (shown - length) / 2 - from
  return Math.min(margin - from, Math.max(shown - margin - (from + length), shown / 2 - place))
}

/** The first card that a game enters. */
function startOf(graph: SceneGraph) {
  const { nodes } = indexOf(graph)
  let start = initialOf(graph, null)
  for (let depth = 0; depth < nodes.size && start !== null; depth += 1) {
    const inside = initialOf(graph, start)
    if (inside === null) break
    start = inside
  }
  return start === null ? undefined : nodes.get(start)
}
