import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEvent } from '#platform/events.ts'
import { createLog } from '#platform/log.ts'
import { appendEvents } from '#platform/room-stream.ts'
import { until } from '#platform/testing/until.ts'
import { core } from '#scene-runtime/core/core.ts'
import { createVersions } from '#scene-runtime/core/versions.ts'
import { createRuntime, type Runtime } from '#scene-runtime/shell/runtime.ts'
import { graphVersion, sessionJournal, sessionSnapshot, sessionView } from '#wire/channels.ts'
import { sessionView as viewSchema } from '#wire/session-view.ts'
import { scopeTo } from '../tenancy.ts'
import { type Person, type Studio, startStudio } from '../testing/studio.ts'
import { bindingsTo, lockScene, publishScene, registerBoard } from '../testing/world.ts'
import { loadLiveSession } from './live-session.ts'

let studio: Studio
let runtime: Runtime
let owner: Person
let tenantId: string
let graph: string

beforeAll(async () => {
  studio = await startStudio()
  runtime = createRuntime({ redisUrl: studio.redisUrl, log: createLog('test', { level: 'silent' }) })
  await runtime.start()
  tenantId = (await studio.addTenant('acme', 'lobby')).id
  owner = await studio.addMember('acme', 'owner')
  graph = await publishScene(owner, 'Lock')
  await registerBoard(studio, 'acme', 'lobby', 'board')
  await owner.api.bindings.set.mutate({ room: 'lobby', graph, bindings: bindingsTo('board') })
  await owner.api.rooms.update.mutate({ room: 'lobby', mainGraphId: graph })
})
afterAll(async () => {
  await runtime.stop()
  await studio.stop()
})

const load = (session: string, tenant = tenantId) =>
  loadLiveSession(
    {
      db: scopeTo(studio.prisma, tenant),
      redis: studio.redis,
      versions: createVersions((hash) => studio.redis.get(graphVersion(hash)), core),
    },
    session,
  )

const told = async (session: string) => {
  const text = await studio.redis.get(sessionView(session))
  return text === null ? null : viewSchema.parse(JSON.parse(text))
}

describe('a live game, read beside the runtime', () => {
  it('is what the runtime holds: after a step, after a reload, with and without its snapshot', async () => {
    const { session_id } = await owner.api.sessions.start.mutate({ room: 'lobby', seed: 7 })
    await until(() => told(session_id))
    const document = lockScene(graph, { releaseAfter: 60_000 })
    const { revision } = await owner.api.graphs.saveDraft.mutate({ id: graph, baseRevision: 1, document })
    await owner.api.graphs.publish.mutate({ id: graph, revision, note: '', when: 'now', mapping: {} })
    await until(async () => (await told(session_id))?.version === 2)
    await appendEvents(studio.redis, [
      createEvent({
        type: 'device_state_changed',
        tenant_id: 'acme',
        room_id: 'lobby',
        controller_id: 'board',
        device_id: 'button',
        payload: { signals: { pressed: true } },
        source: 'test',
      }),
    ])
    const view = await until(async () => {
      const seen = await told(session_id)
      return seen?.active.includes('waiting') === true ? seen : null
    })
    const game = await load(session_id)
    expect(game).toMatchObject({ fault: null, start: { session_id, version: 2 } })
    expect(core.viewOf(game.compiled, game.session)).toMatchObject({ active: ['waiting'], timers: view.timers })
    await studio.redis.del(sessionSnapshot(session_id))
    expect((await load(session_id)).session).toEqual(game.session)
  })

  it('HR1 is rehearsed against a draft: what would move and what not, and nothing moves', async () => {
    const [live] = (await owner.api.graphs.get.query({ id: graph })).live
    const waits = { ...lockScene(graph, { releaseAfter: 90_000 }) }
    const { revision } = await owner.api.graphs.saveDraft.mutate({ id: graph, baseRevision: 2, document: waits })
    const [room] = await owner.api.graphs.rehearse.query({ id: graph, revision, mapping: {} })
    expect(room).toMatchObject({ room: 'lobby', moves: true, games: [{ session: live?.session_id, problem: null }] })
    const report = room?.games[0]?.report
    expect(report).toMatchObject({ from: 2, to: 3, outcome: 'applied', kept: ['waiting'], sends: [] })
    expect(report?.timers).toMatchObject([{ change: 'changed', fires: false }])
    const gone = { ...waits, nodes: waits.nodes.map((n) => (n.id === 'waiting' ? { ...n, id: 'later' } : n)) }
    const moved = {
      ...gone,
      edges: waits.edges.map((e) => ({
        ...e,
        source: e.source === 'waiting' ? 'later' : e.source,
        target: e.target === 'waiting' ? 'later' : e.target,
      })),
    }
    const saved = await owner.api.graphs.saveDraft.mutate({ id: graph, baseRevision: revision, document: moved })
    const about = { id: graph, revision: saved.revision }
    const [blocked] = await owner.api.graphs.rehearse.query({ ...about, mapping: {} })
    expect(blocked).toMatchObject({ moves: false, games: [{ report: { blocked: [{ node: 'waiting' }] } }] })
    const [mapped] = await owner.api.graphs.rehearse.query({ ...about, mapping: { waiting: 'later' } })
    expect(mapped).toMatchObject({ moves: true, games: [{ report: { mapped: { waiting: 'later' } } }] })
    expect((await told(live?.session_id ?? ''))?.version).toBe(2)
  })

  it('HR6 HR7 is moved room by room, and taken back', async () => {
    const { draft, live } = await owner.api.graphs.get.query({ id: graph })
    const session = live[0]?.session_id ?? ''
    const mapping = { waiting: 'later' }
    const about = { id: graph, revision: draft.revision, note: '', mapping }
    const elsewhere = await owner.api.graphs.publish.mutate({ ...about, when: 'now', rooms: ['other'] })
    expect(elsewhere).toMatchObject({ number: 3, sessions: [], left: [session] })
    const here = await owner.api.graphs.rollOut.mutate({ id: graph, number: 3, rooms: ['lobby'], mapping })
    expect(here).toEqual({ sessions: [session], left: [] })
    await until(async () => (await told(session))?.version === 3)
    await owner.api.sessions.act.mutate({ session, action: { command: 'roll_back' } })
    await until(async () => (await told(session))?.version === 2)
    const actions = (await owner.api.audit.list.query({})).map((entry) => entry.action)
    expect(actions).toEqual(expect.arrayContaining(['graphs.rollOut', 'graphs.publish', 'sessions.act']))
  })

  it('is nobody’s of another tenant, and not there before the runtime took it up', async () => {
    const other = await studio.addTenant('other')
    const session = (await studio.prisma.gameSession.findFirstOrThrow()).id
    await expect(load(session, other.id)).rejects.toMatchObject({ reason: 'not_found' })
    await studio.redis.del(sessionSnapshot(session), sessionJournal(session))
    await expect(load(session)).rejects.toMatchObject({ reason: 'not_ready' })
  })

  it('is refused when its journal gives another state than it gave', async () => {
    const session = (await studio.prisma.gameSession.findFirstOrThrow()).id
    await studio.redis.xadd(sessionJournal(session), '1-0', 'record', '{"v":1}')
    await expect(load(session)).rejects.toMatchObject({ reason: 'conflict' })
  })
})
