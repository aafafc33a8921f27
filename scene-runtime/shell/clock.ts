import { forwardNow } from '#platform/clock.ts'

/** Time as the shell sees it: nothing else in it asks the machine what time it is. Epoch ms. */
export type Clock = {
  now(): number
  /** Runs `run` once, `ms` from now at the earliest. The answer calls it off. */
  after(ms: number, run: () => void): () => void
}

/** `setTimeout` takes 31 bits; a longer wait is taken in pieces by whoever asked (they look at the time again). */
const LONGEST_WAIT = 2 ** 31 - 1

export const systemClock: Clock = {
  now: forwardNow,
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(Math.max(0, ms), LONGEST_WAIT))
    return () => clearTimeout(timer)
  },
}
