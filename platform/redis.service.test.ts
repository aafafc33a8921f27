import { describe, expect, it } from 'vitest'
import { startRedisServer } from './local/redis-server.ts'
import { connectRedis } from './redis.ts'
import { startTestRedis } from './testing/redis.ts'
import { until } from './testing/until.ts'

describe('connectRedis', () => {
  it('comes back when the server was away, and says so once', async () => {
    const first = await startTestRedis()
    const port = Number(new URL(first.url).port)
    const lines: string[] = []
    const say = (message: string) => void lines.push(message)
    const redis = connectRedis(first.url, {
      name: 'patient',
      log: { debug: say, info: say, warn: say, error: say },
      maxRetriesPerRequest: null,
    })
    await redis.set('a', '1')
    await first.stop()
    const answer = redis.get('b')
    await until(() => lines.length > 0)
    const second = await startRedisServer({ port })
    expect(await answer).toBeNull()
    expect(lines).toEqual(['Redis can not be reached; trying again', 'Redis is back'])
    redis.disconnect()
    await second.stop()
  })
})
