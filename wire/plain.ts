import type { Scalar } from './json.ts'
import { SEGMENT } from './names.ts'

/*
 * Checks by hand for the few messages that come thousands of times a second: what our own services write, just as they
 * write it. They take nothing that the schema would refuse or change (a test holds them to that), for a fraction of its
 * price. What they do not take is the schema's to judge.
 */

/** `2026-02-28T10:00:00.000Z`, a day that there is in any year. */
const TIME =
  /^\d{4}-(?:(?:0[13578]|1[02])-31|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8]))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

export const isPlainTime = (value: unknown): value is string => typeof value === 'string' && TIME.test(value)

export const isSegment = (value: unknown): value is string => typeof value === 'string' && SEGMENT.test(value)

export const isText = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object of scalars. `__proto__` is left out by the schema, so it is the schema's. */
export function hasScalars(value: unknown): value is Record<string, Scalar> {
  if (!isObject(value)) return false
  for (const key of Object.keys(value)) {
    const one = value[key]
    if (key === '__proto__' || (typeof one !== 'string' && typeof one !== 'boolean' && !Number.isFinite(one)))
      return false
  }
  return true
}

/** No other fields than these. */
export function hasOnly(value: object, fields: ReadonlySet<string>): boolean {
  for (const key of Object.keys(value)) if (!fields.has(key)) return false
  return true
}
