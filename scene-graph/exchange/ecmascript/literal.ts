import type { Scalar } from '../../schema/values.ts'
import { type Js, JsProblem, parseJs } from './parse.ts'
import { fold } from './translate.ts'

/** A value that needs no names, lists and records included. */
export type Literal = Scalar | readonly Literal[] | { readonly [key: string]: Literal }

/** The value of a text, if all of it can be told without names; undefined: it cannot. */
export function literalOf(text: string): Literal | undefined {
  try {
    return read(parseJs(text))
  } catch (error) {
    if (error instanceof JsProblem) return undefined
    throw error
  }
}

// One that is nested deeper than the parser goes is refused there.
function read(js: Js): Literal | undefined {
  if (js.type === 'list') {
    const items = js.items.map(read)
    return items.every((item) => item !== undefined) ? items : undefined
  }
  if (js.type !== 'record') return fold(js)
  const fields = js.fields.map(([key, value]) => [key, read(value)] as const)
  return fields.every((field): field is readonly [string, Literal] => field[1] !== undefined)
    ? Object.fromEntries(fields)
    : undefined
}

export const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'boolean' || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))

/** More parts than a hand writes: such a value is data, and none of a game's. */
const MOST_PARTS = 200

/**
 * The parts of a record that are no records, each with its path; null: it is none, is empty or too large.
 * `{ a: 1, b: { c: [2] } }` has `a` and `b.c`.
 */
export function partsOf(
  value: unknown,
  path: readonly string[] = [],
): { path: readonly string[]; value: unknown }[] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return path.length === 0 ? null : [{ path, value }]
  const leaf = path.length === 0 ? null : [{ path, value }]
  if (path.length >= 8) return leaf
  const parts: { path: readonly string[]; value: unknown }[] = []
  for (const [key, inner] of Object.entries(value)) {
    parts.push(...(partsOf(inner, [...path, key]) ?? []))
    if (parts.length > MOST_PARTS) return null
  }
  return parts.length === 0 ? leaf : parts
}
