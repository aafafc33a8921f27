import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '#platform/local/ports.ts'
import { createLog } from '#platform/log.ts'
import { startTestBroker } from '#platform/testing/broker.ts'
import { until } from '#platform/testing/until.ts'
import { INTERNAL_TOKEN, type Person, type Studio, startStudio } from '#server/api/testing/studio.ts'
import { createGateway } from '#server/mqtt-gateway/gateway.ts'
import { type EmergencyReport, emergencyReports } from '#wire/emergency.ts'
import { DEMO_BOARDS } from './boards/all.ts'
import { createDemoRoom } from './room.ts'
import { type VirtualRoom, virtualRoom } from './schema.ts'

/** The emergency stop from the console's request to the last board, with whatever it must not need taken away. */

const log = createLog('test', { level: 'silent' })
let studio: Studio
let people: Record<'gm' | 'designer' | 'viewer', Person>
let broker: Awaited<ReturnType<typeof startTestBroker>>
let gateway: ReturnType<typeof createGateway>
let demo: ReturnType<typeof createDemoRoom>

beforeAll(async () => {
  const port = await freePort()
  ;[studio, broker] = await Promise.all([startStudio({ GATEWAY_PORT: String(port) }), startTestBroker()])
  await studio.addTenant('paragon', 'clockwork')
  const [gm, designer, viewer] = [
    await studio.addMember('paragon', 'gm'),
    await studio.addMember('paragon', 'designer'),
    await studio.addMember('paragon', 'viewer'),
  ]
  people = { gm, designer, viewer }
  gateway = createGateway({
    redisUrl: studio.cables.redis.url,
    mqttUrl: broker.url,
    apiUrl: studio.url,
    internalToken: INTERNAL_TOKEN,
    log,
    door: { host: '127.0.0.1', port },
  })
  await gateway.start()
  demo = createDemoRoom({ mqttUrl: broker.url, port: 0, log })
  await demo.start()
  await until(async () => {
    const boards = await people.gm.api.controllers.list.query({ room: 'clockwork' })
    return boards.length === DEMO_BOARDS.length && boards.every(({ status }) => status === 'online')
  })
})
afterAll(async () => {
  await demo.stop()
  await gateway.stop()
  await studio.stop()
  await broker.stop()
})

const ask = async (person: { cookie: string }, path: string, body?: object) => {
  const response = await fetch(`${studio.url}/emergency${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { cookie: person.cookie, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer: unknown = await response.json()
  return { status: response.status, answer, cookies: response.headers.getSetCookie() }
}
const rooms = async (person: { cookie: string }): Promise<EmergencyReport[]> =>
  emergencyReports.parse((await ask(person, '')).answer).rooms
const virtual = async (): Promise<VirtualRoom> =>
  virtualRoom.parse(await (await fetch(`http://127.0.0.1:${demo.port()}/state`)).json())
const signal = async (controller: string, device: string, name: string) =>
  (await virtual()).boards
    .find(({ controller_id }) => controller_id === controller)
    ?.devices.find(({ device_id }) => device_id === device)?.signals[name]?.value
const acknowledged = (person: { cookie: string }) =>
  until(async () => {
    const [room] = await rooms(person)
    return room?.boards.length === DEMO_BOARDS.length && room.boards.every((b) => b.standing === 'acknowledged')
      ? room
      : undefined
  })
/** The person's cookies, the pass among them. */
const passOf = async (person: Person): Promise<{ cookie: string }> => {
  const { cookies } = await ask(person, '/pass', {})
  expect(cookies[0]).toMatch(/^studio\.stop_pass=.*HttpOnly; SameSite=Lax; Max-Age=43200/)
  return { cookie: `${person.cookie}; ${cookies[0]?.split(';')[0]}` }
}

it('stops a room from the console: lights, silence, the way out; every board acknowledges', async () => {
  expect((await ask({ cookie: '' }, '/stop', { room: 'clockwork', level: 2 })).status).toBe(401)
  expect((await ask(people.viewer, '/stop', { room: 'clockwork', level: 2 })).status).toBe(403)
  expect((await ask(people.gm, '/stop', { room: 'nowhere', level: 2 })).status).toBe(404)
  const { status } = await ask(people.gm, '/stop', { room: 'clockwork', level: 1 })
  expect(status).toBe(200)
  await acknowledged(people.gm)
  expect(await signal('main_lighting', 'sconces', 'on')).toBe(true)
  expect(await signal('main_lighting', 'lab_lights_squares', 'brightness')).toBe(255)
  expect(await signal('boiler_room_subpanel', 'study_door', 'locked')).toBe(true)
  await ask(people.designer, '/stop', { room: 'clockwork', level: 2 })
  await acknowledged(people.gm)
  expect(await signal('boiler_room_subpanel', 'study_door', 'locked')).toBe(false)
  expect((await virtual()).boards.map(({ stopped }) => stopped)).toEqual(DEMO_BOARDS.map(() => 2))
})

it('is left with a reason, by those who may; nothing moves back by itself', async () => {
  expect((await ask(people.gm, '/clear', { room: 'clockwork', reason: ' ' })).status).toBe(400)
  expect((await ask(people.designer, '/clear', { room: 'clockwork', reason: 'it is fine' })).status).toBe(403)
  const cleared = await ask(people.gm, '/clear', { room: 'clockwork', reason: 'looked at the room' })
  expect(cleared.status).toBe(200)
  await acknowledged(people.gm)
  expect((await virtual()).boards.every(({ stopped }) => stopped === null)).toBe(true)
  expect(await signal('boiler_room_subpanel', 'study_door', 'locked')).toBe(false)
  const lines = await until(async () => {
    const found = await studio.prisma.auditEntry.findMany({
      where: { action: { startsWith: 'emergency.' } },
      orderBy: { at: 'asc' },
    })
    return found.length === 3 ? found : undefined
  })
  expect(lines.map(({ action, actor, subject }) => [action, actor, subject])).toEqual([
    ['emergency.stop', people.gm.email, 'clockwork'],
    ['emergency.stop', people.designer.email, 'clockwork'],
    ['emergency.clear', people.gm.email, 'clockwork'],
  ])
  expect(lines[2]?.detail).toMatchObject({ reason: 'looked at the room' })
})

it('needs neither PostgreSQL nor Redis; what was done is in the audit log when they are back', async () => {
  const before = await studio.prisma.auditEntry.count({ where: { action: { startsWith: 'emergency.' } } })
  const pass = await passOf(people.gm)
  await studio.cables.postgres.cut()
  await studio.cables.redis.cut()
  const { status } = await ask(pass, '/stop', { room: null, level: 3 })
  expect(status).toBe(200)
  await acknowledged(pass)
  expect((await virtual()).boards.every(({ stopped }) => stopped === 3)).toBe(true)
  expect((await ask(pass, '/clear', { room: 'clockwork', reason: 'the stores are away' })).status).toBe(200)
  await until(async () => (await virtual()).boards.every(({ stopped }) => stopped === null))
  await studio.cables.redis.mend()
  await studio.cables.postgres.mend()
  await until(
    async () =>
      (await studio.prisma.auditEntry.count({ where: { action: { startsWith: 'emergency.' } } })) === before + 2,
    { timeout: 20_000 },
  )
})
