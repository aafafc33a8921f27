import { setTimeout as wait } from 'node:timers/promises'

/**
 * Asks again and again until `check` gives something other than `undefined`, `null` or `false`, and returns that.
 * For what another process does. After `timeout` ms (15,000: a machine may be busy) it throws, with the last error that `check` threw.
 */
export async function until<T>(
  check: () => T | Promise<T>,
  options: { timeout?: number; every?: number; message?: string } = {},
): Promise<Exclude<T, undefined | null | false>> {
  const { timeout = 15_000, every = 10, message = 'what was waited for did not come' } = options
  const deadline = performance.now() + timeout
  for (;;) {
    let cause: unknown
    try {
      const value = await check()
      if (isThere(value)) return value
    } catch (error) {
      cause = error
    }
    if (performance.now() > deadline) throw new Error(`${message} within ${timeout} ms`, { cause })
    await wait(every)
  }
}

const isThere = <T>(value: T): value is Exclude<T, undefined | null | false> =>
  value !== undefined && value !== null && value !== false
