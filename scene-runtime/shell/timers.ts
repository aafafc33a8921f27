import type { Clock } from './clock.ts'

export type Timers = {
  /** `fire` is called once, when `due` (epoch ms) has come, unless it is set again before. null: nothing is due. */
  set(key: string, due: number | null, fire: () => void): void
  clear(key: string): void
  stop(): void
}

type Entry = { key: string; due: number; fire: () => void }

/**
 * Deadlines of all sessions over one timer of the machine's: a binary heap, earliest first. An entry that was set
 * again stays in the heap until it comes up, and is known as stale by not being the current one of its key.
 */
export function createTimers(clock: Clock): Timers {
  const heap: Entry[] = []
  const current = new Map<string, Entry>()
  let armed: { due: number; cancel: () => void } | null = null

  function arm(): void {
    let first = heap[0]
    while (first !== undefined && current.get(first.key) !== first) {
      pop(heap)
      first = heap[0]
    }
    if (first === undefined) {
      armed?.cancel()
      armed = null
      return
    }
    if (armed !== null && armed.due === first.due) return
    armed?.cancel()
    armed = { due: first.due, cancel: clock.after(Math.max(0, first.due - clock.now()), run) }
  }

  function run(): void {
    armed = null
    const now = clock.now()
    const due: Entry[] = []
    for (let first = heap[0]; first !== undefined && first.due <= now; first = heap[0]) {
      pop(heap)
      if (current.get(first.key) !== first) continue
      current.delete(first.key)
      due.push(first)
    }
    for (const entry of due) entry.fire()
    arm()
  }

  return {
    set(key, due, fire) {
      const before = current.get(key)
      if (due === null) current.delete(key)
      else if (before?.due === due) {
        before.fire = fire
        return
      } else {
        const entry = { key, due, fire }
        current.set(key, entry)
        push(heap, entry)
      }
      arm()
    },
    clear(key) {
      if (current.delete(key)) arm()
    },
    stop() {
      heap.length = 0
      current.clear()
      arm()
    },
  }
}

function push(heap: Entry[], entry: Entry): void {
  heap.push(entry)
  let at = heap.length - 1
  while (at > 0) {
    const above = (at - 1) >> 1
    const parent = heap[above]
    if (parent === undefined || parent.due <= entry.due) break
    heap[at] = parent
    at = above
  }
  heap[at] = entry
}

function pop(heap: Entry[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  let at = 0
  for (;;) {
    let below = 2 * at + 1
    let child = heap[below]
    const right = heap[below + 1]
    if (child !== undefined && right !== undefined && right.due < child.due) {
      below += 1
      child = right
    }
    if (child === undefined || child.due >= last.due) break
    heap[at] = child
    at = below
  }
  heap[at] = last
}
