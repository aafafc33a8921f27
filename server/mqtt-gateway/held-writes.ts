/** What of a socket's stream is asked for here. */
export type Corkable = { cork(): void; uncork(): void }

/** How long acknowledgements wait for company, ms, and how many wait at most: fewer than any broker lets a client owe. */
const WAIT_MS = 2
const MOST = 10

/**
 * Acknowledgements to the broker go out together, with the next command if one comes within two milliseconds. Each
 * write wakes the broker, and for most reports that wake-up would cost more than everything else that is done for them.
 */
export type HeldWrites = {
  /** A message is about to be acknowledged on this stream. */
  hold(stream: Corkable): void
  /** Everything that was written goes out now. */
  release(): void
}

export function createHeldWrites(after: (ms: number, run: () => void) => () => void): HeldWrites {
  let held: Corkable | undefined
  let count = 0
  let cancel: () => void = () => {}

  function release(): void {
    if (held === undefined) return
    cancel()
    held.uncork()
    held = undefined
    count = 0
  }

  return {
    hold(stream) {
      if (held !== stream) {
        release()
        stream.cork()
        held = stream
        cancel = after(WAIT_MS, release)
      }
      count += 1
      if (count >= MOST) release()
    },
    release,
  }
}
