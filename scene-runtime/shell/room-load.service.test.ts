import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestRedis } from '#platform/testing/redis.ts'
import { graphVersion, roomCursor, roomPresence, roomStream } from '#wire/channels.ts'
import { knownOf } from '../core/known.ts'
import { createVersions } from '../core/versions.ts'
import { core } from './core.ts'
import { loadRoom } from './room-load.ts'
import { testRoom } from './testing/room.ts'

let server: Awaited<ReturnType<typeof startTestRedis>>
let redis: Redis

beforeAll(async () => {
  server = await startTestRedis()
  redis = new Redis(server.url)
})
beforeEach(() => redis.flushall())
afterAll(async () => {
  redis.disconnect()
  await server.stop()
})

const load = (room: ReturnType<typeof testRoom>) =>
  loadRoom(
    redis,
    room.address,
    core,
    createVersions((hash) => redis.get(graphVersion(hash)), core),
  )
const BUTTON = { button: { controller_id: 'board', device_id: 'button' } }

describe('a room as its cursor left it', () => {
  test('RT1 a value that changed after the cursor is known as it was before', async () => {
    const room = testRoom(redis)
    await room.signal('board/button', { held: false, code: '1234' })
    const cursor = await room.signal('board/button', { battery: 3 })
    await room.signal('board/button', { held: true })
    await redis.set(roomCursor(room.address), cursor)
    const { values, gap } = await load(room)
    expect(knownOf(values, BUTTON).signals).toEqual({
      'button.held': false,
      'button.code': '1234',
      'button.battery': 3,
    })
    expect(gap).toBe(false)
  })

  test('RT1 a value that was first heard after the cursor is not known yet', async () => {
    const room = testRoom(redis)
    await room.signal('board/button', { held: true })
    expect(knownOf((await load(room)).values, BUTTON).signals).toEqual({})
  })

  test('RT8 a controller that went offline before the cursor is offline', async () => {
    const room = testRoom(redis)
    const cursor = await room.append('controller_offline', {}, { controller_id: 'board' })
    await redis.hset(roomPresence(room.address), 'board', JSON.stringify({ status: 'online', last_seen: 1 }))
    await room.append('controller_online', {}, { controller_id: 'board' })
    await redis.set(roomCursor(room.address), cursor)
    expect(knownOf((await load(room)).values, BUTTON).health).toEqual({ button: 'offline' })
  })

  test('RT7 a stream that was cut off behind the cursor is noticed', async () => {
    const room = testRoom(redis)
    const cursor = await room.press()
    await redis.set(roomCursor(room.address), cursor)
    for (let n = 0; n < 10; n += 1) await room.press()
    expect((await load(room)).gap).toBe(false)
    await redis.xtrim(roomStream(room.address), 'MAXLEN', 3)
    expect((await load(room)).gap).toBe(true)
  })
})
