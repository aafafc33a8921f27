import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { notRegistered, registered, registry } from '#wire/registry.ts'
import { type Studio, startStudio } from '../testing/studio.ts'

let studio: Studio

beforeAll(async () => {
  studio = await startStudio()
  await studio.addTenant('acme', 'lobby')
  const other = await studio.addTenant('other', 'lobby')
  for (const slug of ['cellar', 'attic'])
    await studio.prisma.room.create({ data: { tenantId: other.id, venueId: other.venueId, slug, name: slug } })
})
afterAll(() => studio.stop())

const post = async (path: 'controllers' | 'devices', body: unknown) => {
  const response = await studio.internal(`${path}/register`, body)
  return { status: response.status, body: (await response.json()) as unknown }
}
const rooms = async () => registry.parse(await (await studio.internal('registry')).json())
const controllersOf = async (tenant: string, room: string) =>
  (await rooms()).find((one) => one.tenant_id === tenant && one.room_id === room)?.controllers ?? []

describe('the door of /internal', () => {
  it('opens for the token only', async () => {
    for (const token of ['', 'wrong', 'a token of the gatewax']) {
      expect((await studio.internal('registry', undefined, token)).status).toBe(401)
      expect((await studio.internal('controllers/register', { room_id: 'cellar' }, token)).status).toBe(401)
    }
    expect((await fetch(`${studio.url}/internal/registry`)).status).toBe(401)
  })

  it('stays shut when no token is set', async () => {
    const closed = await startStudio({ INTERNAL_TOKEN: '' })
    const response = await closed.internal('registry', undefined, '')
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('INTERNAL_TOKEN') })
    await closed.stop()
  })
})

describe('a controller', () => {
  it('registers with what it has, and is in the registry', async () => {
    const { status, body } = await post('controllers', {
      tenant_id: 'acme',
      room_id: 'lobby',
      controller_id: 'board',
      controller_type: 'teensy41',
      firmware_version: '1.2.0',
      ip_address: '10.1.1.7',
      heartbeat_interval_ms: 5_000,
      boot_id: 'boot-1',
      capabilities: {
        devices: [{ device_id: 'door', device_type: 'maglock', signals: { open: 'boolean' }, commands: ['release'] }],
      },
    })
    expect(status).toBe(200)
    expect(registered.parse(body)).toMatchObject({
      tenant_id: 'acme',
      room_id: 'lobby',
      controller_id: 'board',
      devices: ['door'],
    })
    expect(await controllersOf('acme', 'lobby')).toEqual([
      {
        controller_id: 'board',
        boot_id: 'boot-1',
        heartbeat_interval_ms: 5_000,
        devices: [
          {
            device_id: 'door',
            kind: 'maglock',
            signals: { open: { type: 'boolean' } },
            commands: { release: { params: {} } },
            limits: {},
          },
        ],
      },
    ])
  })

  it('needs no tenant where only one has a room of that name, and must say it where several have', async () => {
    expect(await post('controllers', { room_id: 'cellar', controller_id: 'c1' })).toMatchObject({
      status: 200,
      body: { tenant_id: 'other', room_id: 'cellar' },
    })
    const { status, body } = await post('controllers', { room_id: 'lobby', controller_id: 'c1' })
    expect(status).toBe(409)
    expect(notRegistered.parse(body)).toMatchObject({
      code: 'ambiguous',
      message: expect.stringContaining('tenant_id'),
    })
  })

  it('of an unknown room or tenant is refused, with what to do', async () => {
    const unknown = { status: 404, body: { code: 'unknown_room', message: expect.stringContaining('Create it') } }
    expect(await post('controllers', { room_id: 'nowhere', controller_id: 'c' })).toEqual(unknown)
    expect(await post('controllers', { tenant_id: 'nobody', room_id: 'lobby', controller_id: 'c' })).toEqual(unknown)
    expect(await post('controllers', { tenant_id: 'acme', room_id: 'cellar', controller_id: 'c' })).toEqual(unknown)
  })

  it('is another one in another room, also under the same id', async () => {
    for (const room_id of ['cellar', 'attic'])
      await post('controllers', { room_id, controller_id: 'twin', boot_id: `boot-${room_id}` })
    const twins = await Promise.all(['cellar', 'attic'].map((room) => controllersOf('other', room)))
    expect(twins.map((list) => list.find((one) => one.controller_id === 'twin')?.boot_id)).toEqual([
      'boot-cellar',
      'boot-attic',
    ])
  })

  it('that says what can not be read is told the place', async () => {
    const { status, body } = await post('controllers', { room_id: 'Cellar!', controller_id: 'c' })
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'invalid', message: expect.stringMatching(/^room_id: /) })
    const text = await post('controllers', { room_id: 'cellar', controller_id: 'c', controller_type: 'a\0b' })
    expect(text).toMatchObject({ status: 400, body: { message: expect.stringContaining('controller_type') } })
  })

  it('may say the same at every boot, many at once, and is there once', async () => {
    const boards = Array.from({ length: 4 }, (_, n) => ({
      room_id: 'attic',
      controller_id: `rush-${n}`,
      capabilities: {
        devices: [
          { device_id: 'a', signals: ['x'] },
          { device_id: 'b', commands: ['go'] },
        ],
      },
    }))
    const answers = await Promise.all([...boards, ...boards, ...boards].map((board) => post('controllers', board)))
    expect(answers.map((answer) => answer.status)).toEqual(Array(12).fill(200))
    const list = await controllersOf('other', 'attic')
    for (const { controller_id } of boards) {
      const own = list.filter((one) => one.controller_id === controller_id)
      expect(own.map((one) => one.devices.map((device) => device.device_id))).toEqual([['a', 'b']])
    }
  })

  it('with two hundred devices is no more trouble', async () => {
    const devices = Array.from({ length: 200 }, (_, n) => ({ device_id: `d${n}`, signals: { value: 'number' } }))
    const board = { room_id: 'attic', controller_id: 'large', capabilities: { devices } }
    expect(
      (await Promise.all([post('controllers', board), post('controllers', board)])).map((one) => one.status),
    ).toEqual([200, 200])
    expect((await controllersOf('other', 'attic')).find((one) => one.controller_id === 'large')?.devices).toHaveLength(
      200,
    )
  })
})

describe('a device', () => {
  const device = async (id: string) =>
    (await controllersOf('other', 'cellar'))
      .find((one) => one.controller_id === 'c2')
      ?.devices.find((one) => one.device_id === id)

  beforeAll(async () => {
    await post('controllers', { room_id: 'cellar', controller_id: 'c2' })
  })

  it('registers with its controller, and needs no room while that is enough to find it', async () => {
    const answer = await post('devices', {
      controller_id: 'c2',
      device_id: 'knob',
      kind: 'dial',
      signals: { angle: { type: 'number', min: 0, max: 360 } },
    })
    expect(answer).toEqual({
      status: 200,
      body: { tenant_id: 'other', room_id: 'cellar', controller_id: 'c2', device_id: 'knob' },
    })
    expect(await device('knob')).toMatchObject({ kind: 'dial', signals: { angle: { max: 360 } } })
  })

  it('that registers again replaces its signals and commands, and keeps what it leaves out', async () => {
    await post('devices', { controller_id: 'c2', device_id: 'knob', signals: { turns: 'number' }, commands: ['reset'] })
    expect(await device('knob')).toMatchObject({
      kind: 'dial',
      signals: { turns: { type: 'number' } },
      commands: { reset: { params: {} } },
    })
    expect((await device('knob'))?.signals).not.toHaveProperty('angle')
    await post('controllers', {
      room_id: 'cellar',
      controller_id: 'c2',
      capabilities: { devices: [{ device_id: 'knob' }] },
    })
    expect(await device('knob')).toMatchObject({ kind: 'dial', signals: { turns: { type: 'number' } } })
  })

  it('of a controller that nobody knows, or that several rooms have, is refused', async () => {
    expect(await post('devices', { controller_id: 'ghost', device_id: 'd' })).toMatchObject({
      status: 404,
      body: { code: 'unknown_controller', message: expect.stringContaining('before its devices') },
    })
    await post('controllers', { room_id: 'cellar', controller_id: 'pair' })
    await post('controllers', { room_id: 'attic', controller_id: 'pair' })
    const { status, body } = await post('devices', { controller_id: 'pair', device_id: 'd' })
    expect(status).toBe(409)
    expect(notRegistered.parse(body).code).toBe('ambiguous')
    expect(await post('devices', { room_id: 'attic', controller_id: 'pair', device_id: 'd' })).toMatchObject({
      status: 200,
      body: { room_id: 'attic' },
    })
    expect(await post('devices', { room_id: 'nowhere', controller_id: 'pair', device_id: 'd' })).toMatchObject({
      status: 404,
      body: { code: 'unknown_room' },
    })
    expect(await post('devices', { room_id: 'attic', controller_id: 'c2', device_id: 'd' })).toMatchObject({
      status: 404,
      body: { code: 'unknown_controller' },
    })
  })

  it('at once with its controller, several times over, is there once', async () => {
    const board = {
      room_id: 'cellar',
      controller_id: 'busy',
      capabilities: { devices: [{ device_id: 'x', signals: ['a'] }] },
    }
    await post('controllers', board)
    const calls = [1, 2, 3].flatMap(() => [
      post('controllers', board),
      post('devices', { controller_id: 'busy', device_id: 'x', signals: ['a'] }),
      post('devices', { controller_id: 'busy', device_id: 'y', signals: ['b'] }),
    ])
    expect((await Promise.all(calls)).map((answer) => answer.status)).toEqual(Array(9).fill(200))
    const busy = (await controllersOf('other', 'cellar')).find((one) => one.controller_id === 'busy')
    expect(busy?.devices.map((one) => one.device_id)).toEqual(['x', 'y'])
  })
})
