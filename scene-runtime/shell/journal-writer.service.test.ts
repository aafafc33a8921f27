import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { connectPrisma } from '#platform/postgres.ts'
import { createTestDatabase } from '#platform/testing/database.ts'
import { startTestRedis } from '#platform/testing/redis.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { JOURNALS, sessionJournal, sessionView } from '#wire/channels.ts'
import { systemClock } from './clock.ts'
import { createJournalWriter } from './journal-writer.ts'
import { createRuntime, type Runtime } from './runtime.ts'
import { testRoom } from './testing/room.ts'
import { hashOf, loop } from './testing/scenes.ts'

const log = createLog('test', { level: 'silent' })
let server: Awaited<ReturnType<typeof startTestRedis>>
let database: Awaited<ReturnType<typeof createTestDatabase>>
let redis: Redis
let prisma: ReturnType<typeof connectPrisma>
let runtime: Runtime

beforeAll(async () => {
  server = await startTestRedis()
  database = await createTestDatabase()
  redis = new Redis(server.url)
  prisma = connectPrisma(database.url, log)
  runtime = createRuntime({ redisUrl: server.url, log })
  await runtime.start()
})
beforeEach(() => prisma.tenant.deleteMany())
afterAll(async () => {
  await runtime.stop()
  await prisma.$disconnect()
  redis.disconnect()
  await database.drop()
  await server.stop()
})

const writer = (process = 'one') => createJournalWriter({ process, redis, prisma, clock: systemClock, log })

/** A stored game of a graph with two published versions, as the API makes it. */
async function storedGame(session: string, first: SceneGraph, second: SceneGraph) {
  const tenant = await prisma.tenant.create({ data: { slug: 'acme', name: 'Acme' } })
  const venue = await prisma.venue.create({ data: { tenantId: tenant.id, slug: 'v', name: 'V' } })
  const room = await prisma.room.create({
    data: { tenantId: tenant.id, venueId: venue.id, slug: `room-${session}`, name: 'R' },
  })
  const graph = await prisma.graph.create({ data: { tenantId: tenant.id, kind: 'scene', name: 'Loop' } })
  const version = (scene: SceneGraph, number: number) =>
    prisma.version.create({
      data: {
        tenantId: tenant.id,
        graphId: graph.id,
        number,
        hash: hashOf(scene),
        meaningHash: 'm',
        document: JSON.parse(JSON.stringify(scene)),
      },
    })
  const versions = [await version(first, 1), await version(second, 2)]
  await prisma.gameSession.create({
    data: {
      id: session,
      tenantId: tenant.id,
      roomId: room.id,
      graphId: graph.id,
      versionId: versions[0]?.id ?? '',
      seed: 1,
    },
  })
  return versions
}

const stored = (id: string) =>
  prisma.gameSession.findUniqueOrThrow({ where: { id }, include: { journal: { orderBy: { entryId: 'asc' } } } })

describe('the journal writer', () => {
  test('copies records, and keeps the stored session in step', async () => {
    const room = testRoom(redis)
    const second = loop({ level: 0.5 })
    const versions = await storedGame('copied', loop(), second)
    await room.start(loop(), { session: 'copied' })
    await room.press()
    await room.seen('copied', (view) => view.seq === 1)
    await writer().round()
    const running = await stored('copied')
    const journal = await room.journal('copied')
    expect(running).toMatchObject({ status: 'running', outcome: null, endedAt: null, versionId: versions[0]?.id })
    expect(running.startedAt?.getTime()).toBe((await room.view('copied'))?.started_at)
    expect(running.journal.map((row) => row.record)).toEqual(JSON.parse(JSON.stringify(journal)))

    await room.publish(second, 2)
    await room.act('copied', { command: 'operator', action: 'leave' })
    const view = await room.seen('copied', (v) => v.status === 'completed')
    await writer().round()
    const ended = await stored('copied')
    expect(ended).toMatchObject({ status: 'completed', outcome: 'aborted', versionId: versions[1]?.id })
    expect(ended.endedAt?.getTime()).toBe(view.ended_at)
    expect(ended.journal).toHaveLength((await room.journal('copied')).length)
    expect(await redis.hexists(JOURNALS, 'copied')).toBe(0)
    expect(await redis.ttl(sessionJournal('copied'))).toBeGreaterThan(0)
    expect(await redis.ttl(sessionView('copied'))).toBeGreaterThan(0)
  })

  test('copying again changes nothing', async () => {
    const room = testRoom(redis)
    await storedGame('again', loop(), loop({ level: 2 }))
    await room.start(loop(), { session: 'again' })
    await room.press()
    await room.seen('again', (view) => view.seq === 1)
    await writer().round()
    const once = await stored('again')
    await redis.hset(JOURNALS, 'again', '0-0')
    await writer().round()
    expect(await stored('again')).toEqual(once)
  })

  test('one process does it at a time', async () => {
    await redis.del('sentient:lease:journal-writer')
    await writer('one').round()
    const room = testRoom(redis)
    await storedGame('held', loop(), loop({ level: 2 }))
    await room.start(loop(), { session: 'held' })
    await room.seen('held', (view) => view.seq === 0)
    await writer('two').round()
    expect((await stored('held')).journal).toEqual([])
    await writer('one').round()
    expect((await stored('held')).journal).toHaveLength(1)
  })

  test('RT7 while PostgreSQL is away games go on, and their journals are copied when it is back', async () => {
    const away = connectPrisma('postgresql://nobody@127.0.0.1:1/none', log)
    const stuck = createJournalWriter({ process: 'one', redis, prisma: away, clock: systemClock, log })
    const room = testRoom(redis)
    await storedGame('patient', loop(), loop({ level: 2 }))
    await room.start(loop(), { session: 'patient' })
    await room.press()
    await room.seen('patient', (view) => view.seq === 1)
    await expect(stuck.round()).rejects.toThrow()
    await room.press()
    await room.seen('patient', (view) => view.seq === 2)
    await away.$disconnect()
    await writer().round()
    expect((await stored('patient')).journal.at(-1)?.seq).toBe(2)
  })

  test('a game that could not be started is stored as faulted, with the reason in its journal', async () => {
    const room = testRoom(redis)
    await storedGame('broken', loop(), loop({ level: 2 }))
    await room.start(loop(), { session: 'broken', hash: 'nowhere' })
    await room.seen('broken', (view) => view.status === 'faulted')
    await writer().round()
    const row = await stored('broken')
    expect(row.status).toBe('faulted')
    expect(row.journal[0]?.record).toMatchObject({ message: expect.stringContaining('not in Redis') })
  })
})
