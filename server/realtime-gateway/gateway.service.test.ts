import { SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createEvent } from '#platform/events.ts'
import { createLog } from '#platform/log.ts'
import { connectRedis } from '#platform/redis.ts'
import { appendEvents } from '#platform/room-stream.ts'
import { startTestRedis } from '#platform/testing/redis.ts'
import { until } from '#platform/testing/until.ts'
import { REALTIME_BROADCAST, realtimeRoom, roomStream } from '#wire/channels.ts'
import { type ServerMessage, serverMessage } from '#wire/socket.ts'
import { createRealtimeGateway, type RealtimeOptions } from './gateway.ts'

const SECRET = 'a secret of this test, long enough'
const ROOM = { tenant_id: 'paragon', room_id: 'clockwork' }
const log = createLog('test', { level: 'silent' })

let redisServer: Awaited<ReturnType<typeof startTestRedis>>
let redis: ReturnType<typeof connectRedis>
let gateway: ReturnType<typeof createRealtimeGateway>
const sockets: WebSocket[] = []

beforeAll(async () => {
  redisServer = await startTestRedis()
  redis = connectRedis(redisServer.url, { name: 'test', log })
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await gateway.stop()
  await redis.flushall()
})
afterAll(async () => {
  redis.disconnect()
  await redisServer.stop()
})

const startGateway = async (options: Partial<RealtimeOptions> = {}) => {
  gateway = createRealtimeGateway({
    host: '127.0.0.1',
    port: 0,
    redisUrl: redisServer.url,
    secret: SECRET,
    log,
    ...options,
  })
  await gateway.start()
}

const tokenFor = (tenant: string, { secret = SECRET, expires = '5m' } = {}) =>
  new SignJWT({ sub: 'somebody', tenant, role: 'gm' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret))

type Connection = { socket: WebSocket; heard: ServerMessage[]; closed: Promise<{ code: number; reason: string }> }

const connectWith = (token: string, options: { autoPong?: boolean } = {}): Connection => {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port()}/live?token=${token}`, options)
  sockets.push(socket)
  const heard: ServerMessage[] = []
  socket.on('message', (data) => heard.push(serverMessage.parse(JSON.parse(String(data)))))
  socket.on('error', () => undefined)
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
  })
  return { socket, heard, closed }
}

const join = async (room: string, options: { tenant?: string; last?: string } = {}): Promise<Connection> => {
  const connection = connectWith(await tokenFor(options.tenant ?? 'paragon'))
  await until(() => connection.socket.readyState === WebSocket.OPEN)
  say(connection, { type: `subscribe:${room}`, ...(options.last === undefined ? {} : { last_event_id: options.last }) })
  await until(() => connection.heard.some((message) => message.type === 'subscribed'))
  return connection
}

const say = ({ socket }: Connection, message: unknown) =>
  socket.send(typeof message === 'string' ? message : JSON.stringify(message))

const report = (n: number, extra: { room?: typeof ROOM; signal?: string; filler?: string } = {}) =>
  createEvent({
    type: 'device_state_changed',
    ...(extra.room ?? ROOM),
    controller_id: 'panel',
    device_id: 'gauge',
    payload: { signals: { [extra.signal ?? 'n']: n }, ...(extra.filler === undefined ? {} : { state: extra.filler }) },
    source: 'test',
  })

const numbers = ({ heard }: Connection): unknown[] =>
  heard.flatMap((message) => (message.type === 'event_notification' ? [signalsOf(message).n] : []))
const signalsOf = (message: Extract<ServerMessage, { type: 'event_notification' }>) =>
  message.data.payload.signals as Record<string, unknown>
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

describe('who may listen', () => {
  beforeEach(() => startGateway())

  it.each([
    ['no token', async () => ''],
    ['a token of another secret', () => tokenFor('paragon', { secret: 'another secret, just as long' })],
    ['an expired token', () => tokenFor('paragon', { expires: '-1s' })],
    ['a token that is none', async () => 'abc.def.ghi'],
  ])('closes with 4401 and a reason for %s', async (_, token) => {
    const { code, reason } = await connectWith(await token()).closed
    expect(code).toBe(4401)
    expect(reason).toMatch(/token/)
  })

  it('a room’s events reach that room’s subscribers of its own tenant and nobody else', async () => {
    const mine = await join('clockwork')
    const otherRoom = await join('attic')
    const otherTenant = await join('clockwork', { tenant: 'rival' })
    await appendEvents(redis, [report(1), report(2, { room: { tenant_id: 'rival', room_id: 'clockwork' } })])
    await redis.publish(
      REALTIME_BROADCAST,
      JSON.stringify({ type: 'error', code: 'x', message: 'all of paragon', data: { tenant_id: 'paragon' } }),
    )
    await redis.publish(
      realtimeRoom(ROOM),
      JSON.stringify({ type: 'error', code: 'x', message: 'not yours', data: { tenant_id: 'rival' } }),
    )
    for (const listener of [mine, otherRoom]) await until(() => listener.heard.some((m) => m.type === 'error'))
    await until(() => numbers(otherTenant).length === 1)
    expect([numbers(mine), numbers(otherRoom), numbers(otherTenant)]).toEqual([[1], [], [2]])
    expect([mine, otherRoom, otherTenant].map(({ heard }) => heard.filter((m) => m.type === 'error').length)).toEqual([
      1, 1, 0,
    ])
  })

  it('says what it can not read and goes on', async () => {
    const client = await join('clockwork')
    for (const bad of [
      '{',
      '[]',
      '{"type":"subscribe:NO"}',
      '{"type":"subscribe:a","last_event_id":"x"}',
      '{"type":"boo"}',
    ])
      say(client, bad)
    client.socket.send(Buffer.from([1, 2, 3]))
    await until(() => client.heard.filter((m) => m.type === 'error').length === 6)
    await appendEvents(redis, [report(1)])
    await until(() => numbers(client).length === 1)
  })

  it('closes a connection whose message is too large', async () => {
    const client = await join('clockwork')
    say(client, 'x'.repeat(100_000))
    expect((await client.closed).code).toBe(1009)
  })

  it('stops telling after unsubscribe', async () => {
    const client = await join('clockwork')
    say(client, { type: 'unsubscribe:clockwork' })
    await until(() => client.heard.some((m) => m.type === 'unsubscribed'))
    await appendEvents(redis, [report(1)])
    const witness = await join('clockwork', { last: '0-0' })
    await until(() => numbers(witness).length === 1)
    expect(numbers(client)).toEqual([])
  })

  it('answers /health and /metrics on the same port', async () => {
    const health = await fetch(`http://127.0.0.1:${gateway.port()}/health`)
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok', checks: { redis: 'ok' } }])
    await join('clockwork')
    const metrics = await (await fetch(`http://127.0.0.1:${gateway.port()}/metrics`)).text()
    expect(metrics).toContain('studio_realtime_subscriptions{room="paragon:clockwork"} 1')
  })
})

it('a live connection outlives its token by a grace, then must bring a new one', async () => {
  await startGateway({ graceMs: 0 })
  const { code } = await connectWith(await tokenFor('paragon', { expires: '1s' })).closed
  expect(code).toBe(4401)
})

it('ends a connection that answers no ping', async () => {
  await startGateway({ pingEveryMs: 50 })
  const client = connectWith(await tokenFor('paragon'), { autoPong: false })
  expect((await client.closed).code).toBe(1006)
})

describe('what was missed', () => {
  beforeEach(() => startGateway())

  it('comes first, then what is live, without a hole and without a duplicate', async () => {
    const ids = await appendEvents(
      redis,
      range(0, 500).map((n) => report(n)),
    )
    const writing = (async () => {
      for (let next = 500; next < 1500; next += 20)
        await appendEvents(
          redis,
          range(next, next + 20).map((n) => report(n)),
        )
    })()
    const client = await join('clockwork', { last: ids[99] ?? '' })
    await writing
    await until(() => numbers(client).length >= 1400)
    expect(numbers(client)).toEqual(range(100, 1500))
    const subscribed = client.heard.find((m) => m.type === 'subscribed')
    expect(subscribed).toMatchObject({ gap: false })
  })

  it('is a gap when the stream was trimmed, or is another stream', async () => {
    const ids = await appendEvents(
      redis,
      range(0, 10).map((n) => report(n)),
    )
    await redis.xtrim(roomStream(ROOM), 'MAXLEN', 4)
    const behind = await join('clockwork', { last: ids[2] ?? '' })
    expect(numbers(behind)).toEqual([6, 7, 8, 9])
    expect(behind.heard.at(-1)).toMatchObject({ type: 'subscribed', gap: true, replayed: 4, last_event_id: ids[9] })
    const ahead = await join('clockwork', { last: '99999999999999-0' })
    expect(ahead.heard.at(-1)).toMatchObject({ type: 'subscribed', gap: true, replayed: 0 })
    const right = await join('clockwork', { last: ids[7] ?? '' })
    expect(right.heard.at(-1)).toMatchObject({ type: 'subscribed', gap: false, replayed: 2 })
  })

  it('includes what the gateway itself missed while its subscription was cut', async () => {
    const client = await join('clockwork')
    await appendEvents(redis, [report(0)])
    await until(() => numbers(client).length === 1)
    await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await appendEvents(
      redis,
      range(1, 20).map((n) => report(n)),
    )
    await until(() => numbers(client).length === 20)
    await appendEvents(redis, [report(20)])
    await until(() => numbers(client).length === 21)
    expect(numbers(client)).toEqual(range(0, 21))
  })
})

it('a slow client gets the latest of each device in place of a backlog', async () => {
  await startGateway({ limits: { slowAbove: 256 * 1024, fastBelow: 64 * 1024, patienceMs: 60_000, waitingMost: 1000 } })
  const slow = await join('clockwork')
  const quick = await join('clockwork')
  slow.socket.pause()
  const filler = 'x'.repeat(20_000)
  await appendEvents(redis, [report(7, { signal: 'other' })])
  for (const n of range(0, 1000)) await appendEvents(redis, [report(n, { filler })])
  await until(() => numbers(quick).length === 1001)
  slow.socket.resume()
  await until(() => numbers(slow).includes(999))
  expect(numbers(slow).length).toBeLessThan(1001)
  const last = slow.heard.at(-1)
  if (last?.type !== 'event_notification') throw new Error('the last message is no event')
  expect(signalsOf(last).n).toBe(999)
  await appendEvents(redis, [report(1000)])
  await until(() => numbers(slow).includes(1000))
})

it('a client that does not drain is dropped', async () => {
  await startGateway({ limits: { slowAbove: 256 * 1024, fastBelow: 64 * 1024, patienceMs: 100, waitingMost: 1000 } })
  const slow = await join('clockwork')
  const quick = await join('clockwork')
  slow.socket.pause()
  const filler = 'x'.repeat(20_000)
  for (const n of range(0, 800)) await appendEvents(redis, [report(n, { filler })])
  await until(() => numbers(quick).length === 800)
  await until(async () =>
    /studio_realtime_connections 1\b/.test(await (await fetch(`http://127.0.0.1:${gateway.port()}/metrics`)).text()),
  )
  slow.socket.resume()
  expect((await slow.closed).code).toBe(1006)
})
