/** Names are compared with this many others at most; what is listed is cut sooner. */
const LOOKED_AT = 500
const LISTED = 5

/** The name that was probably meant: a letter or two away, or the same in other case. */
export function closest(name: string, among: readonly string[]): string | undefined {
  const wanted = name.toLowerCase()
  const most = Math.max(1, Math.floor(name.length / 3))
  let best: string | undefined
  let least = most + 1
  for (const candidate of among.slice(0, LOOKED_AT)) {
    if (Math.abs(candidate.length - name.length) > most) continue
    const away = distance(wanted, candidate.toLowerCase())
    if (away < least) {
      best = candidate
      least = away
    }
  }
  return best
}

/** “; did you mean …?”, “; there are …” or nothing, to end a message that a name is unknown. */
export function hint(name: string, among: readonly string[], spell: (name: string) => string = quoted): string {
  const meant = closest(name, among)
  if (meant !== undefined) return `; did you mean ${spell(meant)}?`
  if (among.length === 0) return ''
  const more = among.length > LISTED ? `, … (${among.length})` : ''
  return `; there ${among.length === 1 ? 'is' : 'are'} ${among.slice(0, LISTED).map(spell).join(', ')}${more}`
}

const quoted = (name: string): string => `“${name}”`

/** Letters to change, add, leave out or swap with the next (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}
