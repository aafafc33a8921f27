import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import { ancestorsOf, childOutcomes, childrenOf, indexOf, isContainer, rootsOf } from './document.ts'

/** Canvas measures, px at zoom 1. A node's position is relative to the top left corner of its parent. */
export type Point = { x: number; y: number }
export type Size = { width: number; height: number }
export type Rect = Point & Size

export const GRID = 16
export const CARD_WIDTH = 240
const CARD_HEIGHT = 72
export const TITLE_HEIGHT = 40
const PORT_STEP = 24
const PADDING = 32
const FRESH_ROOM: Size = { width: 560, height: 304 }

/** To the grid; adding 0 turns −0, which JSON does not know, into 0. */
export const snap = (value: number): number => Math.round(value / GRID) * GRID + 0
export const snapPoint = (point: Point): Point => ({ x: snap(point.x), y: snap(point.y) })

/** Handles on the right edge: each exit of the node with its height, px from the node's top. */
export function portsOf(graph: SceneGraph, node: GraphNode): { id: string; label: string; y: number }[] {
  const definition = nodeDefinition(node.type)
  const ports = definition.ports({ data: node.data, childOutcomes: childOutcomes(graph, node.id) })
  if (definition.container) return ports.map((p, i) => ({ ...p, y: TITLE_HEIGHT + PADDING + i * PORT_STEP }))
  const { height } = sizeOf(graph, node)
  const first = height / 2 - ((ports.length - 1) * PORT_STEP) / 2
  return ports.map((p, i) => ({ ...p, y: first + i * PORT_STEP }))
}

/** Height of the handle on the left edge. */
export const entryY = (graph: SceneGraph, node: GraphNode): number =>
  isContainer(node) ? TITLE_HEIGHT + PADDING : sizeOf(graph, node).height / 2

const sizes = new WeakMap<SceneGraph, Map<string, Size>>()

/** Cards have a size by type; rooms are as large as drawn, and never smaller than what they hold. */
export function sizeOf(graph: SceneGraph, node: GraphNode): Size {
  let known = sizes.get(graph)
  if (known === undefined) {
    known = new Map()
    sizes.set(graph, known)
  }
  const found = known.get(node.id)
  if (found !== undefined) return found
  const size = isContainer(node) ? roomSize(graph, node) : cardSize(graph, node)
  known.set(node.id, size)
  return size
}

const SMALL: Readonly<Record<string, Size>> = {
  end: { width: 160, height: 48 },
  decision: { width: 208, height: 56 },
  history: { width: 160, height: 48 },
  checkpoint: { width: 176, height: 48 },
  note: { width: 224, height: 96 },
  frame: { width: 480, height: 320 },
}

/** Notes and frames are as large as somebody made them; a card may be wider, and has room for the name of every exit. */
function cardSize(graph: SceneGraph, node: GraphNode): Size {
  const small = SMALL[node.type]
  if (small !== undefined) return nodeDefinition(node.type).family === 'annotation' ? (node.view.size ?? small) : small
  const exits = nodeDefinition(node.type).ports({
    data: node.data,
    childOutcomes: childOutcomes(graph, node.id),
  }).length
  return {
    width: Math.max(CARD_WIDTH, node.view.size?.width ?? 0),
    height: Math.max(CARD_HEIGHT, snap(exits * PORT_STEP + GRID)),
  }
}

function roomSize(graph: SceneGraph, node: GraphNode): Size {
  const drawn = node.view.size ?? FRESH_ROOM
  let { width, height } = drawn
  for (const child of childrenOf(graph, node.id)) {
    const size = sizeOf(graph, child)
    width = Math.max(width, child.view.position.x + size.width + PADDING)
    height = Math.max(height, child.view.position.y + size.height + PADDING)
  }
  return { width, height }
}

/** Top left corner on the canvas. */
export function originOf(graph: SceneGraph, id: string | null): Point {
  const origin = { x: 0, y: 0 }
  if (id === null) return origin
  const { nodes } = indexOf(graph)
  for (const step of [id, ...ancestorsOf(graph, id)]) {
    const position = nodes.get(step)?.view.position
    origin.x += position?.x ?? 0
    origin.y += position?.y ?? 0
  }
  return origin
}

export const rectOf = (graph: SceneGraph, node: GraphNode): Rect => ({
  ...originOf(graph, node.id),
  ...sizeOf(graph, node),
})

export function boundsOf(rects: readonly Rect[]): Rect | null {
  if (rects.length === 0) return null
  const x = Math.min(...rects.map((r) => r.x))
  const y = Math.min(...rects.map((r) => r.y))
  const right = Math.max(...rects.map((r) => r.x + r.width))
  const bottom = Math.max(...rects.map((r) => r.y + r.height))
  return { x, y, width: right - x, height: bottom - y }
}

const contains = (rect: Rect, point: Point): boolean =>
  point.x >= rect.x && point.x <= rect.x + rect.width && point.y >= rect.y && point.y <= rect.y + rect.height

/** The innermost room at a point of the canvas, `without` and what is inside it left out; null for the open canvas. */
export function containerAt(graph: SceneGraph, point: Point, without: ReadonlySet<string> = new Set()): string | null {
  let parent: string | null = null
  for (;;) {
    // Later nodes are drawn above earlier ones.
    const inside: GraphNode | undefined = childrenOf(graph, parent).findLast(
      (c) => isContainer(c) && !without.has(c.id) && contains(rectOf(graph, c), point),
    )
    if (inside === undefined) return parent
    parent = inside.id
  }
}

/** A free place for a new card, to the right of a node and below what stands there already; relative to its parent. */
export function placeAfter(graph: SceneGraph, node: GraphNode, size: Size): Point {
  const own = sizeOf(graph, node)
  const x = snap(node.view.position.x + own.width + 6 * GRID)
  return freePlace(graph, node.parentId, { x, y: node.view.position.y }, size)
}

/** The given place, moved down as far as needed not to cover a sibling. */
export function freePlace(graph: SceneGraph, parent: string | null, wanted: Point, size: Size): Point {
  const siblings = childrenOf(graph, parent).map((s) => ({ ...s.view.position, ...sizeOf(graph, s) }))
  const place = snapPoint(wanted)
  for (let tries = 0; tries < siblings.length + 1; tries++) {
    const hit = siblings.find((s) => overlaps(s, { ...place, ...size }))
    if (hit === undefined) return place
    place.y = snap(hit.y + hit.height + 2 * GRID)
  }
  return place
}

const overlaps = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width + GRID && b.x < a.x + a.width + GRID && a.y < b.y + b.height + GRID && b.y < a.y + a.height + GRID

/** Space that a room keeps around what it holds: title bar above, padding elsewhere. */
export const ROOM_INSET = { left: PADDING, top: TITLE_HEIGHT + PADDING / 2, right: PADDING, bottom: PADDING }

const within = (outer: Rect, inner: Rect): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height

/** Of the nodes given, the roots, and with each frame what lies on it whole: it is moved with its frame. */
export function carriedWith(graph: SceneGraph, ids: Iterable<string>): string[] {
  const roots = rootsOf(graph, ids)
  const { nodes } = indexOf(graph)
  const carried = roots.flatMap((id) => {
    const frame = nodes.get(id)
    if (frame?.type !== 'frame') return []
    const area = rectOf(graph, frame)
    return childrenOf(graph, frame.parentId)
      .filter((n) => n.id !== id && within(area, rectOf(graph, n)))
      .map((n) => n.id)
  })
  return [...new Set([...roots, ...carried])]
}
