import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { createLog } from '#platform/log.ts'
import { until } from '#platform/testing/until.ts'
import { type Bench, ROOM, setUpBench } from '#server/mqtt-gateway/testing/bench.ts'
import { roomPresence, roomSignals } from '#wire/channels.ts'
import { DEMO_BOARDS } from './boards/all.ts'
import { createDemoRoom } from './room.ts'
import { virtualBoard, virtualError, virtualRoom } from './schema.ts'

let bench: Bench
let demo: ReturnType<typeof createDemoRoom>
beforeAll(async () => {
  bench = await setUpBench()
})
beforeEach(async () => {
  await bench.gateway()
  demo = createDemoRoom({ mqttUrl: bench.broker.url, port: 0, log: createLog('test', { level: 'silent' }) })
  await demo.start()
  await until(
    async () => (await bench.events()).filter((e) => e.type === 'controller_online').length === DEMO_BOARDS.length,
  )
})
afterEach(async () => {
  await demo.stop()
  await bench.clear()
})
afterAll(() => bench.stop())

const ask = async (path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`http://127.0.0.1:${demo.port()}${path}`, {
    ...(body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  return { status: response.status, body: await response.json() }
}

it('every board registers, is online, and what it says is taken', async () => {
  const room = virtualRoom.parse((await ask('/state')).body)
  expect(room.boards.map((board) => [board.controller_id, board.status])).toEqual(
    DEMO_BOARDS.map((board) => [board.controller_id, 'online']),
  )
  await until(async () => (await bench.redis.hlen(roomSignals(ROOM))) > 50)
  expect(await bench.refusals()).toEqual([])
})

it('a turned valve is a report in the room, in this board’s own wording', async () => {
  const set = await ask('/set', { controller: 'gauge_1_3_4', device: 'gauge_1', signal: 'valve_1_psi', value: 512 })
  expect(virtualBoard.parse(set.body).devices[0]?.signals.valve_1_psi?.value).toBe(512)
  const event = await bench.eventOf('device_state_changed', (e) => JSON.stringify(e.payload).includes('512'))
  expect(event.payload.signals).toMatchObject({ valve_1_psi: 512, gauges_active: false })
})

it('a lever says OPEN and is a boolean in the room; a press is an event each time', async () => {
  await ask('/set', { controller: 'gauge_6_leds', device: 'lever_1_red', signal: 'state', value: true })
  await bench.eventOf(
    'device_state_changed',
    (e) => e.device_id === 'lever_1_red' && JSON.stringify(e.payload).includes('{"state":true}'),
  )
  for (const _ of [1, 2]) await ask('/set', { controller: 'sim', device: 'gm', signal: 'confirm', value: true })
  await until(
    async () =>
      (await bench.events()).filter((e) => e.device_id === 'gm' && JSON.stringify(e.payload).includes('"confirm":true'))
        .length === 2,
  )
})

it('a command is carried out, told as state and acknowledged', async () => {
  const command = await bench.send({
    controller_id: 'boiler_room_subpanel',
    device_id: 'study_door',
    command: 'unlock',
  })
  const ack = await bench.eventOf('device_command_acknowledged', (e) => e.payload.command_id === command.command_id)
  expect(ack.payload.outcome).toBe('applied')
  await bench.eventOf(
    'device_state_changed',
    (e) => e.device_id === 'study_door' && JSON.stringify(e.payload.signals) === '{"locked":false}',
  )
  const stored = await bench.redis.hget(roomSignals(ROOM), 'boiler_room_subpanel/study_door/locked')
  expect(JSON.parse(stored ?? '')).toMatchObject({ value: false })
})

it('a board without power is offline by its last will, and boots anew', async () => {
  const before = virtualRoom.parse((await ask('/state')).body).boards.find((b) => b.controller_id === 'pilot_light')
  await ask('/power', { controller: 'pilot_light', on: false })
  const offline = await bench.eventOf('controller_offline')
  expect([offline.controller_id, offline.payload.reason]).toEqual(['pilot_light', 'last_will'])
  const back = virtualBoard.parse((await ask('/power', { controller: 'pilot_light', on: true })).body)
  expect(back.boot_id).not.toBe(before?.boot_id)
  await until(async () => {
    const presence = JSON.parse((await bench.redis.hget(roomPresence(ROOM), 'pilot_light')) ?? '{}') as {
      status?: string
      boot_id?: string
    }
    return presence.status === 'online' && presence.boot_id === back.boot_id
  })
})

it('the red button is an emergency stop', async () => {
  await ask('/emergency', { controller: 'boiler_room_subpanel', level: 2 })
  const stop = await bench.eventOf('emergency_stop_triggered')
  expect(stop.payload).toMatchObject({ level: 2 })
})

it('refuses what it can not do, with its reason', async () => {
  const refused = await Promise.all([
    ask('/set', { controller: 'nobody', device: 'a', signal: 'b', value: 1 }),
    ask('/set', { controller: 'sim', device: 'lab_shelves', signal: 'position', value: 1 }),
    ask('/set', { controller: 'sim' }),
    ask('/nowhere'),
  ])
  expect(refused.map(({ status, body }) => [status, virtualError.parse(body).code])).toEqual([
    [404, 'unknown_controller'],
    [409, 'not_settable'],
    [400, 'not_readable'],
    [404, 'unknown_path'],
  ])
  const form = await fetch(`http://127.0.0.1:${demo.port()}/set`, { method: 'POST', body: '{}' })
  expect(form.status).toBe(400)
})
