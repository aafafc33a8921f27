import type { Redis } from 'ioredis'
import { type Log, messageOf } from '#platform/log.ts'

/** What a start waits for something that is away, ms. */
const START_PATIENCE_MS = 3_000

/** Waits for something that may be away, but not for ever: undefined when it did not come, and a line in the log. */
export async function patiently<T>(what: string, work: Promise<T>, log: Log): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${START_PATIENCE_MS} ms`)), START_PATIENCE_MS)
  })
  try {
    return await Promise.race([work, late])
  } catch (error) {
    log.warn(`starting without ${what}`, { reason: messageOf(error) })
    return undefined
  } finally {
    clearTimeout(timer)
  }
}

/** Connects a lazy client and resolves when it stands; one that can't goes on trying and says so in its own log. */
export const connected = (redis: Redis): Promise<void> =>
  new Promise((resolve) => {
    redis.once('ready', resolve)
    redis.connect().catch(() => undefined) // reported by connectRedis, once per outage
  })
