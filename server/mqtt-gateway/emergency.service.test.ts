import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startBroker } from '#platform/local/broker.ts'
import { freePort } from '#platform/local/ports.ts'
import { redisUrl, startRedisServer } from '#platform/local/redis-server.ts'
import { createLog } from '#platform/log.ts'
import { connectMqtt } from '#platform/mqtt.ts'
import { connectRedis } from '#platform/redis.ts'
import { until } from '#platform/testing/until.ts'
import { COMMAND_STREAM, DEVICE_COMMANDS, EMERGENCIES, EMERGENCY_LOG, roomStream } from '#wire/channels.ts'
import { type DomainEvent, domainEvent } from '#wire/domain-event.ts'
import { type EmergencyReport, emergencyReports } from '#wire/emergency.ts'
import {
  ackTopic,
  clearTopic,
  commandFilter,
  commandTopic,
  connectionTopic,
  emergencyTopic,
  REGISTER_CONTROLLER,
  stopTopic,
} from '#wire/topics.ts'
import { createGateway, type Gateway } from './gateway.ts'
import { commandOf, OTHER_ROOM, ROOM } from './testing/bench.ts'
import { startFakeApi, TOKEN } from './testing/fake-api.ts'

const log = createLog('test', { level: 'silent' })
const PANEL = { tenant: 'paragon', room: 'clockwork', controller: 'panel' }
const DEVICES = [
  { device_id: 'exit', kind: 'maglock', commands: { lock: {}, unlock: {} } },
  {
    device_id: 'lamp',
    kind: 'dimmer',
    commands: { set_brightness: { params: { level: { type: 'number', max: 255 } } } },
  },
]
const PRESS = {
  stop_id: 's1',
  ...ROOM,
  level: 2,
  cause: 'smoke',
  by: 'Mara',
  actor: 'mara@paragon.example',
}
const CLEARING = { ...ROOM, reason: 'looked at', by: 'Mara', actor: 'mara@paragon.example' }

describe('emergency stop', () => {
  const ending: (() => Promise<unknown>)[] = []
  let ports: { redis: number; mqtt: number }
  let folder: string
  let redisServer: Awaited<ReturnType<typeof startRedisServer>>
  let api: Awaited<ReturnType<typeof startFakeApi>>
  let gateway: Gateway

  const startGateway = async (): Promise<Gateway> => {
    gateway = createGateway({
      redisUrl: redisUrl({ port: ports.redis }),
      mqttUrl: `mqtt://127.0.0.1:${ports.mqtt}`,
      apiUrl: api.url,
      internalToken: TOKEN,
      log,
      stopFile: path.join(folder, 'stops.json'),
    })
    await gateway.start()
    return gateway
  }

  beforeEach(async () => {
    ports = { redis: await freePort(), mqtt: await freePort() }
    folder = await mkdtemp(path.join(os.tmpdir(), 'studio-stop-'))
    redisServer = await startRedisServer({ port: ports.redis })
    const broker = await startBroker({ port: ports.mqtt })
    api = await startFakeApi([ROOM, { tenant_id: 'paragon', room_id: 'cellar' }, OTHER_ROOM])
    await startGateway()
    ending.push(
      () => gateway.stop(),
      () => api.stop(),
      () => broker.stop(),
      () => redisServer.stop(),
      () => rm(folder, { recursive: true }),
    )
  })
  afterEach(async () => {
    for (const end of ending.splice(0)) await end()
  })

  type Heard = { topic: string; message: Record<string, unknown> }
  /** A board that hears its commands; `answers`: what it acknowledges. */
  const connectBoard = async (
    id: string,
    answers: (topic: string) => boolean,
    manifest: object = {},
  ): Promise<{ client: MqttClient; heard: Heard[]; topics: () => string[] }> => {
    const place = { ...PANEL, controller: id }
    const client = connectMqtt(`mqtt://127.0.0.1:${ports.mqtt}`, { clientId: `${id}-${Math.random()}`, log })
    ending.unshift(() => client.endAsync(true))
    const heard: Heard[] = []
    client.on('message', (topic, bytes) => {
      const message = JSON.parse(bytes.toString()) as Record<string, unknown>
      heard.push({ topic, message })
      if (!answers(topic)) return
      const ack = { v: 1, command_id: message.command_id, outcome: 'applied' }
      client.publish(ackTopic(place, topic.split('/')[4] ?? ''), JSON.stringify(ack), { qos: 1 })
    })
    await until(() => client.connected)
    await client.subscribeAsync(commandFilter(place), { qos: 1 })
    await client.publishAsync(
      REGISTER_CONTROLLER,
      JSON.stringify({ ...ROOM, controller_id: id, boot_id: 'b1', capabilities: { devices: DEVICES }, ...manifest }),
      { qos: 1 },
    )
    await client.publishAsync(connectionTopic(place), 'online', { qos: 1 })
    return { client, heard, topics: () => heard.map(({ topic }) => topic) }
  }

  const redis = () => {
    const client = connectRedis(redisUrl({ port: ports.redis }), { name: 'reader', log })
    ending.unshift(async () => client.disconnect())
    return client
  }
  const eventsOf = async (reader: ReturnType<typeof redis>, room = ROOM): Promise<DomainEvent[]> =>
    (await reader.xrange(roomStream(room), '-', '+')).map(([, fields]) =>
      domainEvent.parse(JSON.parse(fields[1] ?? '')),
    )
  const known = async (id: string) => {
    const reader = redis()
    await until(async () =>
      (await eventsOf(reader)).some((e) => e.type === 'controller_registered' && e.controller_id === id),
    )
    return reader
  }

  const ask = async (route: string, body?: object, token = TOKEN) => {
    const response = await fetch(`http://127.0.0.1:${gateway.doorPort()}/internal/emergency${route}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'x-internal-token': token },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as unknown }
  }
  const reports = async (): Promise<EmergencyReport[]> =>
    emergencyReports.parse((await ask('?tenant=paragon')).body).rooms
  const standings = async () => (await reports())[0]?.boards.map((b) => [b.controller_id, b.standing])

  it('reaches the board and its devices, and lists who acknowledged', async () => {
    const panel = await connectBoard('panel', (topic) => topic.endsWith('/emergency/stop'))
    const old = await connectBoard('old', (topic) => !topic.includes('/emergency/'))
    await connectBoard('deaf', () => false)
    const reader = await known('deaf')
    await until(async () => (await eventsOf(reader)).filter((e) => e.type === 'controller_registered').length === 3)
    expect((await ask('/stop', PRESS, 'a-wrong-token-for-tests')).status).toBe(401)
    expect((await ask('/stop', { ...PRESS, room_id: 'nowhere' })).status).toBe(404)
    const { status } = await ask('/stop', PRESS)
    expect(status).toBe(200)
    await until(() => panel.heard.length === 3 && old.heard.length === 3)
    expect(panel.topics()).toEqual([
      stopTopic(PANEL),
      commandTopic(PANEL, 'lamp', 'set_brightness'),
      commandTopic(PANEL, 'exit', 'unlock'),
    ])
    expect(panel.heard[1]?.message).toMatchObject({ params: { level: 255 }, emergency: true, boot_id: 'b1' })
    await until(async () => (await standings())?.find(([id]) => id === 'deaf')?.[1] === 'missing')
    expect(await standings()).toEqual([
      ['deaf', 'missing'],
      ['old', 'acknowledged'],
      ['panel', 'acknowledged'],
    ])
    const told = await until(async () => {
      const all = (await eventsOf(reader)).filter((e) => e.type === 'emergency_stop_reported')
      return all.find((e) => JSON.stringify(e.payload).includes('missing'))
    })
    expect(told.payload).toMatchObject({ stop_id: 's1' })
  })

  it('refuses every other command until it is cleared, also after a restart', async () => {
    const panel = await connectBoard('panel', () => true)
    const reader = await known('panel')
    await ask('/stop', PRESS)
    const lock = async (command_id: string) => {
      const command = commandOf({ controller_id: 'panel', device_id: 'exit', command: 'lock', command_id })
      await reader
        .multi()
        .xadd(COMMAND_STREAM, '*', 'command', JSON.stringify(command))
        .publish(DEVICE_COMMANDS, JSON.stringify(command))
        .exec()
      const answer = await until(async () =>
        (await eventsOf(reader)).find((e) => e.payload.command_id === command_id && e.payload.outcome !== undefined),
      )
      return answer.payload
    }
    expect(await lock('c1')).toMatchObject({ outcome: 'stopped', reason: expect.stringContaining('smoke') })
    await gateway.stop()
    await startGateway()
    expect(await lock('c2')).toMatchObject({ outcome: 'stopped' })
    expect(panel.topics().filter((topic) => topic.endsWith('/lock'))).toEqual([])
    const cleared = emergencyReports.parse((await ask('/clear', CLEARING)).body).rooms
    expect(cleared[0]?.cleared).toMatchObject({ by: 'Mara', reason: 'looked at' })
    await until(() => panel.topics().includes(clearTopic(PANEL)))
    expect(await lock('c3')).toMatchObject({ outcome: 'applied' })
    const log = await reader.xrange(EMERGENCY_LOG, '-', '+')
    const types = log.map(([, fields]) => domainEvent.parse(JSON.parse(fields[1] ?? '')).type)
    expect(types).toEqual(['emergency_stop_triggered', 'emergency_stop_cleared'])
  })

  it('is told to a board that comes back while the room stands still', async () => {
    const first = await connectBoard('panel', () => true)
    await known('panel')
    await ask('/stop', PRESS)
    await until(() => first.heard.length === 3)
    await first.client.endAsync(true)
    const again = await connectBoard('panel', () => true, { boot_id: 'b2' })
    await until(() => again.topics().includes(stopTopic(PANEL)))
    await until(() => again.heard.some(({ message }) => message.boot_id === 'b2'))
  })

  it('needs neither Redis nor the API; what happened is written when Redis is back', async () => {
    const panel = await connectBoard('panel', () => true)
    await known('panel')
    await redisServer.stop()
    api.state.failing = true
    await ask('/stop', PRESS)
    await until(() => panel.heard.length === 3)
    await until(async () => (await standings())?.[0]?.[1] === 'acknowledged')
    // Not even the gateway has to live on: its file tells the next one.
    await gateway.stop()
    redisServer = await startRedisServer({ port: ports.redis })
    ending.push(() => redisServer.stop())
    await startGateway()
    const reader = redis()
    await until(async () => (await reader.hget(EMERGENCIES, 'paragon:clockwork')) !== null)
    const events = await until(async () => {
      const all = (await eventsOf(reader)).filter((e) => e.type === 'emergency_stop_triggered')
      return all.length > 0 ? all : undefined
    })
    expect(events.map((e) => e.payload)).toMatchObject([{ stop_id: 's1', level: 2, cause: 'smoke', by: 'Mara' }])
  })

  it('a board’s own button stops its room; level 3 every room of the tenant, and no other’s', async () => {
    const panel = await connectBoard('panel', () => true)
    await known('panel')
    await panel.client.publishAsync(emergencyTopic(PANEL), JSON.stringify({ level: 1, cause: 'red button' }), {
      qos: 1,
    })
    await until(() => panel.topics().includes(stopTopic(PANEL)))
    expect((await reports()).map((r) => [r.room_id, r.level, r.actor])).toEqual([['clockwork', 1, 'board:panel']])
    await panel.client.publishAsync(emergencyTopic(PANEL), JSON.stringify({ level: 3 }), { qos: 1 })
    await until(async () => (await reports()).length === 2)
    expect((await reports()).map((r) => [r.room_id, r.level])).toEqual([
      ['clockwork', 3],
      ['cellar', 3],
    ])
    expect(emergencyReports.parse((await ask('?tenant=rival')).body).rooms).toEqual([])
  })

  it('a board that stands still in a room that goes on is told so', async () => {
    const panel = await connectBoard('panel', (topic) => topic.includes('/emergency/'))
    const reader = await known('panel')
    await ask('/stop', PRESS)
    await ask('/clear', CLEARING)
    await until(() => panel.topics().includes(clearTopic(PANEL)))
    panel.heard.length = 0
    const command = commandOf({ controller_id: 'panel', device_id: 'exit', command: 'lock' })
    await reader.publish(DEVICE_COMMANDS, JSON.stringify(command))
    await until(() => panel.topics().some((topic) => topic.endsWith('/lock')))
    const stopped = { v: 1, command_id: command.command_id, outcome: 'stopped' }
    await panel.client.publishAsync(ackTopic(PANEL, 'exit'), JSON.stringify(stopped), { qos: 1 })
    await until(() => panel.topics().includes(clearTopic(PANEL)))
  })
})
