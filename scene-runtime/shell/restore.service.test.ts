import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PrismaClient } from '#generated/prisma/client.ts'
import { createLog } from '#platform/log.ts'
import { connectPrisma } from '#platform/postgres.ts'
import { createTestDatabase } from '#platform/testing/database.ts'
import { startTestRedis } from '#platform/testing/redis.ts'
import { graphVersion, LIVE_STORE_MARK } from '#wire/channels.ts'
import { createVersions } from '../core/versions.ts'
import { systemClock } from './clock.ts'
import { core } from './core.ts'
import { createRestorer } from './restore.ts'
import { storeSession } from './testing/stored-session.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let server: Awaited<ReturnType<typeof startTestRedis>>
let prisma: PrismaClient
let redis: Redis

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestRedis()
  prisma = connectPrisma(database.url)
  redis = new Redis(server.url)
})
beforeEach(() => redis.flushall())
afterAll(async () => {
  redis.disconnect()
  await prisma.$disconnect()
  await server.stop()
  await database.drop()
})

const restorer = () =>
  createRestorer({
    redis,
    prisma,
    core,
    versions: createVersions((hash) => redis.get(graphVersion(hash)), core),
    clock: systemClock,
    log: createLog('test', { level: 'silent' }),
  })
const statusOf = async (id: string) => {
  const { status, outcome } = await prisma.gameSession.findUniqueOrThrow({ where: { id } })
  return { status, outcome }
}

describe('RT7 a Redis that was emptied', () => {
  test('a game without a copy is lost, and does not block its room; one that was asked for since begins', async () => {
    const lost = await storeSession(prisma, 'lost', 'attic')
    await prisma.gameSession.update({ where: { id: lost }, data: { createdAt: new Date(Date.now() - 86_400_000) } })
    const asked = await storeSession(prisma, 'asked', 'cellar')
    await restorer().round()
    expect(await statusOf(lost)).toEqual({ status: 'abandoned', outcome: 'lost' })
    expect(await statusOf(asked)).toEqual({ status: 'created', outcome: null })
    expect(await redis.exists(LIVE_STORE_MARK)).toBe(1)
  })

  test('it is looked at once', async () => {
    await restorer().round()
    const later = await storeSession(prisma, 'later', 'stairs')
    await prisma.gameSession.update({ where: { id: later }, data: { createdAt: new Date(0) } })
    await restorer().round()
    expect((await statusOf(later)).status).toBe('created')
  })
})
