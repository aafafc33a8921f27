/** How many are kept; beyond it all are forgotten and made anew: whoever sends names may make them up. */
const MOST = 10_000

/**
 * The texts of two names, each put together once. A text that was just put together costs more to look up than all else
 * that is done with a report.
 */
export function remembered(make: (a: string, b: string) => string): (a: string, b: string) => string {
  const known = new Map<string, Map<string, string>>()
  let size = 0
  return (a, b) => {
    const before = known.get(a)?.get(b)
    if (before !== undefined) return before
    if (size >= MOST) {
      known.clear()
      size = 0
    }
    const made = make(a, b)
    const row = known.get(a)
    if (row === undefined) known.set(a, new Map([[b, made]]))
    else row.set(b, made)
    size += 1
    return made
  }
}
