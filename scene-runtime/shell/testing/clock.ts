import type { Clock } from '../clock.ts'

/** A clock that stands still until it is moved; what falls due on the way runs at its own time, in order. */
export function manualClock(start: number): Clock & { advance(ms: number): void; pending(): number } {
  let now = start
  let waiting: { due: number; run: () => void }[] = []
  return {
    now: () => now,
    after(ms, run) {
      const entry = { due: now + ms, run }
      waiting.push(entry)
      return () => {
        waiting = waiting.filter((w) => w !== entry)
      }
    },
    advance(ms) {
      const end = now + ms
      for (;;) {
        const next = waiting.filter((w) => w.due <= end).sort((a, b) => a.due - b.due)[0]
        if (next === undefined) break
        waiting = waiting.filter((w) => w !== next)
        now = Math.max(now, next.due)
        next.run()
      }
      now = end
    },
    pending: () => waiting.length,
  }
}
