import type { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createEvent } from '#platform/events.ts'
import { createLog } from '#platform/log.ts'
import { connectRedis } from '#platform/redis.ts'
import { appendEvents } from '#platform/room-stream.ts'
import { startTestRedis } from '#platform/testing/redis.ts'
import { until } from '#platform/testing/until.ts'
import { roomStream } from '#wire/channels.ts'
import type { RoomAddress } from '#wire/names.ts'
import { systemClock } from './clock.ts'
import { createReader, type Reader } from './reader.ts'
import type { RoomRunner, StreamEntry } from './room-runner.ts'
import { isAfter, STREAM_START } from './stream-id.ts'

const log = createLog('test', { level: 'silent' })
let server: Awaited<ReturnType<typeof startTestRedis>>
let redis: Redis
let readers: { reader: Reader; subscriber: Redis }[] = []

beforeAll(async () => {
  server = await startTestRedis()
  redis = connectRedis(server.url, { name: 'test', log })
})
afterEach(async () => {
  for (const { reader, subscriber } of readers) {
    await reader.stop()
    subscriber.disconnect()
  }
  readers = []
})
afterAll(async () => {
  redis.disconnect()
  await server.stop()
})

/** What a runner has of a reader's: it takes what stands after its position, and may have too much to do. */
function fakeRunner(room: RoomAddress) {
  const taken: string[] = []
  const state = { position: STREAM_START, busy: false }
  const runner = {
    room,
    position: () => state.position,
    backlogged: () => state.busy,
    take(entries: readonly StreamEntry[]) {
      for (const [id] of entries) {
        if (!isAfter(id, state.position)) continue
        state.position = id
        taken.push(id)
      }
    },
  }
  return { runner: runner as unknown as RoomRunner, taken, state }
}

/** `marks: false`: it never asks how far everything was told, so that what it has was told or read after a connection. */
function follow(rooms: () => RoomRunner[], { marks = false } = {}): Reader {
  const subscriber = connectRedis(server.url, {
    name: 'reader',
    log,
    autoResubscribe: false,
    enableOfflineQueue: false,
  })
  const after = (ms: number, run: () => void) => systemClock.after(ms >= 500 ? (marks ? 20 : 2 ** 31) : ms, run)
  const reader = createReader({ subscriber, redis, rooms, after, log })
  readers.push({ reader, subscriber })
  reader.start()
  return reader
}

const append = (room: RoomAddress, count = 1): Promise<string[]> =>
  appendEvents(
    redis,
    Array.from({ length: count }, () =>
      createEvent({ type: 'device_state_changed', ...room, payload: { signals: {} }, source: 'test' }),
    ),
  )

describe('RT1 the streams are read without a gap', () => {
  test('what stood there before, what comes, and what came while the connection was cut, once and in order', async () => {
    const room = { tenant_id: 'acme', room_id: 'cut' }
    const expected = await append(room, 1200)
    const { runner, taken } = fakeRunner(room)
    follow(() => [runner])
    for (let n = 0; n < 40; n += 1) {
      expected.push(...(await append(room, 5)))
      if (n % 8 === 7) await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
    }
    await until(() => taken.length >= expected.length)
    expect(taken).toEqual(expected)
    expected.push(...(await append(room, 3)))
    await until(() => taken.length >= expected.length)
    expect(taken).toEqual(expected)
  })

  test('RT6 a room that has too much to do is left alone, and then read on from where it stands', async () => {
    const room = { tenant_id: 'acme', room_id: 'busy' }
    const { runner, taken, state } = fakeRunner(room)
    follow(() => [runner])
    const expected = await append(room, 10)
    await until(() => taken.length === 10)
    state.busy = true
    expected.push(...(await append(room, 700)))
    await append({ ...room, room_id: 'other' })
    expect(taken).toHaveLength(10)
    state.busy = false
    expected.push(...(await append(room, 1)))
    await until(() => taken.length >= expected.length)
    expect(taken).toEqual(expected)
  })

  test('a room that comes later is read from its position, and one that went is left alone', async () => {
    const [a, b] = ['first', 'second'].map((room_id) => fakeRunner({ tenant_id: 'acme', room_id }))
    if (a === undefined || b === undefined) throw new Error('two rooms were made')
    let rooms = [a.runner]
    const reader = follow(() => rooms)
    await append(a.runner.room, 2)
    await append(b.runner.room, 2)
    await until(() => a.taken.length === 2)
    rooms = [b.runner]
    reader.changed()
    await append(a.runner.room)
    await append(b.runner.room)
    await until(() => b.taken.length === 3)
    expect([a.taken.length, b.taken.length]).toEqual([2, 3])
  })

  test('what somebody appended without telling is found before long', async () => {
    const room = { tenant_id: 'acme', room_id: 'untold' }
    const { runner, taken } = fakeRunner(room)
    follow(() => [runner], { marks: true })
    await append(room)
    await until(() => taken.length === 1)
    await redis.xadd(roomStream(room), '*', 'event', '{}')
    await until(() => taken.length === 2)
  })

  test('what is told after it does not pass it over', async () => {
    const room = { tenant_id: 'acme', room_id: 'between' }
    const { runner, taken } = fakeRunner(room)
    follow(() => [runner])
    const expected = await append(room)
    await until(() => taken.length === 1)
    for (let n = 0; n < 50; n += 1) {
      expected.push((await redis.xadd(roomStream(room), '*', 'event', '{}')) ?? '', ...(await append(room, 2)))
    }
    await until(() => taken.length >= expected.length)
    expect(taken).toEqual(expected)
  })

  test('entries that are no inputs are passed without being read', async () => {
    const room = { tenant_id: 'acme', room_id: 'own' }
    const { runner, taken, state } = fakeRunner(room)
    follow(() => [runner], { marks: true })
    await append(room)
    await until(() => taken.length === 1)
    const own = createEvent({ type: 'scene_advanced', ...room, payload: {}, source: 'test' })
    const [last] = await appendEvents(redis, [own])
    await until(() => state.position === last)
  })
})
