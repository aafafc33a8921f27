import type { Point } from '../model/geometry.ts'

/** `room`: how wide the label may be without lying on the cards beside it, px; unset: as wide as it likes. */
export type Route = { path: string; label: Point; room?: number }

export type Ends = {
  source: Point
  target: Point
  /** How far each node reaches above and below the point where the edge meets it, px. */
  sourceReach: Reach
  targetReach: Reach
  /** Its place among edges with the same ends, from 0, and how many there are. */
  lane: number
  lanes: number
  /** Its place among all edges that leave its source, from 0. */
  exit: number
}
export type Reach = { above: number; below: number }

const LANE = 36
const OUT = 20
const CLEAR = 24
const ROUND = 12
/** What a label needs to say anything at all, and what the ends of an edge leave free for their handles. */
const LEAST_ROOM = 96
const HANDLE = 10

/** An edge that leads on: a soft curve; several between the same ends fan out. */
function forward({ source, target, lane, lanes }: Ends): Route {
  const reach = Math.max(48, (target.x - source.x) / 2)
  const bow = (lane - (lanes - 1) / 2) * LANE
  // A cubic's middle takes three quarters of its control points' offset.
  const push = (bow * 4) / 3
  const path = `M${source.x},${source.y} C${source.x + reach},${source.y + push} ${target.x - reach},${target.y + push} ${target.x},${target.y}`
  const label = { x: (source.x + target.x) / 2, y: (source.y + target.y) / 2 + bow }
  return { path, label, room: Math.max(LEAST_ROOM, target.x - source.x - 2 * HANDLE) }
}

/** How far to the right of its source an edge turns: those of one source turn beside one another. */
const turnOf = (exit: number): number => OUT + Math.min(exit, 4) * 8

/**
 * An edge that leads back, or to the row above or below: down its own side and through the gap beside the target, so
 * that it crosses no card of the rows between; where the two stand side by side, below both.
 */
function backward({ source, target, sourceReach, targetReach, lane, lanes, exit }: Ends): Route {
  const top = target.y - targetReach.above
  const bottom = target.y + targetReach.below
  const under = source.y + sourceReach.below
  const over = source.y - sourceReach.above
  const share = (lane + 1) / (lanes + 1)
  const gap = (wide: number): number => Math.min(wide, 2 * CLEAR) * share
  const isBelow = under < top
  const isAbove = over > bottom
  const y = isBelow
    ? top - gap(top - under)
    : isAbove
      ? bottom + gap(over - bottom)
      : Math.max(under, bottom) + CLEAR + lane * LANE
  const right = Math.max(source.x + turnOf(exit), isBelow || isAbove ? source.x : target.x)
  const left = target.x - OUT
  const path = rounded([
    source,
    { x: right, y: source.y },
    { x: right, y },
    { x: left, y },
    { x: left, y: target.y },
    target,
  ])
  // In a narrow gap the labels stand beside one another.
  return { path, label: { x: left + (right - left) * share, y } }
}

/** A node's edge to itself: over its top. */
function loop({ source, target, sourceReach, lane, exit }: Ends): Route {
  const y = source.y - sourceReach.above - CLEAR - lane * LANE
  const right = source.x + turnOf(exit)
  const left = target.x - OUT
  const path = rounded([
    source,
    { x: right, y: source.y },
    { x: right, y },
    { x: left, y },
    { x: left, y: target.y },
    target,
  ])
  return { path, label: { x: (left + right) / 2, y } }
}

/** An edge that stays where it is and only does things: a short stalk with its label at the end. */
function stalk({ source, sourceReach, lane }: Ends): Route {
  const end = { x: source.x + OUT, y: source.y + sourceReach.below + CLEAR + lane * LANE }
  return { path: rounded([source, { x: end.x, y: source.y }, end]), label: end }
}

export function routeEdge(ends: Ends, kind: 'edge' | 'loop' | 'stays'): Route {
  if (kind === 'stays') return stalk(ends)
  if (kind === 'loop') return loop(ends)
  return ends.target.x > ends.source.x ? forward(ends) : backward(ends)
}

/** A line through points with its corners rounded. */
function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  let path = `M${first.x},${first.y}`
  let before = first
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1]
    if (next === undefined) path += ` L${point.x},${point.y}`
    else {
      const radius = Math.min(ROUND, distance(before, point) / 2, distance(point, next) / 2)
      const from = towards(point, before, radius)
      const to = towards(point, next, radius)
      path += ` L${from.x},${from.y} Q${point.x},${point.y} ${to.x},${to.y}`
    }
    before = point
  }
  return path
}

const distance = (a: Point, b: Point): number => Math.hypot(b.x - a.x, b.y - a.y)

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to)
  if (length === 0) return from
  return { x: from.x + ((to.x - from.x) * by) / length, y: from.y + ((to.y - from.y) * by) / length }
}
