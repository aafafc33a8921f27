import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEvent } from '#platform/events.ts'
import { createLog } from '#platform/log.ts'
import { appendEvents } from '#platform/redis.ts'
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
