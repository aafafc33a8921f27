/** Whether two plain values say the same. Parts that are one and the same are not looked into: edits share the rest. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]))
  if (Array.isArray(b)) return false
  return sameBut(a, b, NOTHING)
}

const NOTHING: ReadonlySet<string> = new Set()

/** The same of two records, without looking at some of their fields. A field that is undefined is none. */
export function sameBut(a: object, b: object, without: ReadonlySet<string>): boolean {
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>]
  for (const key of Object.keys(left)) if (!without.has(key) && !same(left[key], right[key])) return false
  for (const key of Object.keys(right))
    if (!without.has(key) && right[key] !== undefined && left[key] === undefined) return false
  return true
}
