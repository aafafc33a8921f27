import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createLog } from '#platform/log.ts'
import { startTestBroker } from '#platform/testing/broker.ts'
import { until } from '#platform/testing/until.ts'
import { INTERNAL_TOKEN, type Person, REALTIME_SECRET, type Studio, startStudio } from '#server/api/testing/studio.ts'
import { createGateway } from '#server/mqtt-gateway/gateway.ts'
import { createRealtimeGateway } from '#server/realtime-gateway/gateway.ts'
import { type EventNotification, serverMessage } from '#wire/socket.ts'
import { DEMO_BOARDS } from './boards/all.ts'
import { createDemoRoom } from './room.ts'
import { virtualRoom } from './schema.ts'

/** The whole way with real parts: board → broker → gateway → API and Redis → WebSocket, and back. */

const log = createLog('test', { level: 'silent' })
const devices = DEMO_BOARDS.reduce((sum, board) => sum + board.devices.length, 0)
let studio: Studio
let owner: Person
let broker: Awaited<ReturnType<typeof startTestBroker>>
let gateway: ReturnType<typeof createGateway>
let realtime: ReturnType<typeof createRealtimeGateway>
let demo: ReturnType<typeof createDemoRoom>
let console: WebSocket
const heard: EventNotification[] = []

const startGateway = async () => {
  gateway = createGateway({
    redisUrl: studio.redisUrl,
    mqttUrl: broker.url,
    apiUrl: studio.url,
    internalToken: INTERNAL_TOKEN,
    log,
  })
  await gateway.start()
}

beforeAll(async () => {
  ;[studio, broker] = await Promise.all([startStudio(), startTestBroker()])
  await studio.addTenant('paragon', 'clockwork')
  owner = await studio.addMember('paragon', 'owner')
  realtime = createRealtimeGateway({
    host: '127.0.0.1',
    port: 0,
    redisUrl: studio.redisUrl,
    secret: REALTIME_SECRET,
    log,
  })
  await realtime.start()
  const { token } = await owner.api.realtime.token.mutate()
  console = new WebSocket(`ws://127.0.0.1:${realtime.port()}/?token=${token}`)
  console.on('message', (data) => {
    const message = serverMessage.parse(JSON.parse(String(data)))
    if (message.type === 'event_notification') heard.push(message)
  })
  await until(() => console.readyState === WebSocket.OPEN)
  console.send(JSON.stringify({ type: 'subscribe:clockwork', last_event_id: '0-0' }))
  await startGateway()
  demo = createDemoRoom({ mqttUrl: broker.url, port: 0, log })
  await demo.start()
})
afterAll(async () => {
  await demo.stop()
  await gateway.stop()
  console.terminate()
  await realtime.stop()
  await broker.stop()
  await studio.stop()
})

const events = (type: string) => heard.map(({ data }) => data).filter((event) => event.type === type)

it('every virtual board registers with the studio and is online there', async () => {
  const controllers = await until(
    async () => {
      const all = await owner.api.controllers.list.query({ room: 'clockwork' })
      return all.filter(({ status }) => status === 'online').length === DEMO_BOARDS.length ? all : undefined
    },
    { timeout: 15_000 },
  )
  expect(controllers.map(({ controller }) => controller).sort()).toEqual(
    DEMO_BOARDS.map((board) => board.controller_id).sort(),
  )
  const listed = await until(async () => {
    const all = await owner.api.devices.list.query({ room: 'clockwork' })
    return all.find(({ device }) => device === 'gauge_1')?.values.valve_1_psi === undefined ? undefined : all
  })
  expect(listed).toHaveLength(devices)
  expect(await owner.api.operations.refusals.query({ limit: 10 })).toEqual([])
})

it('a command from the API moves a device, and the console hears all of it in order', async () => {
  const { command_id } = await owner.api.devices.command.mutate({
    room: 'clockwork',
    controller: 'boiler_room_subpanel',
    device: 'study_door',
    command: 'unlock',
    params: {},
  })
  const about = () =>
    heard
      .map(({ data }) => data)
      .filter(({ payload, type }) => type.startsWith('device_command') && payload.command_id === command_id)
  await until(() => about().length === 2)
  expect(about().map(({ type, payload }) => [type, payload.outcome])).toEqual([
    ['device_command', undefined],
    ['device_command_acknowledged', 'applied'],
  ])
  await until(async () => {
    const all = await owner.api.devices.list.query({ room: 'clockwork' })
    return all.find(({ device }) => device === 'study_door')?.values.locked?.value === false
  })
})

it('a hand at a valve is seen by the console', async () => {
  await fetch(`http://127.0.0.1:${demo.port()}/set`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ controller: 'gauge_1_3_4', device: 'gauge_4', signal: 'valve_4_psi', value: 256 }),
  })
  await until(() =>
    events('device_state_changed').some(({ payload }) => JSON.stringify(payload).includes('"valve_4_psi":256')),
  )
})

it('the boards stay online through a restart of the gateway, and obey after it', async () => {
  const before = events('controller_offline').length
  await gateway.stop()
  await startGateway()
  const { command_id } = await owner.api.devices.command.mutate({
    room: 'clockwork',
    controller: 'main_lighting',
    device: 'study_lights',
    command: 'set_brightness',
    params: { brightness: 40 },
  })
  const ack = await until(() =>
    events('device_command_acknowledged').find(({ payload }) => payload.command_id === command_id),
  )
  expect(ack.payload.outcome).toBe('applied')
  expect(events('controller_offline')).toHaveLength(before)
  const shown = virtualRoom.parse(await (await fetch(`http://127.0.0.1:${demo.port()}/state`)).json())
  const lights = shown.boards.flatMap((board) => board.devices).find(({ device_id }) => device_id === 'study_lights')
  expect(lights?.signals.brightness?.value).toBe(40)
})
