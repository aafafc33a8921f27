/** Wrong passwords for one account, before it is left alone for a while. */
const MOST = 20
const WINDOW_MS = 15 * 60_000
/** Accounts remembered at once: a guesser of addresses must not fill the memory. */
const REMEMBERED = 10_000

/**
 * Counts wrong passwords by account. better-auth counts by address of the client, which a guesser can change; the
 * account they can't. Counted in this process: several API processes allow as many times more.
 */
export type GuessLimit = {
  /** Seconds until the account may be tried again; 0 when it may now. */
  wait(account: string): number
  wrong(account: string): void
  right(account: string): void
}

export function createGuessLimit(now: () => number): GuessLimit {
  const guesses = new Map<string, { count: number; since: number }>()
  const current = (account: string) => {
    const known = guesses.get(account)
    return known !== undefined && now() - known.since < WINDOW_MS ? known : undefined
  }
  return {
    wait(account) {
      const known = current(account)
      return known === undefined || known.count < MOST ? 0 : Math.ceil((known.since + WINDOW_MS - now()) / 1000)
    },
    wrong(account) {
      const { count, since } = current(account) ?? { count: 0, since: now() }
      guesses.delete(account)
      guesses.set(account, { count: count + 1, since })
      const [oldest] = guesses.keys()
      if (guesses.size > REMEMBERED && oldest !== undefined) guesses.delete(oldest)
    },
    right(account) {
      guesses.delete(account)
    },
  }
}
