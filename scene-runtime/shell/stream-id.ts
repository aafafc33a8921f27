/** Ids of Redis stream entries, `{ms}-{n}`. */

export const STREAM_START = '0-0'

/** Epoch ms at which Redis took the entry, by Redis's own clock. */
export const timeOf = (id: string): number => Number.parseInt(id, 10)

/** Whether `a` stands after `b` in its stream. */
export function isAfter(a: string, b: string): boolean {
  const [aTime, aNumber] = parts(a)
  const [bTime, bNumber] = parts(b)
  return aTime === bTime ? aNumber > bNumber : aTime > bTime
}

function parts(id: string): [number, number] {
  const dash = id.indexOf('-')
  return dash < 0 ? [Number(id), 0] : [Number(id.slice(0, dash)), Number(id.slice(dash + 1))]
}
