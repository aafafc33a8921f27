/**
 * A clock that never goes back: epoch ms by the machine's clock; while that has been set back, by what has passed since.
 * Deadlines would wait for an hour, and commands be an hour old when they are sent, because somebody set a clock.
 * What jumps forwards is followed: a laptop that slept has slept.
 */
export function createForwardClock(
  wall: () => number = Date.now,
  passed: () => number = () => performance.now(),
): () => number {
  let last = wall()
  let seenAt = passed()
  return (): number => {
    const at = passed()
    last = Math.max(wall(), last + (at - seenAt))
    seenAt = at
    return Math.floor(last)
  }
}

/** The process's own. */
export const forwardNow = createForwardClock()
