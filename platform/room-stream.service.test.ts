import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DOMAIN_EVENTS, ROOM_INPUTS_GAP, ROOMS, roomInputs, roomStream } from '#wire/channels.ts'
import { publishedEvent } from '#wire/domain-event.ts'
import { createEvent } from './events.ts'
import { connectRedis } from './redis.ts'
import { appendEvents, markInputs } from './room-stream.ts'
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

  it('tells of a room’s inputs, how far everything was told, and once that somebody appended without telling', async () => {
    const room = { tenant_id: 'house', room_id: 'vault' }
    const told: string[] = []
    await listener.subscribe(roomInputs(room))
    listener.on('message', (channel, message) => {
      if (channel === roomInputs(room)) told.push(message.split(' ')[0] ?? '')
    })
    const [first] = await appendEvents(redis, [eventIn('vault', 1)])
    await markInputs(redis, [room])
    await redis.xadd(roomStream(room), '*', 'event', '{}')
    await markInputs(redis, [room])
    await markInputs(redis, [room])
    await redis.xadd(roomStream(room), '*', 'event', '{}')
    const untold = (await redis.xrevrange(roomStream(room), '+', '-')).map(([id]) => id)
    const [second, third] = await appendEvents(redis, [eventIn('vault', 2), eventIn('vault', 3)])
    await until(() => told.length === 7)
    expect(told).toEqual([first, first, ROOM_INPUTS_GAP, untold[1], ROOM_INPUTS_GAP, second, third])
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
