/** One thing to be written to Redis, all of it or nothing. */
export type Entry = {
  /** Flat arguments of the append script. */
  ops: readonly string[]
  /**
   * What may happen to it while Redis is away (RT7): a `level` gives way to a newer one of the same key, an `event`
   * is kept as long as there is room, a `note` is the first to go.
   */
  keep: { as: 'level'; key: string } | { as: 'event' } | { as: 'note' }
  /** `{tenant}:{room}` that it is about. */
  room: string
}

/** The share of the limits from which on there is a crowd. */
const CROWDED = 0.25

/** Keeps what is to be written, in order and bounded. Coalesces only while Redis is away. */
export type Outbox = {
  put(entry: Entry): void
  /** The next entries in order: up to `maxEntries`, and up to `maxOps` arguments of the script; empty when there is nothing. */
  take(maxEntries: number, maxOps?: number): Entry[]
  setAway(away: boolean): void
  /** Whether so much waits that whoever can hold back should, and nothing must be dropped yet. */
  readonly crowded: boolean
  readonly size: number
  /** Entries dropped for want of room since the start; entries that gave way to a newer value of the same signals. */
  readonly shed: number
  readonly superseded: number
}

export function createOutbox(limits: { entries: number; bytes: number }): Outbox {
  /** Insertion order is the order of writing; the number is the key, so that an entry can be taken out of the middle. */
  const waiting = new Map<number, Entry>()
  const levels = new Map<string, number>()
  let next = 0
  let bytes = 0
  let away = false
  let shed = 0
  let superseded = 0
  const remove = (number: number, entry: Entry): void => {
    waiting.delete(number)
    bytes -= sizeOf(entry)
    if (entry.keep.as === 'level' && levels.get(entry.keep.key) === number) levels.delete(entry.keep.key)
  }
  return {
    put(entry) {
      if (away && entry.keep.as === 'level') {
        const number = levels.get(entry.keep.key)
        const older = number === undefined ? undefined : waiting.get(number)
        if (number !== undefined && older !== undefined) {
          remove(number, older)
          superseded += 1
        }
      }
      const full = (share: number) =>
        waiting.size >= limits.entries * share || bytes + sizeOf(entry) > limits.bytes * share
      if (full(entry.keep.as === 'note' ? 0.5 : 1)) {
        shed += 1
        return
      }
      const number = next++
      waiting.set(number, entry)
      bytes += sizeOf(entry)
      if (entry.keep.as === 'level') levels.set(entry.keep.key, number)
    },
    take(maxEntries, maxOps = Number.POSITIVE_INFINITY) {
      const taken: Entry[] = []
      let ops = 0
      for (const [number, entry] of waiting) {
        ops += entry.ops.length
        if (taken.length >= maxEntries || (taken.length > 0 && ops > maxOps)) break
        taken.push(entry)
        remove(number, entry)
      }
      return taken
    },
    setAway(value) {
      away = value
    },
    get crowded() {
      return waiting.size >= limits.entries * CROWDED || bytes >= limits.bytes * CROWDED
    },
    get size() {
      return waiting.size
    },
    get shed() {
      return shed
    },
    get superseded() {
      return superseded
    },
  }
}

const sizeOf = (entry: Entry): number => entry.ops.reduce((sum, op) => sum + op.length, 0)
