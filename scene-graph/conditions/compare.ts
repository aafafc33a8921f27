import type { Comparator } from '../schema/comparator.ts'
import type { Scalar } from '../schema/values.ts'

type Order = Exclude<Comparator, '=' | '≠'>

const ORDERS: Record<Order, (left: number, right: number) => boolean> = {
  '<': (left, right) => left < right,
  '≤': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '≥': (left, right) => left >= right,
}

/** False when a side is unknown or the types differ. Only numbers have an order. */
export function compare(left: Scalar | undefined, op: Comparator, right: Scalar | undefined): boolean {
  if (left === undefined || right === undefined || typeof left !== typeof right) return false
  if (op === '=') return left === right
  if (op === '≠') return left !== right
  return typeof left === 'number' && typeof right === 'number' && ORDERS[op](left, right)
}

/** From `min` to `max`, both included. */
export const between = (value: Scalar | undefined, min: Scalar | undefined, max: Scalar | undefined): boolean =>
  compare(value, '≥', min) && compare(value, '≤', max)

/** No further from `of` than `tolerance`. */
export const within = (value: Scalar | undefined, of: Scalar | undefined, tolerance: Scalar | undefined): boolean =>
  typeof value === 'number' &&
  typeof of === 'number' &&
  typeof tolerance === 'number' &&
  Math.abs(value - of) <= tolerance + slack(value, of)

/** What a distance may be off by: 0.3 is within 0.1 of 0.2 and 0.2 away from 0.1, as people would have it. */
const slack = (one: number, other: number): number => Number.EPSILON * Math.max(Math.abs(one), Math.abs(other), 1)

/** Whether a value has moved by so much from where it was. What is no number has moved when it is another. */
export function moved(
  value: Scalar | undefined,
  from: Scalar | null | undefined,
  by: Scalar | undefined,
  direction: 'any' | 'up' | 'down',
): boolean {
  if (value === undefined || from === undefined || from === null) return false
  if (typeof value !== 'number' || typeof from !== 'number') return direction === 'any' && value !== from
  if (typeof by !== 'number' || value === from) return false
  const way = value - from
  if (direction !== 'any' && (direction === 'up') !== way > 0) return false
  return Math.abs(way) + slack(value, from) >= by
}
