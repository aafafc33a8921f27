import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEvent } from '#platform/events.ts'
import { until } from '#platform/testing/until.ts'
import { graphVersion, roomStream, SCENE_REQUESTS, SCENE_STARTERS, sessionView } from '#wire/channels.ts'
import { type PublishedEvent, publishedEvent } from '#wire/domain-event.ts'
import { sessionStart } from '#wire/session-messages.ts'
import { refusal } from '../testing/refusal.ts'
import { type Client, type Person, type Studio, startStudio } from '../testing/studio.ts'
import { bindingsTo, publishScene, registerBoard, viewOf } from '../testing/world.ts'
import { requestedSession } from './start.ts'

let studio: Studio
let owner: Person
let api: Client
let main: string
let music: string
let rooms = 0
let room: string
let session: string

beforeAll(async () => {
  studio = await startStudio()
  await studio.addTenant('acme', 'lobby')
  owner = await studio.addMember('acme', 'owner')
  api = owner.api
  main = await publishScene(owner, 'Main')
  music = await publishScene(owner, 'Music')
})
afterAll(() => studio.stop())

/** A room of its own for each test, with a game that asks. */
beforeEach(async () => {
  room = `room-${++rooms}`
  await api.rooms.create.mutate({ venue: 'main', slug: room, name: `Room ${rooms}` })
  await registerBoard(studio, 'acme', room, 'board')
  for (const graph of [main, music]) await api.bindings.set.mutate({ room, graph, bindings: bindingsTo('board') })
  session = (await api.sessions.start.mutate({ room, graph: main })).session_id
  await view(session, {})
})

const view = (of: string, change: Parameters<typeof viewOf>[1]) =>
  studio.redis.set(sessionView(of), JSON.stringify(viewOf(of, change)))

const events = async (): Promise<PublishedEvent[]> =>
  (await studio.redis.xrange(roomStream({ tenant_id: 'acme', room_id: room }), '-', '+')).map(([stream_id, [, json]]) =>
    publishedEvent.parse({ stream_id, ...JSON.parse(json ?? '') }),
  )
const created = async () => (await events()).filter((event) => event.type === 'session_created').slice(1)
const notices = async () => (await events()).filter((event) => event.type === 'gm_notice')

let effects = 0
/** As the runtime hands it on. Answers the effect's id. */
async function ask(
  graph: string,
  change: { effect?: string; age?: number; op?: 'start' | 'stop' } = {},
): Promise<string> {
  const { effect = `${session}.${++effects}.0`, age = 0, op = 'start' } = change
  const event = createEvent({
    type: 'scene_requested',
    tenant_id: 'acme',
    room_id: room,
    session_id: session,
    payload: { op, graph_id: graph, effect_id: effect },
    source: 'scene-runtime',
    now: Date.now() - age,
  })
  await studio.redis.xadd(SCENE_REQUESTS, '*', 'event', JSON.stringify(event))
  return effect
}
/** Nothing is left to do. */
const done = () => until(async () => (await studio.redis.xlen(SCENE_REQUESTS)) === 0)

describe('a scene that a game asks for', () => {
  it('begins beside that game, in its latest version, bound as in this room', async () => {
    const effect = await ask(music)
    const [event] = await until(async () => {
      const list = await created()
      return list.length > 0 && list
    })
    const start = sessionStart.parse(event?.payload)
    expect(start).toMatchObject({
      session_id: requestedSession(effect),
      graph_id: music,
      graph_name: 'Music',
      version: 1,
      bindings: bindingsTo('board'),
    })
    expect(await studio.redis.exists(graphVersion(start.hash))).toBe(1)
    const { session: row } = await api.sessions.get.query({ session: start.session_id })
    expect(row).toMatchObject({ status: 'created', startedBy: 'Main', room: { slug: room } })
    const [entry] = await api.audit.list.query({ limit: 1 })
    expect(entry).toMatchObject({ actor: 'scene-runtime', action: 'sessions.start', subject: `Room ${rooms}` })
    await done()
  })

  it('RT2 is one, however often the request is read', async () => {
    const effect = await ask(music)
    await done()
    await ask(music, { effect })
    await done()
    const ids = (await created()).map((event) => event.session_id)
    // Sent again, for the first might have been lost; the runtime starts a session once.
    expect(new Set(ids)).toEqual(new Set([requestedSession(effect)]))
    await studio.prisma.gameSession.update({ where: { id: requestedSession(effect) }, data: { status: 'running' } })
    await ask(music, { effect })
    await done()
    expect(await created()).toHaveLength(ids.length)
    expect(await notices()).toEqual([])
  })

  it('is taken over when whoever read the request died with it', { timeout: 60_000 }, async () => {
    await studio.cables.redis.cut()
    const effect = await ask(music)
    await studio.redis.xreadgroup('GROUP', SCENE_STARTERS, 'gone', 'COUNT', 1, 'STREAMS', SCENE_REQUESTS, '>')
    await studio.cables.redis.mend()
    await until(async () => (await created()).some((event) => event.session_id === requestedSession(effect)))
    await done()
  })

  it('waits while the database is away, and begins when it is back', { timeout: 60_000 }, async () => {
    await studio.cables.postgres.cut()
    const effect = await ask(music)
    await until(async () => {
      const [group] = (await studio.redis.xpending(SCENE_REQUESTS, SCENE_STARTERS)) as [number]
      return group > 0
    })
    expect(await created()).toEqual([])
    await studio.cables.postgres.mend()
    await until(async () => (await created()).some((event) => event.session_id === requestedSession(effect)))
    expect(await notices()).toEqual([])
    await done()
  })

  it.each([
    [
      'that runs already',
      async () => {
        await ask(music)
        await done()
        return music
      },
      'is being played',
    ],
    [
      'that was never published',
      async () => (await api.graphs.create.mutate({ kind: 'scene', name: 'Draft' })).id,
      'never published',
    ],
    ['whose roles have no device', async () => publishScene(owner, 'Unbound'), 'button, door'],
    ['that is not there', () => Promise.resolve('nothing'), 'no graph'],
  ])('%s is refused, and the room is told', async (_, prepare, reason) => {
    const graph = await prepare()
    const before = (await created()).length
    const effect = await ask(graph)
    await done()
    expect(await created()).toHaveLength(before)
    const notice = (await notices()).at(-1)
    expect(notice).toMatchObject({
      event_id: `${effect}:not-started`,
      session_id: session,
      payload: { level: 'attention', message: expect.stringContaining(reason) },
    })
  })

  it('of another tenant is not there', async () => {
    await studio.addTenant(`t-${rooms}`, room)
    const stranger = await studio.addMember(`t-${rooms}`, 'owner')
    await ask(await publishScene(stranger, 'Theirs'))
    await done()
    expect(await created()).toEqual([])
    expect((await notices())[0]?.payload.message).toContain('no graph')
  })

  it('that was asked for too long ago is not begun', async () => {
    await ask(music, { age: 120_000 })
    await done()
    expect(await created()).toEqual([])
    expect((await notices())[0]?.payload.message).toContain('too long ago')
  })

  it('and to stop before the runtime had heard of it ends: the runtime is told after it was told to start it', async () => {
    const other = requestedSession(await ask(music))
    await ask(music, { op: 'stop' })
    await done()
    const types = (await events()).filter((event) => event.session_id === other).map((event) => event.type)
    expect(types).toEqual(['session_created', 'gm_action'])
    expect((await events()).at(-1)?.payload).toEqual({ session_id: other, by: 'Main', action: { command: 'end' } })
    expect((await api.sessions.get.query({ session: other })).session.status).toBe('abandoned')
  })

  it('and to stop is left alone when a person started it, or when it asks itself', async () => {
    await ask(main, { op: 'stop' })
    await done()
    await studio.prisma.gameSession.update({ where: { id: session }, data: { requestedBy: 'x.1.0' } })
    await ask(main, { op: 'stop' })
    await done()
    expect((await events()).map((event) => event.type)).toEqual(['session_created'])
  })

  it('what can not be read is passed over', async () => {
    await studio.redis.xadd(SCENE_REQUESTS, '*', 'event', '{"type":')
    const effect = await ask(music)
    await done()
    expect((await created())[0]?.session_id).toBe(requestedSession(effect))
  })
})

describe('the room', () => {
  it('shows the game that a person started; the other when that is over, and is busy until both are', async () => {
    const other = requestedSession(await ask(music))
    await done()
    await view(other, { seq: 7 })
    expect((await api.rooms.get.query({ room })).live?.session_id).toBe(session)
    await view(session, { status: 'completed' })
    expect((await api.rooms.get.query({ room })).live?.session_id).toBe(other)
    expect((await refusal(api.sessions.start.mutate({ room, graph: main }))).data?.code).toBe('CONFLICT')
    await view(other, { status: 'abandoned' })
    await api.sessions.start.mutate({ room, graph: main })
  })
})
