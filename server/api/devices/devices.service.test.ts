import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '#platform/log.ts'
import { connectRedis } from '#platform/redis.ts'
import { until } from '#platform/testing/until.ts'
import {
  COMMAND_STREAM,
  DEVICE_COMMANDS,
  roomPolicyKey,
  roomPresence,
  roomSignals,
  roomStream,
} from '#wire/channels.ts'
import { deviceCommand } from '#wire/messages/command.ts'
import { readRegistry } from '../registration/registry.ts'
import { refusal } from '../testing/refusal.ts'
import { type Client, type Studio, startStudio } from '../testing/studio.ts'
import { registerBoard } from '../testing/world.ts'

let studio: Studio
let api: Client
const room = { tenant_id: 'acme', room_id: 'lobby' }

beforeAll(async () => {
  studio = await startStudio()
  await studio.addTenant('acme', 'lobby')
  api = (await studio.addMember('acme', 'technician')).api
  await registerBoard(studio, 'acme', 'lobby', 'board')
})
afterAll(() => studio.stop())

describe('a room’s controllers and devices', () => {
  it('are unknown until the gateway has heard them', async () => {
    expect(await api.controllers.list.query({ room: 'lobby' })).toMatchObject([
      { controller: 'board', status: 'unknown', lastSeen: null, devices: 2, heartbeatIntervalMs: 30_000 },
    ])
    expect(
      (await api.devices.list.query({ room: 'lobby' })).map((one) => [one.device, one.status, one.values]),
    ).toEqual([
      ['button', 'unknown', {}],
      ['lock', 'unknown', {}],
    ])
  })

  it('are shown with their presence and their last values; what can not be read is left out', async () => {
    await studio.redis.hset(
      roomPresence(room),
      'board',
      JSON.stringify({ status: 'online', last_seen: 70, boot_id: 'b' }),
    )
    await studio.redis.hset(roomPresence(room), 'ghost', 'no json')
    await studio.redis.hset(roomSignals(room), 'board/button/pressed', JSON.stringify({ value: true, at: 71 }))
    await studio.redis.hset(roomSignals(room), 'board/button/unheard-of', JSON.stringify({ value: 1, at: 1 }))
    await studio.redis.hset(roomSignals(room), 'board/lock/x', '{"value":')
    expect(await api.controllers.list.query({ room: 'lobby' })).toMatchObject([{ status: 'online', lastSeen: 70 }])
    const [button] = await api.devices.list.query({ room: 'lobby' })
    expect(button).toMatchObject({ device: 'button', status: 'online', values: { pressed: { value: true, at: 71 } } })
    expect((await api.rooms.get.query({ room: 'lobby' })).controllers).toEqual({ online: 1, total: 1 })
  })
})

describe('RT8 what games do while a device is offline', () => {
  it('is warned of by default, is said by device, and told to the room’s runtime', async () => {
    expect((await api.devices.list.query({ room: 'lobby' })).map((one) => one.whenOffline)).toEqual(['warn', 'warn'])
    await api.devices.setPolicy.mutate({ room: 'lobby', controller: 'board', device: 'lock', whenOffline: 'freeze' })
    const lock = (await api.devices.list.query({ room: 'lobby' })).find((one) => one.device === 'lock')
    expect(lock?.whenOffline).toBe('freeze')
    const policy = { hardware_away: 'freeze', devices: { 'board/lock': 'freeze' } }
    expect(JSON.parse((await studio.redis.get(roomPolicyKey(room))) ?? '')).toEqual(policy)
    const [, fields] = (await studio.redis.xrevrange(roomStream(room), '+', '-', 'COUNT', 1))[0] ?? []
    expect(JSON.parse(fields?.[1] ?? '')).toMatchObject({ type: 'room_policy_changed', payload: policy })
  })

  it('is said of devices that are there', async () => {
    const nobody = { room: 'lobby', controller: 'board', device: 'ghost', whenOffline: 'freeze' as const }
    expect((await refusal(api.devices.setPolicy.mutate(nobody))).data?.code).toBe('NOT_FOUND')
  })
})

describe('what an emergency stop gives a device, by its installer’s word', () => {
  const set = (command: string, emergency: false | null | { level: 1 | 2; params?: Record<string, number> }) =>
    api.devices.setEmergency.mutate({ room: 'lobby', controller: 'board', device: 'lock', command, emergency })
  const limits = async () =>
    (await api.devices.list.query({ room: 'lobby' })).find((one) => one.device === 'lock')?.limits

  it('is kept beside its other limits, reaches the gateway’s registry, and is taken back', async () => {
    await studio.prisma.device.updateMany({
      where: { slug: 'lock' },
      data: { limits: { set_level: { cooldown_ms: 500 } } },
    })
    await set('set_level', { level: 1, params: { level: 1 } })
    await set('release', false)
    const both = {
      set_level: { cooldown_ms: 500, emergency: { level: 1, params: { level: 1 } } },
      release: { emergency: false },
    }
    expect(await limits()).toEqual(both)
    const registry = await readRegistry(studio.prisma)
    expect(registry.flatMap((one) => one.controllers).flatMap((one) => one.devices)).toContainEqual(
      expect.objectContaining({ device_id: 'lock', limits: both }),
    )
    await set('set_level', null)
    await set('release', null)
    expect(await limits()).toEqual({ set_level: { cooldown_ms: 500 } })
  })

  it.each([
    ['explode', false as const, 'it has release, set_level'],
    ['set_level', { level: 2 as const }, 'needs level (a number from 0 to 1)'],
    ['set_level', { level: 1 as const, params: { level: 7 } }, 'must be a number from 0 to 1, not 7'],
  ])('%s %j is refused with the reason', async (command, emergency, reason) => {
    const refused = await refusal(set(command, emergency))
    expect(refused.data?.code).toBe('BAD_REQUEST')
    expect(refused.message).toContain(reason)
  })
})

describe('a command by hand', () => {
  const command = (name: string, params: Record<string, string | number | boolean> = {}) =>
    api.devices.command.mutate({ room: 'lobby', controller: 'board', device: 'lock', command: name, params })
  const sent = async () =>
    (await studio.redis.xrange(COMMAND_STREAM, '-', '+')).map(([, [, json]]) =>
      deviceCommand.parse(JSON.parse(json ?? '')),
    )

  it('goes out on the channel and into the stream', async () => {
    const listener = connectRedis(studio.redisUrl, { name: 'listener', log: createLog('test') })
    const heard: string[] = []
    listener.on('message', (_channel, message) => heard.push(message))
    await listener.subscribe(DEVICE_COMMANDS)
    const { command_id } = await command('set_level', { level: 0.5 })
    const [message] = await until(() => heard.length > 0 && heard)
    listener.disconnect()
    const expected = {
      event_type: 'device_command',
      command_id,
      ...room,
      controller_id: 'board',
      device_id: 'lock',
      command: 'set_level',
      params: { level: 0.5 },
      source: expect.stringMatching(/^person:/),
    }
    expect(deviceCommand.parse(JSON.parse(message ?? ''))).toMatchObject(expected)
    expect((await sent()).at(-1)).toMatchObject(expected)
  })

  it.each([
    ['explode', {}, 'it has release, set_level'],
    ['set_level', {}, 'needs level (a number from 0 to 1)'],
    ['set_level', { level: 2 }, 'must be a number from 0 to 1, not 2'],
    ['set_level', { level: '1' }, 'must be a number from 0 to 1, not "1"'],
    ['release', { force: true }, 'takes no parameter “force”'],
  ])('%s %j is refused with the reason, and nothing is sent', async (name, params, reason) => {
    const count = (await sent()).length
    const refused = await refusal(command(name, params))
    expect(refused.data?.code).toBe('BAD_REQUEST')
    expect(refused.message).toContain(reason)
    expect(await sent()).toHaveLength(count)
  })

  it('to a device that the room has not is refused', async () => {
    const call = api.devices.command.mutate({ room: 'lobby', controller: 'other', device: 'lock', command: 'release' })
    expect((await refusal(call)).data?.code).toBe('NOT_FOUND')
  })
})
