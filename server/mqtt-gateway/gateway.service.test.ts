import type { MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { until } from '#platform/testing/until.ts'
import { DOMAIN_EVENTS, roomPresence, roomSignals, roomStream } from '#wire/channels.ts'
import { publishedEvent } from '#wire/domain-event.ts'
import {
  ackTopic,
  commandFilter,
  connectionTopic,
  emergencyTopic,
  heartbeatTopic,
  parseTopic,
  REGISTER_DEVICE,
  sensorTopic,
  stateTopic,
} from '#wire/topics.ts'
import { type Bench, commandOf, OTHER_ROOM, ROOM, setUpBench } from './testing/bench.ts'

const PANEL = { tenant: 'paragon', room: 'clockwork', controller: 'panel' }
const MANIFEST = {
  controller_id: 'panel',
  boot_id: 'boot-1',
  heartbeat_interval_ms: 30_000,
  capabilities: {
    devices: [
      { device_id: 'lever', kind: 'photocell', signals: { state: 'boolean', raw: 'number' } },
      { device_id: 'key', kind: 'button', signals: { pressed: { type: 'boolean', momentary: true } } },
      {
        device_id: 'door',
        kind: 'maglock',
        signals: { locked: 'boolean' },
        commands: { unlock: {}, set_glow: { params: { level: { type: 'number', min: 0, max: 255 } } } },
      },
    ],
  },
}

let bench: Bench
beforeAll(async () => {
  bench = await setUpBench()
})
afterEach(() => bench.clear())
afterAll(() => bench.stop())

const publish = (board: MqttClient, topic: string, payload: unknown, retain = false) =>
  board.publishAsync(topic, typeof payload === 'string' ? payload : JSON.stringify(payload), { qos: 1, retain })

describe('with a registered board', () => {
  let board: MqttClient
  beforeEach(async () => {
    await bench.gateway()
    board = await bench.board()
    await bench.register(board, MANIFEST)
  })

  it('writes a report to the signals, the stream and the channel, with its place in the stream', async () => {
    const heard: string[] = []
    const listener = bench.redis.duplicate()
    listener.on('message', (_channel, text) => heard.push(text))
    await listener.subscribe(DOMAIN_EVENTS)
    await publish(board, sensorTopic(PANEL, 'lever', 'state'), { v: 1, value: 'OPEN', seq: 1, uptime_ms: 5 })
    const event = await bench.eventOf('device_state_changed')
    expect(event.payload).toEqual({ signals: { state: true }, seq: 1 })
    expect(event.metadata.mqtt_topic).toBe('paragon/clockwork/sensors/panel/lever/state')
    const stored = await bench.redis.hget(roomSignals(ROOM), 'panel/lever/state')
    expect(JSON.parse(stored ?? '')).toEqual({ value: true, at: Date.parse(event.timestamp) })
    const published = heard
      .map((text) => publishedEvent.parse(JSON.parse(text)))
      .find((e) => e.event_id === event.event_id)
    const [[id] = []] = await bench.redis.xrevrange(roomStream(ROOM), '+', '-')
    expect(published?.stream_id).toBe(id)
    listener.disconnect()
  })

  it('keeps the order of arrival', async () => {
    const values = Array.from({ length: 300 }, (_, i) => i)
    await Promise.all(values.map((value) => publish(board, sensorTopic(PANEL, 'lever', 'raw'), { value })))
    await until(async () => (await reports('raw')).length === values.length)
    expect(await reports('raw')).toEqual(values)
  })

  it('drops a redelivered report, and takes the same number after a reboot', async () => {
    const press = { v: 1, value: true, seq: 7, uptime_ms: 900 }
    for (const report of [press, press, { ...press, seq: 8 }])
      await publish(board, sensorTopic(PANEL, 'key', 'pressed'), report)
    await until(async () => (await reports('pressed')).length === 2)
    await publish(board, heartbeatTopic(PANEL), { uptime_ms: 4, boot_id: 'boot-2' })
    await publish(board, sensorTopic(PANEL, 'key', 'pressed'), press)
    await until(async () => (await reports('pressed')).length === 3)
    expect((await bench.events()).flatMap((e) => e.payload.seq ?? [])).toEqual([7, 8, 7])
  })

  it('refuses at the door what can not be taken, says why, and goes on', async () => {
    await publish(board, sensorTopic(PANEL, 'lever', 'state'), { value: null })
    await publish(board, sensorTopic(PANEL, 'lever', 'colour'), { value: 1 })
    await publish(board, sensorTopic(PANEL, 'ghost', 'state'), { value: 1 })
    await publish(board, sensorTopic({ ...PANEL, controller: 'nobody' }, 'lever', 'state'), { value: 1 })
    await publish(board, sensorTopic({ ...PANEL, room: 'nowhere' }, 'lever', 'state'), { value: 1 })
    await publish(board, 'paragon/clockwork/sensors/Panel/lever/state', 'x')
    await publish(board, sensorTopic(PANEL, 'lever', 'raw'), 'x'.repeat(1_000_000))
    await board.publishAsync(sensorTopic(PANEL, 'door', 'locked'), Buffer.from([0xff, 0xfe, 0x00]), { qos: 1 })
    await publish(board, sensorTopic(PANEL, 'lever', 'raw'), { value: 1 })
    await until(async () => (await reports('raw')).length === 1)
    const refused = await until(async () => {
      const all = await bench.refusals()
      return all.length >= 8 ? all : undefined
    })
    expect(refused.map((r) => r.code)).toEqual([
      'type',
      'unknown_signal',
      'unknown_device',
      'unknown_controller',
      'unknown_room',
      'topic',
      'oversize',
      'payload',
    ])
    expect(refused[0]?.message).toContain('null')
    const told = (await bench.events()).filter((e) => e.type === 'device_error' || e.type === 'controller_error')
    expect(told.map((e) => [e.type, e.controller_id, e.device_id])).toEqual([
      ['device_error', 'panel', 'lever'],
      ['device_error', 'panel', 'lever'],
      ['controller_error', 'panel', undefined],
      ['controller_error', 'nobody', undefined],
      ['device_error', 'panel', 'lever'],
      ['device_error', 'panel', 'door'],
    ])
  })

  it('tells of a local stop even if it can not be read', async () => {
    await publish(board, emergencyTopic(PANEL), { level: 3, cause: 'red button' })
    await bench.eventOf('emergency_stop_triggered', (e) => e.payload.level === 3 && e.payload.cause === 'red button')
    await publish(board, emergencyTopic({ ...PANEL, controller: 'unheard_of' }), '!!')
    await bench.eventOf('emergency_stop_triggered', (e) => e.payload.level === 2 && e.controller_id === 'unheard_of')
  })

  it('tells the state of a device with its declared signals', async () => {
    await publish(board, stateTopic(PANEL, 'door'), { locked: 'ON', coil_ma: 320 }, true)
    const event = await bench.eventOf('device_state_changed', (e) => e.device_id === 'door')
    expect(event.payload).toEqual({ signals: { locked: true }, state: { locked: 'ON', coil_ma: 320 } })
  })

  describe('commands', () => {
    let obeyed: { device: string; action: string; message: Record<string, unknown> }[]
    beforeEach(async () => {
      obeyed = []
      board.on('message', (topic, bytes) => {
        const parsed = parseTopic(topic)
        if (parsed.kind !== 'command') throw new Error(`a board heard ${topic}`)
        obeyed.push({ device: parsed.device, action: parsed.action, message: JSON.parse(bytes.toString()) })
      })
      await board.subscribeAsync(commandFilter(PANEL), { qos: 1 })
    })

    it('carries a command to its board, once, and its acknowledgement back, once', async () => {
      const command = await bench.send({
        controller_id: 'panel',
        device_id: 'door',
        command: 'set_glow',
        params: { level: 40 },
      })
      await bench.send(command)
      await until(() => obeyed.length > 0)
      expect(obeyed[0]).toMatchObject({
        device: 'door',
        action: 'set_glow',
        message: { v: 1, command_id: command.command_id, boot_id: 'boot-1', ttl_ms: 5_000, params: { level: 40 } },
      })
      const ack = { v: 1, command_id: command.command_id, outcome: 'applied' }
      await publish(board, ackTopic(PANEL, 'door'), ack)
      await publish(board, ackTopic(PANEL, 'door'), ack)
      await publish(board, ackTopic(PANEL, 'lever'), ack)
      await until(async () => (await bench.refusals()).some((r) => r.code === 'unmatched_ack'))
      expect(obeyed).toHaveLength(1)
      const said = (await bench.events()).filter((e) => e.type.startsWith('device_command'))
      expect(said.map((e) => [e.type, e.payload.outcome])).toEqual([
        ['device_command', undefined],
        ['device_command_acknowledged', 'applied'],
      ])
    })

    it('SG6 keeps the order of the commands of one device', async () => {
      const levels = Array.from({ length: 100 }, (_, i) => i)
      for (const level of levels)
        await bench.send({ controller_id: 'panel', device_id: 'door', command: 'set_glow', params: { level } })
      await until(() => obeyed.length === levels.length)
      expect(obeyed.map(({ message }) => (message.params as { level: number }).level)).toEqual(levels)
    })

    it.each([
      ['an unknown device', { device_id: 'ghost', command: 'unlock' }, 'rejected', 'has no device ghost'],
      ['an unknown command', { device_id: 'door', command: 'explode' }, 'rejected', 'has no command explode'],
      ['a missing parameter', { device_id: 'door', command: 'set_glow' }, 'rejected', 'level (number) is missing'],
      ['too much', { device_id: 'door', command: 'set_glow', params: { level: 256 } }, 'rejected', 'the most is 255'],
      [
        'an old command',
        { device_id: 'door', command: 'unlock', issued_at: '2020-01-01T00:00:00.000Z' },
        'stale',
        'ms old',
      ],
    ])('refuses %s with its reason', async (_, command, outcome, reason) => {
      const sent = await bench.send({ controller_id: 'panel', ...command })
      const event = await bench.eventOf('device_command_acknowledged', (e) => e.payload.command_id === sent.command_id)
      expect(event.payload.outcome).toBe(outcome)
      expect(event.payload.reason).toContain(reason)
      expect(obeyed).toEqual([])
    })

    it('reads what was said while it was away, and sends nothing a second time', async () => {
      const first = await bench.send({ controller_id: 'panel', device_id: 'door', command: 'unlock' })
      await until(() => obeyed.length === 1)
      await bench.eventOf('device_command')
      await bench.stopGateways()
      const second = await bench.send({ controller_id: 'panel', device_id: 'door', command: 'unlock' })
      await bench.gateway()
      await until(() => obeyed.length === 2)
      expect(obeyed.map(({ message }) => message.command_id)).toEqual([first.command_id, second.command_id])
      await publish(board, ackTopic(PANEL, 'door'), { command_id: first.command_id, outcome: 'applied' })
      await bench.eventOf('device_command_acknowledged', (e) => e.payload.command_id === first.command_id)
    })
  })

  it('RT8 a controller that misses its heartbeats is offline, and back when it is heard', async () => {
    await bench.register(board, { ...MANIFEST, heartbeat_interval_ms: 300 })
    await bench.eventOf('controller_online')
    const offline = await bench.eventOf('controller_offline')
    expect(offline.payload.reason).toBe('missed_heartbeats')
    const devices = (await bench.events()).filter((e) => e.type === 'device_offline').map((e) => e.device_id)
    expect(devices).toEqual(['lever', 'key', 'door'])
    const sent = await bench.send({ controller_id: 'panel', device_id: 'door', command: 'unlock' })
    await bench.eventOf('device_command', (e) => e.payload.command_id === sent.command_id)
    const times = async (type: string) => (await bench.events()).filter((e) => e.type === type).length
    await publish(board, heartbeatTopic(PANEL), { uptime_ms: 9_000 })
    await until(async () => (await times('controller_online')) === 2)
    await publish(board, connectionTopic(PANEL), 'offline', true)
    await until(async () => (await times('controller_offline')) === 2)
    const refused = await bench.send({ controller_id: 'panel', device_id: 'door', command: 'unlock' })
    const answer = await bench.eventOf(
      'device_command_acknowledged',
      (e) => e.payload.command_id === refused.command_id,
    )
    expect(answer.payload.reason).toBe('controller panel is offline')
    await publish(board, heartbeatTopic(PANEL), { uptime_ms: 9_500 })
    await until(async () => (await times('controller_online')) === 3)
    const presence = JSON.parse((await bench.redis.hget(roomPresence(ROOM), 'panel')) ?? '')
    expect(presence).toMatchObject({ status: 'online', boot_id: 'boot-1' })
  })
})

describe('registration', () => {
  it('keeps what a board says while its registration is under way', async () => {
    bench.api.state.delayMs = 100
    await bench.gateway()
    const board = await bench.board()
    await Promise.all([
      publish(board, 'sentient/system/register/controller', { ...ROOM, ...MANIFEST }),
      publish(board, sensorTopic(PANEL, 'lever', 'state'), 'OPEN'),
    ])
    await bench.eventOf('device_state_changed', (e) => e.device_id === 'lever')
    expect(await bench.refusals()).toEqual([])
  })

  it('keeps a device that came before its controller', async () => {
    await bench.gateway()
    const board = await bench.board()
    await publish(board, REGISTER_DEVICE, { controller_id: 'late', device_id: 'bell', signals: ['rung'] })
    await until(() => bench.api.calls.some((c) => c.path.endsWith('devices/register')))
    await bench.register(board, { controller_id: 'late' })
    await bench.eventOf('device_registered', (e) => e.device_id === 'bell')
    await publish(board, sensorTopic({ ...PANEL, controller: 'late' }, 'bell', 'rung'), true)
    await bench.eventOf('device_state_changed', (e) => e.device_id === 'bell')
  })

  it('refuses an unknown room and a room that several tenants have', async () => {
    await bench.gateway()
    const board = await bench.board()
    await publish(board, 'sentient/system/register/controller', { room_id: 'nowhere', controller_id: 'a' })
    await publish(board, 'sentient/system/register/controller', { room_id: 'shared', controller_id: 'b' })
    await publish(board, 'sentient/system/register/controller', { room_id: 'clockwork', controller_id: 'B A D' })
    const refused = await until(async () => {
      const all = await bench.refusals()
      return all.length === 3 ? all : undefined
    })
    expect(refused.map((r) => r.code).sort()).toEqual(['ambiguous', 'payload', 'unknown_room'])
  })

  it('keeps the newest registration of each controller while the API is away', async () => {
    await bench.gateway()
    bench.api.state.failing = true
    const board = await bench.board()
    for (const firmware_version of ['1.0', '1.1'])
      await publish(board, 'sentient/system/register/controller', { ...ROOM, ...MANIFEST, firmware_version })
    await until(() => bench.api.calls.length > 1)
    bench.api.state.failing = false
    const event = await bench.eventOf('controller_registered')
    expect(event.payload.firmware_version).toBe('1.1')
  })

  it('one registration that the API can not digest keeps no other from being taken', async () => {
    await bench.gateway()
    bench.api.state.poison = 'poison'
    const board = await bench.board()
    await publish(board, 'sentient/system/register/controller', { ...ROOM, controller_id: 'poison' })
    await until(() => bench.api.calls.some((call) => call.body.controller_id === 'poison'))
    for (let n = 0; n < 20; n++) await bench.register(board, { controller_id: `good-${n}` })
    bench.api.state.poison = ''
    await bench.eventOf('controller_registered', (e) => e.controller_id === 'poison')
  })

  it('starts with what it knew while the API is away', async () => {
    await bench.gateway()
    const board = await bench.board()
    await bench.register(board, MANIFEST)
    await bench.stopGateways()
    bench.api.state.failing = true
    await bench.gateway()
    await publish(board, sensorTopic(PANEL, 'lever', 'state'), 'CLOSED')
    await bench.eventOf('device_state_changed')
  })
})

it('a retained last will is believed at the start, a retained press is not', async () => {
  const board = await bench.board()
  await bench.gateway()
  await bench.register(board, MANIFEST)
  await bench.stopGateways()
  await publish(board, connectionTopic(PANEL), 'offline', true)
  await publish(board, sensorTopic(PANEL, 'key', 'pressed'), true, true)
  await publish(board, sensorTopic(PANEL, 'lever', 'state'), 'OPEN', true)
  await bench.gateway()
  const offline = await bench.eventOf('controller_offline')
  expect(offline.payload.reason).toBe('last_will')
  await bench.eventOf('device_state_changed', (e) => e.device_id === 'lever')
  expect((await bench.events()).some((e) => e.device_id === 'key' && e.type === 'device_state_changed')).toBe(false)
})

it('two tenants stay apart', async () => {
  await bench.gateway()
  const board = await bench.board()
  await bench.register(board, MANIFEST)
  await publish(board, sensorTopic({ ...PANEL, tenant: 'rival' }, 'lever', 'state'), 'OPEN')
  await until(async () => (await bench.refusals()).length === 1)
  expect(await bench.events(OTHER_ROOM)).toEqual([])
  expect(commandOf({ controller_id: 'a', device_id: 'b', command: 'c' }).tenant_id).toBe('paragon')
})

const reports = async (signal: string): Promise<unknown[]> =>
  (await bench.events()).flatMap((event) => {
    const signals = event.payload.signals
    if (typeof signals !== 'object' || signals === null || Array.isArray(signals)) return []
    const value = signals[signal]
    return value === undefined ? [] : [value]
  })
