import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startBroker } from '#platform/local/broker.ts'
import { freePort } from '#platform/local/ports.ts'
import { redisUrl, startRedisServer } from '#platform/local/redis-server.ts'
import { createLog } from '#platform/log.ts'
import { connectMqtt } from '#platform/mqtt.ts'
import { connectRedis } from '#platform/redis.ts'
import { until } from '#platform/testing/until.ts'
import { REGISTRY, roomPresence, roomStream } from '#wire/channels.ts'
import { type DomainEvent, domainEvent } from '#wire/domain-event.ts'
import { heartbeatTopic, REGISTER_CONTROLLER, sensorTopic } from '#wire/topics.ts'
import { createGateway, type Gateway } from './gateway.ts'
import { ROOM } from './testing/bench.ts'
import { startFakeApi, TOKEN } from './testing/fake-api.ts'

const PANEL = { tenant: 'paragon', room: 'clockwork', controller: 'panel' }
const log = createLog('test', { level: 'silent' })

describe('RT7 degraded, never silent', () => {
  const ending: (() => Promise<unknown>)[] = []
  let ports: { redis: number; mqtt: number }
  let gateway: Gateway
  let redisServer: Awaited<ReturnType<typeof startRedisServer>>
  let broker: Awaited<ReturnType<typeof startBroker>>

  beforeEach(async () => {
    ports = { redis: await freePort(), mqtt: await freePort() }
    redisServer = await startRedisServer({ port: ports.redis })
    broker = await startBroker({ port: ports.mqtt })
    const api = await startFakeApi([ROOM])
    gateway = createGateway({
      redisUrl: redisUrl({ port: ports.redis }),
      mqttUrl: `mqtt://127.0.0.1:${ports.mqtt}`,
      apiUrl: api.url,
      internalToken: TOKEN,
      log,
      noticeableOutageMs: 0,
      buffer: { entries: 50, bytes: 1024 * 1024 },
    })
    await gateway.start()
    ending.push(
      () => gateway.stop(),
      () => api.stop(),
      () => broker.stop(),
      () => redisServer.stop(),
    )
  })
  afterEach(async () => {
    for (const end of ending.splice(0)) await end()
  })

  const connectBoard = async () => {
    const board = connectMqtt(`mqtt://127.0.0.1:${ports.mqtt}`, { clientId: 'panel', log })
    ending.unshift(() => board.endAsync(true))
    await until(() => board.connected)
    const say = (topic: string, payload: unknown) => board.publishAsync(topic, JSON.stringify(payload), { qos: 1 })
    await say(REGISTER_CONTROLLER, {
      ...ROOM,
      controller_id: 'panel',
      capabilities: {
        devices: [
          { device_id: 'key', signals: { pressed: { type: 'number', momentary: true } } },
          { device_id: 'dial', signals: { angle: 'number' } },
        ],
      },
    })
    return { board, say }
  }

  const connectReader = () => {
    const redis = connectRedis(redisUrl({ port: ports.redis }), { name: 'reader', log })
    ending.unshift(async () => redis.disconnect())
    return async (): Promise<DomainEvent[]> =>
      (await redis.xrange(roomStream(ROOM), '-', '+')).map(([, fields]) =>
        domainEvent.parse(JSON.parse(fields[1] ?? '')),
      )
  }

  const reported = (events: DomainEvent[], device: string): unknown[] =>
    events
      .filter((e) => e.type === 'device_state_changed' && e.device_id === device)
      .map((e) => Object.values(e.payload.signals as object)[0])

  it('more comes than Redis takes: what has no room here waits at the broker, in order', async () => {
    const { say } = await connectBoard()
    const events = connectReader()
    await until(async () => (await events()).some((e) => e.type === 'controller_online'))
    const numbers = Array.from({ length: 2000 }, (_, n) => n)
    await Promise.all(numbers.map((n) => say(sensorTopic(PANEL, 'key', 'pressed'), { value: n })))
    await until(async () => reported(await events(), 'key').at(-1) === 1999, { timeout: 10_000 })
    expect(reported(await events(), 'key')).toEqual(numbers)
  })

  it('Redis away: every event and the last value of levels come in order when it is back', async () => {
    const { say } = await connectBoard()
    const events = connectReader()
    await until(async () => (await events()).some((e) => e.type === 'controller_online'))
    await redisServer.stop()
    for (let n = 0; n < 30; n++) {
      await say(sensorTopic(PANEL, 'key', 'pressed'), { value: n })
      await say(sensorTopic(PANEL, 'dial', 'angle'), { value: n })
    }
    redisServer = await startRedisServer({ port: ports.redis })
    ending.push(() => redisServer.stop())
    const after = await until(
      async () => {
        const all = await events()
        return all.some((e) => e.type === 'gm_notice') ? all : undefined
      },
      { timeout: 10_000 },
    )
    expect(reported(after, 'key')).toEqual(Array.from({ length: 30 }, (_, n) => n))
    const angles = reported(after, 'dial')
    expect(angles.at(-1)).toBe(29)
    expect(angles.length).toBeLessThan(30)
    expect(after.find((e) => e.type === 'gm_notice')?.payload).toMatchObject({ level: 'info', shed: 0 })
  })

  it('Redis away for long: what could not be kept is counted and said', async () => {
    const { say } = await connectBoard()
    const events = connectReader()
    await until(async () => (await events()).some((e) => e.type === 'controller_online'))
    await redisServer.stop()
    for (let n = 0; n < 80; n++) await say(sensorTopic(PANEL, 'key', 'pressed'), { value: n })
    redisServer = await startRedisServer({ port: ports.redis })
    ending.push(() => redisServer.stop())
    const notice = await until(async () => (await events()).find((e) => e.type === 'gm_notice'), { timeout: 10_000 })
    expect(notice.payload.level).toBe('urgent')
    expect(notice.payload.shed).toBeGreaterThanOrEqual(28)
    const kept = reported(await events(), 'key')
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, n) => n))
  })

  it('Redis comes back without its file: rooms and presences are written anew', async () => {
    await connectBoard()
    const events = connectReader()
    await until(async () => (await events()).some((e) => e.type === 'controller_online'))
    await redisServer.stop()
    redisServer = await startRedisServer({ port: ports.redis })
    ending.push(() => redisServer.stop())
    const redis = connectRedis(redisUrl({ port: ports.redis }), { name: 'reader', log })
    ending.unshift(async () => redis.disconnect())
    await until(async () => (await redis.hexists(REGISTRY, 'paragon:clockwork')) === 1, { timeout: 10_000 })
    expect(await redis.hget(roomPresence(ROOM), 'panel')).toContain('online')
  })

  it('broker away: rooms are told, it connects and subscribes again', async () => {
    const { say } = await connectBoard()
    const events = connectReader()
    await until(async () => (await events()).some((e) => e.type === 'controller_online'))
    await broker.stop()
    const began = await until(async () => (await events()).find((e) => e.type === 'condition_began'), {
      timeout: 10_000,
    })
    expect(began.payload).toMatchObject({ condition: 'broker_away' })
    broker = await startBroker({ port: ports.mqtt })
    ending.push(() => broker.stop())
    await until(async () => (await events()).some((e) => e.type === 'condition_ended'), { timeout: 10_000 })
    await until(
      async () => {
        await say(heartbeatTopic(PANEL), { uptime_ms: 1 })
        await say(sensorTopic(PANEL, 'dial', 'angle'), { value: 5 })
        return reported(await events(), 'dial').includes(5)
      },
      { timeout: 10_000, every: 200 },
    )
  })
})
