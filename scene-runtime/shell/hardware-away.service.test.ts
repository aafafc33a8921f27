import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { startTestRedis } from '#platform/testing/redis.ts'
import { until } from '#platform/testing/until.ts'
import { HOUSE_CONDITIONS, roomPolicyKey } from '#wire/channels.ts'
import type { RoomPolicy } from '#wire/room-policy.ts'
import type { SessionView } from '#wire/session-view.ts'
import { createRuntime, type Runtime } from './runtime.ts'
import { testRoom } from './testing/room.ts'
import { loop } from './testing/scenes.ts'

let server: Awaited<ReturnType<typeof startTestRedis>>
let redis: Redis
let runtime: Runtime

beforeAll(async () => {
  server = await startTestRedis()
  redis = new Redis(server.url)
})
beforeEach(async () => {
  await redis.flushall()
  runtime = createRuntime({ redisUrl: server.url, log: createLog('test', { level: 'silent' }) })
  await runtime.start()
})
afterEach(() => runtime.stop())
afterAll(async () => {
  redis.disconnect()
  await server.stop()
})

const presses = (count: number) => (view: SessionView) => view.variables.presses?.value === count
const is = (status: SessionView['status']) => (view: SessionView) => view.status === status

async function house(policy: Partial<RoomPolicy> = {}) {
  const room = testRoom(redis)
  const told = { hardware_away: 'freeze' as const, devices: {}, ...policy }
  await redis.set(roomPolicyKey(room.address), JSON.stringify(told))
  const session = await room.start(loop())
  await room.seen(session, (view) => view.seq === 0)
  return {
    room,
    session,
    board: (status: 'online' | 'offline', controller = 'board', device = 'door') =>
      room.append(`device_${status}`, { reason: 'test' }, { controller_id: controller, device_id: device }),
    notices: async () => (await room.events('gm_notice')).map((event) => event.payload.message),
    noticed: async () => (await room.events('gm_notice')).map((event) => event.payload.away),
    broker: (type: 'condition_began' | 'condition_ended') =>
      room.append(type, { condition: 'broker_away', since: 1, reason: '' }),
    tell: (next: RoomPolicy) => room.append('room_policy_changed', JSON.parse(JSON.stringify(next))),
  }
}

describe('RT8 a device that is offline while a game uses it', () => {
  test('freeze: the game stands still, says for whom, and goes on with what was pressed', async () => {
    const { room, session, board } = await house({ devices: { 'board/door': 'freeze' } })
    await board('offline')
    const stopped = await room.seen(session, is('frozen'))
    expect(stopped.hold).toEqual({ causes: ['board/door'], overruled: [], stopped: true })
    await room.press()
    await room.press()
    await room.seen(session, (view) => view.recorded_inputs === 2)
    await board('online')
    const on = await room.seen(session, presses(2))
    expect(on.status).toBe('running')
    expect(on.hold).toBeUndefined()
    expect(await room.commands()).toHaveLength(2)
    const items = (await room.journal(session)).flatMap((record) => ('items' in record ? record.items : []))
    const holds = items.flatMap((item) => (item.type === 'input' && item.input.type === 'hold' ? [item.input] : []))
    expect(holds.map((input) => input.causes)).toEqual([['board/door'], []])
    expect((await room.events('session_frozen'))[0]?.payload.cause).toMatchObject({ input: { causes: ['board/door'] } })
  })

  test('freeze: the game master goes on in spite of it, and it stays quiet until the device was back', async () => {
    const { room, session, board } = await house({ devices: { 'board/door': 'freeze' } })
    await board('offline')
    await room.seen(session, is('frozen'))
    await room.act(session, { command: 'resume', inputs: 'apply' })
    await room.seen(session, is('running'))
    await board('offline')
    await room.press()
    expect((await room.seen(session, presses(1))).hold?.overruled).toEqual(['board/door'])
    await board('online')
    await room.seen(session, (view) => view.hold === undefined)
    await board('offline')
    await room.seen(session, is('frozen'))
  })

  test('freeze: what the game master froze stays frozen', async () => {
    const { room, session, board } = await house({ devices: { 'board/door': 'freeze' } })
    await board('offline')
    await room.seen(session, is('frozen'))
    await room.act(session, { command: 'freeze' })
    await room.seen(session, (view) => view.hold?.stopped === false)
    await board('online')
    expect((await room.seen(session, (view) => view.hold === undefined)).status).toBe('frozen')
  })

  test('freeze: an emergency stop meanwhile outlasts the device’s return', async () => {
    const { room, session, board } = await house({ devices: { 'board/door': 'freeze' } })
    await board('offline')
    await room.seen(session, is('frozen'))
    await room.append('emergency_stop_triggered', { stop_id: 's1', level: 2, cause: 'smoke', by: 'A', actor: 'a' })
    await room.seen(session, (view) => view.hold?.stopped === false)
    await board('online')
    expect((await room.seen(session, (view) => view.hold === undefined)).status).toBe('frozen')
  })

  test('a controller that is offline takes its devices with it', async () => {
    const { room, session } = await house({ devices: { 'lights/lamp': 'freeze' } })
    await room.append('controller_offline', { reason: 'missed_heartbeats' }, { controller_id: 'lights' })
    expect((await room.seen(session, is('frozen'))).hold?.causes).toEqual(['lights/lamp'])
    await room.append('controller_online', { reason: 'heard' }, { controller_id: 'lights' })
    await room.seen(session, is('running'))
  })

  test('warn, as it is by default: the game master is told once, the game goes on', async () => {
    const { room, session, board, notices } = await house()
    await board('offline')
    await board('offline')
    await room.press()
    await room.seen(session, presses(1))
    expect(await notices()).toEqual(['board/door is offline, and this game uses it as “door”.'])
    await board('online')
    await board('offline')
    await until(async () => (await notices()).length === 2)
  })

  test('warn: a board that takes several devices with it is one notice', async () => {
    const { room, session, notices, noticed } = await house()
    await room.append('controller_offline', { reason: 'last_will' }, { controller_id: 'board' })
    await room.act(session, { command: 'pause_clock' })
    await room.seen(session, (view) => view.clock.clock_paused)
    expect(await notices()).toEqual(['2 devices that this game uses are offline: board/button, board/door.'])
    expect(await noticed()).toEqual([['board/button', 'board/door']])
  })

  test('carry on: nothing is said of it', async () => {
    const { room, session, board, notices } = await house({ devices: { 'board/door': 'carry_on' } })
    await board('offline')
    await room.press()
    await room.seen(session, presses(1))
    expect(await notices()).toEqual([])
  })

  test('a policy that changes counts at once; so does what is offline when a game starts', async () => {
    const { room, session, board, tell } = await house()
    await board('offline')
    await tell({ hardware_away: 'freeze', devices: { 'board/door': 'freeze' } })
    await room.seen(session, is('frozen'))
    const second = await room.start(loop())
    await room.seen(second, is('frozen'))
    await tell({ hardware_away: 'freeze', devices: {} })
    await room.seen(session, is('running'))
    await room.seen(second, is('running'))
  })

  test('RT1 who takes the room over knows the policy, what is away, and what was overruled', async () => {
    const { room, session, board } = await house({ devices: { 'board/door': 'freeze', 'lights/lamp': 'freeze' } })
    await board('offline')
    await room.seen(session, is('frozen'))
    await room.act(session, { command: 'resume', inputs: 'apply' })
    await room.seen(session, is('running'))
    await runtime.stop()
    await board('offline', 'lights', 'lamp')
    runtime = createRuntime({ redisUrl: server.url, log: createLog('test', { level: 'silent' }) })
    await runtime.start()
    const view = await room.seen(session, is('frozen'))
    expect(view.hold).toEqual({ causes: ['board/door', 'lights/lamp'], overruled: ['board/door'], stopped: true })
  })
})

describe('RT7 all hardware is away', () => {
  test('games that use devices stand still, others go on; all go on when it is back', async () => {
    const { room, session, broker } = await house()
    const without = await room.start(loop(), { bindings: {} })
    await room.seen(without, (view) => view.seq === 0)
    await broker('condition_began')
    expect((await room.seen(session, is('frozen'))).hold?.causes).toEqual(['hardware'])
    expect((await room.view(without))?.status).toBe('running')
    await broker('condition_ended')
    await room.seen(session, is('running'))
  })

  test('they go on where their room says so', async () => {
    const { room, session, broker } = await house({ hardware_away: 'carry_on' })
    await broker('condition_began')
    await room.press()
    expect((await room.seen(session, presses(1))).status).toBe('running')
  })

  test('a runtime that comes later knows it from the house', async () => {
    const { room, session } = await house()
    await runtime.stop()
    await redis.hset(HOUSE_CONDITIONS, 'broker_away', '{}')
    runtime = createRuntime({ redisUrl: server.url, log: createLog('test', { level: 'silent' }) })
    await runtime.start()
    await room.seen(session, is('frozen'))
  })
})
