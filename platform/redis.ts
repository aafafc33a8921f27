import { Redis, type RedisOptions } from 'ioredis'
import { createLog, type Log } from './log.ts'

/**
 * A connection that comes back by itself (1 s between tries at most) and says once per outage that Redis is away.
 * `name` is its CLIENT name. Options of ioredis pass through, as `maxRetriesPerRequest: null` for a reader that waits.
 */
export function connectRedis(
  url: string,
  options: { name: string; log?: Log } & Omit<RedisOptions, 'name' | 'connectionName' | 'replyMapping'>,
): Redis {
  const { name, log = createLog(name), ...rest } = options
  const settings = {
    connectionName: name,
    noDelay: true,
    keepAlive: 10_000,
    retryStrategy: (times: number) => Math.min(times * 50, 1000),
    ...rest,
  }
  const redis = new Redis(url, settings)
  let away = false
  redis.on('error', (error: Error) => {
    if (!away) log.error('Redis can not be reached; trying again', { error, connection: name })
    away = true
  })
  redis.on('ready', () => {
    if (away) log.info('Redis is back', { connection: name })
    away = false
  })
  return redis
}
