import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { EMERGENCIES, graphVersion, roomSessions, roomStream, sessionView } from '#wire/channels.ts'
import { type PublishedEvent, publishedEvent } from '#wire/domain-event.ts'
import { gmAction, scenePublished, sessionStart } from '#wire/session-messages.ts'
import { refusal } from '../testing/refusal.ts'
import { type Client, type Person, type Studio, startStudio } from '../testing/studio.ts'
import { bindingsTo, lockScene, publishScene, registerBoard, viewOf } from '../testing/world.ts'

let studio: Studio
let owner: Person
let api: Client
let graph: string
let rooms = 0
let room: string

beforeAll(async () => {
  studio = await startStudio()
  await studio.addTenant('acme', 'lobby')
  owner = await studio.addMember('acme', 'owner')
  api = owner.api
  graph = await publishScene(owner, 'Lock')
})
afterAll(() => studio.stop())

/** A room of its own for each test, ready to play. */
beforeEach(async () => {
  room = `room-${++rooms}`
  await api.rooms.create.mutate({ venue: 'main', slug: room, name: `Room ${rooms}` })
  await registerBoard(studio, 'acme', room, 'board')
  await api.bindings.set.mutate({ room, graph, bindings: bindingsTo('board') })
  await api.rooms.update.mutate({ room, mainGraphId: graph })
})

const address = () => ({ tenant_id: 'acme', room_id: room })
const events = async (): Promise<PublishedEvent[]> =>
  (await studio.redis.xrange(roomStream(address()), '-', '+')).map(([stream_id, [, json]]) =>
    publishedEvent.parse({ stream_id, ...JSON.parse(json ?? '') }),
  )
const view = (session: string, change: Parameters<typeof viewOf>[1]) =>
  studio.redis.set(sessionView(session), JSON.stringify(viewOf(session, change)))

describe('starting a game', () => {
  it('waits until an emergency stop of the room is cleared', async () => {
    const stop = { stop_id: 's1', ...address(), level: 2, cause: 'smoke', by: 'Ada', actor: 'ada@x.example', at: 1 }
    const store = (cleared: object | null) =>
      studio.redis.hset(EMERGENCIES, `acme:${room}`, JSON.stringify({ ...stop, cleared }))
    await store(null)
    expect(await refusal(api.sessions.start.mutate({ room }))).toMatchObject({
      message: expect.stringContaining('emergency stop (level 2: smoke)'),
      data: { code: 'CONFLICT' },
    })
    await store({ by: 'Ada', actor: 'ada@x.example', reason: 'looked at', at: 2 })
    const { session_id } = await api.sessions.start.mutate({ room })
    await view(session_id, { status: 'frozen' })
    await store(null)
    const resume = { session: session_id, action: { command: 'resume' as const, inputs: 'apply' as const } }
    expect(await refusal(api.sessions.act.mutate(resume))).toMatchObject({ data: { code: 'CONFLICT' } })
  })

  it('plays the room’s scene in its latest version, and tells the runtime all that it needs', async () => {
    const { session_id } = await api.sessions.start.mutate({ room, team: 'The Foxes', seed: 7 })
    const [event, ...more] = await events()
    expect(more).toEqual([])
    expect(event).toMatchObject({ type: 'session_created', session_id, ...address(), metadata: { source: 'api' } })
    const start = sessionStart.parse(event?.payload)
    expect(start).toMatchObject({
      session_id,
      graph_id: graph,
      graph_name: 'Lock',
      version: 1,
      team: 'The Foxes',
      seed: 7,
    })
    expect(start.bindings).toEqual(bindingsTo('board'))
    expect(await studio.redis.exists(graphVersion(start.hash))).toBe(1)
    const { session } = await api.sessions.get.query({ session: session_id })
    expect(session).toMatchObject({ status: 'created', room: { slug: room }, version: 1, startedBy: 'owner of acme' })
  })

  it('has the document in Redis before the event, also when Redis was emptied', async () => {
    await studio.redis.flushall()
    await api.sessions.start.mutate({ room })
    const start = sessionStart.parse((await events())[0]?.payload)
    expect(JSON.parse((await studio.redis.get(graphVersion(start.hash))) ?? '')).toMatchObject({ id: graph })
  })

  it('of several at once starts one', async () => {
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(() => api.sessions.start.mutate({ room })))
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    for (const error of refused) expect(error).toMatchObject({ data: { code: 'CONFLICT' } })
    expect(await events()).toHaveLength(1)
  })

  it('is refused while a game is being played, and says in which room', async () => {
    const { session_id } = await api.sessions.start.mutate({ room })
    await view(session_id, { status: 'frozen' })
    const refused = await refusal(api.sessions.start.mutate({ room }))
    expect(refused.data?.code).toBe('CONFLICT')
    expect(refused.message).toContain(`Room ${rooms}`)
  })

  it.each(['completed', 'abandoned', 'faulted'] as const)(
    'does not wait for the row of a game that is %s',
    async (status) => {
      const first = await api.sessions.start.mutate({ room })
      await view(first.session_id, { status, outcome: 'solved', started_at: 5, ended_at: 9, at: 9 })
      await api.sessions.start.mutate({ room })
      const { session } = await api.sessions.get.query({ session: first.session_id })
      expect(session).toMatchObject({ status, outcome: 'solved', startedAt: new Date(5), endedAt: new Date(9) })
    },
  )

  it('is refused without a scene, for one that was never published, and for one that is archived', async () => {
    await api.rooms.update.mutate({ room, mainGraphId: null })
    expect((await refusal(api.sessions.start.mutate({ room }))).message).toContain('has no scene yet')
    const draft = await api.graphs.create.mutate({ kind: 'scene', name: 'Draft', document: lockScene('x') })
    const unpublished = await refusal(api.sessions.start.mutate({ room, graph: draft.id }))
    expect(unpublished.data?.code).toBe('PRECONDITION_FAILED')
    expect(unpublished.message).toContain('never published')
    const old = await publishScene(owner, 'Old')
    await api.graphs.archive.mutate({ id: old })
    expect((await refusal(api.sessions.start.mutate({ room, graph: old }))).message).toContain('archived')
    expect(await events()).toEqual([])
  })

  it('is refused while roles that the scene uses have no device, and names them', async () => {
    await api.bindings.set.mutate({ room, graph, bindings: {} })
    const refused = await refusal(api.sessions.start.mutate({ room }))
    expect(refused.data).toMatchObject({ code: 'PRECONDITION_FAILED', roles: ['button', 'door'] })
    expect(refused.message).toContain('button, door')
    await api.bindings.set.mutate({ room, graph, bindings: bindingsTo('board') })
    await studio.prisma.device.deleteMany({ where: { slug: 'lock', room: { slug: room } } })
    const gone = await refusal(api.sessions.start.mutate({ room }))
    expect(gone.data?.roles).toEqual(['door'])
    expect(gone.message).toContain('board/lock')
  })

  it('and publishing at once never leaves a game on a version that was replaced unasked', async () => {
    for (let round = 1; round <= 8; round++) {
      const { draft } = await api.graphs.get.query({ id: graph })
      const document = lockScene(graph, { name: 'Lock', releaseAfter: rooms * 100 + round })
      const { revision } = await api.graphs.saveDraft.mutate({ id: graph, baseRevision: draft.revision, document })
      const [published, started] = await Promise.all([
        api.graphs.publish.mutate({ id: graph, revision, note: '', when: 'now', mapping: {} }),
        api.sessions.start.mutate({ room }),
      ])
      const history = await events()
      const created = history.findIndex((event) => event.session_id === started.session_id)
      const asked = history.slice(created + 1).filter((event) => event.type === 'scene_published')
      const plays = sessionStart.parse(history[created]?.payload).version
      const last = asked.at(-1)
      const on = last === undefined ? plays : scenePublished.parse(last.payload).version
      expect(on).toBe(published.number)
      await view(started.session_id, { status: 'completed' })
    }
  })
})

describe('acting on a game', () => {
  it('hands the action to the runtime, with who asked', async () => {
    const { session_id } = await api.sessions.start.mutate({ room })
    await view(session_id, {})
    const action = { command: 'operator', action: 'open' } as const
    const { event_id } = await api.sessions.act.mutate({ session: session_id, action })
    const event = (await events()).at(-1)
    expect(event).toMatchObject({ event_id, type: 'gm_action', session_id })
    expect(gmAction.parse(event?.payload)).toEqual({ session_id, by: 'owner of acme', action })
  })

  it('is refused when the game is over', async () => {
    const { session_id } = await api.sessions.start.mutate({ room })
    await view(session_id, { status: 'completed' })
    const refused = await refusal(api.sessions.act.mutate({ session: session_id, action: { command: 'freeze' } }))
    expect(refused.data?.code).toBe('CONFLICT')
    expect((await events()).map((event) => event.type)).toEqual(['session_created'])
  })

  it('ends a game that no runtime took up, so that the room is free again', async () => {
    const { session_id } = await api.sessions.start.mutate({ room })
    await api.sessions.act.mutate({ session: session_id, action: { command: 'end' } })
    expect((await api.sessions.get.query({ session: session_id })).session.status).toBe('abandoned')
    await api.sessions.start.mutate({ room })
  })

  it('leaves the end of a game that the runtime holds to the runtime', async () => {
    const { session_id } = await api.sessions.start.mutate({ room })
    await studio.redis.hset(roomSessions(address()), session_id, '{}')
    await api.sessions.act.mutate({ session: session_id, action: { command: 'end' } })
    expect((await api.sessions.get.query({ session: session_id })).session.status).toBe('created')
  })
})

describe('looking at games', () => {
  it('shows the runtime’s view, in the session and in the room', async () => {
    const { session_id } = await api.sessions.start.mutate({ room })
    expect((await api.sessions.get.query({ session: session_id })).view).toBeNull()
    expect((await api.rooms.get.query({ room })).live).toBeNull()
    await view(session_id, { seq: 12 })
    expect((await api.sessions.get.query({ session: session_id })).view).toMatchObject({ seq: 12 })
    expect((await api.rooms.get.query({ room })).live).toMatchObject({ session_id, seq: 12 })
    await view(session_id, { status: 'completed' })
    expect((await api.rooms.get.query({ room })).live).toBeNull()
  })

  it('lists the newest first, of one room or of all', async () => {
    const ids: string[] = []
    for (let game = 0; game < 3; game++) {
      const { session_id } = await api.sessions.start.mutate({ room })
      await view(session_id, { status: 'completed' })
      ids.unshift(session_id)
    }
    expect((await api.sessions.list.query({ room })).map((session) => session.id)).toEqual(ids)
    expect((await api.sessions.list.query({ limit: 2 })).map((session) => session.id)).toEqual(ids.slice(0, 2))
  })

  it('reads the journal in order, page by page', async () => {
    const { session_id: sessionId } = await api.sessions.start.mutate({ room })
    const { tenantId } = await studio.prisma.gameSession.findUniqueOrThrow({ where: { id: sessionId } })
    await studio.prisma.journalRecord.createMany({
      // Ids are `{ms}-{n}` and no texts: 10 comes after 9.
      data: [10, 8, 9, 7].map((n) => ({
        tenantId,
        sessionId,
        entryId: `100-${n}`,
        seq: n,
        at: new Date(n),
        record: { n },
      })),
    })
    const first = await api.sessions.journal.query({ session: sessionId, limit: 2 })
    expect(first.map((entry) => entry.entryId)).toEqual(['100-7', '100-8'])
    const rest = await api.sessions.journal.query({ session: sessionId, after: '100-8' })
    expect(rest).toMatchObject([
      { seq: 9, record: { n: 9 } },
      { seq: 10, record: { n: 10 } },
    ])
  })
})
