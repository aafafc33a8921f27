/** Work that is better done one by one, with everything else of the process in between. */
export type Turns = {
  /** Whether a piece may be done right now: none was since the event loop last came round, and none waits. */
  free(): boolean
  /** Marks that a piece was done right now. */
  taken(): void
  /** Does a piece when its turn comes. */
  wait(piece: () => void): void
}

/**
 * HR9: a version that is published to fifty rooms at once is taken by one room at a time, so that no game of another
 * room waits for all of them. `later` runs something when the event loop comes round again.
 */
export function createTurns(later: (run: () => void) => void = setImmediate): Turns {
  const pieces: (() => void)[] = []
  let busy = false

  function come(): void {
    const piece = pieces.shift()
    if (piece === undefined) {
      busy = false
      return
    }
    later(come)
    piece()
  }

  const begin = (): void => {
    if (busy) return
    busy = true
    later(come)
  }

  return {
    free: () => !busy,
    taken: begin,
    wait(piece) {
      pieces.push(piece)
      begin()
    },
  }
}
