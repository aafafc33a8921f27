import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DOMAIN_EVENTS, ROOMS, roomStream } from '#wire/channels.ts'
import { publishedEvent } from '#wire/domain-event.ts'
import { createEvent } from './events.ts'
import { startRedisServer } from './local/redis-server.ts'
import { appendEvents, connectRedis } from './redis.ts'
import { startTestRedis } from './testing/redis.ts'
import { until } from './testing/until.ts'

const eventIn = (room: string, n: number) =>
  createEvent({
    type: 'device_state_changed',
    tenant_id: 'house',
    room_id: room,
    controller_id: 'desk',
    device_id: 'lamp',
    payload: { signals: { n } },
    source: 'test',
    now: 1_000 + n,
  })

describe('appendEvents', () => {
  let server: Awaited<ReturnType<typeof startTestRedis>>
  let redis: ReturnType<typeof connectRedis>
  let listener: ReturnType<typeof connectRedis>
  const heard: string[] = []

  beforeAll(async () => {
    server = await startTestRedis()
    redis = connectRedis(server.url, { name: 'writer' })
    listener = connectRedis(server.url, { name: 'listener' })
    await listener.subscribe(DOMAIN_EVENTS)
    listener.on('message', (_channel, message) => heard.push(message))
  })
  afterAll(async () => {
    redis.disconnect()
    listener.disconnect()
    await server.stop()
  })

  it('appends to each room in order, publishes in the same order, with the stream ids', async () => {
    const events = [eventIn('lobby', 1), eventIn('attic', 2), eventIn('lobby', 3)]
    const ids = await appendEvents(redis, events)
    const lobby = await redis.xrange(roomStream({ tenant_id: 'house', room_id: 'lobby' }), '-', '+')
    expect(lobby).toEqual([
      [ids[0], ['event', JSON.stringify(events[0])]],
      [ids[2], ['event', JSON.stringify(events[2])]],
    ])
    await until(() => heard.length === 3)
    const published = heard.map((message) => publishedEvent.parse(JSON.parse(message)))
    expect(published).toEqual(events.map((event, i) => ({ ...event, stream_id: ids[i] })))
    expect((await redis.smembers(ROOMS)).toSorted()).toEqual(['house:attic', 'house:lobby'])
  })

  it('is one command for all events', async () => {
    const before = await calls()
    await appendEvents(
      redis,
      Array.from({ length: 500 }, (_, n) => eventIn('cellar', n)),
    )
    const after = await calls()
    expect({ eval: after.eval - before.eval, xadd: after.xadd - before.xadd }).toEqual({ eval: 1, xadd: 500 })
  })

  it('keeps the order of batches that were not awaited, also when Redis has forgotten its scripts', async () => {
    await redis.script('FLUSH')
    const numbers = Array.from({ length: 40 }, (_, n) => n)
    await Promise.all(numbers.map((n) => appendEvents(redis, [eventIn('garden', n)])))
    const entries = await redis.xrange(roomStream({ tenant_id: 'house', room_id: 'garden' }), '-', '+')
    expect(entries.map(([, [, json]]) => JSON.parse(json ?? '').payload.signals.n)).toEqual(numbers)
  })

  it('does nothing for no events', async () => {
    expect(await appendEvents(redis, [])).toEqual([])
  })

  const calls = async () => {
    const stats = await redis.info('commandstats')
    const of = (name: string) => Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1] ?? 0)
    return { eval: of('eval'), xadd: of('xadd') }
  }
})

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
