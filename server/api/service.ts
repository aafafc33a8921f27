import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { type Config, need } from '#platform/config.ts'
import type { Service } from '#platform/lifecycle.ts'
import { createLog } from '#platform/log.ts'
import { connectPrisma } from '#platform/postgres.ts'
import { connectRedis } from '#platform/redis.ts'
import { core } from '#scene-runtime/core/core.ts'
import { createVersions } from '#scene-runtime/core/versions.ts'
import { graphVersion } from '#wire/channels.ts'
import { createAuth } from './auth.ts'
import { createEmergencyAuditor } from './emergency/auditor.ts'
import { createHouseWatch } from './house/watch.ts'
import { createHttp } from './http.ts'
import { createSceneStarter } from './sessions/scene-starter.ts'

/** A call waits this long for Redis; then its caller is told that Redis is away. */
const REDIS_PATIENCE_MS = 3_000

/**
 * The API: tRPC at /trpc, sign-in at /api/auth, registration at /internal; and whatever starts the scenes that games ask for. It starts without PostgreSQL or Redis,
 * answers that they are away, and works when they are back. `port()` once started.
 */
export function createApiService(config: Config): Service & { port(): number } {
  const log = createLog('api')
  const databaseUrl = need(config, 'databaseUrl')
  const redisUrl = need(config, 'redisUrl')
  const secret = need(config, 'authSecret')
  const realtime = { secret: need(config, 'realtimeSecret'), port: config.realtimePort }
  let running: { app: FastifyInstance; close(): Promise<void> } | undefined
  return {
    name: 'api',
    async start() {
      const prisma = connectPrisma(databaseUrl, log)
      const redis = connectRedis(redisUrl, {
        name: 'api',
        log,
        commandTimeout: REDIS_PATIENCE_MS,
        maxRetriesPerRequest: 1,
        // What was sent and not answered may have been done: an event must not be appended twice.
        autoResendUnfulfilledCommands: false,
      })
      const blocking = connectRedis(redisUrl, { name: 'api-scenes', log, maxRetriesPerRequest: null })
      const starter = createSceneStarter({ prisma, redis, blocking, log, now: Date.now })
      await starter.start()
      const forAudit = connectRedis(redisUrl, { name: 'api-audit', log, maxRetriesPerRequest: null })
      const auditor = createEmergencyAuditor({ prisma, blocking: forAudit, log })
      await auditor.start()
      const close = async () => {
        await auditor.stop()
        await starter.stop()
        await house.stop()
        redis.disconnect()
        await prisma.$disconnect()
      }
      const house = createHouseWatch({ postgres: () => prisma.$queryRaw`SELECT 1`, redis, log, now: Date.now })
      house.start()
      const auth = createAuth({ prisma, secret, publicUrl: config.publicUrl, log })
      const versions = createVersions((hash) => redis.get(graphVersion(hash)), core)
      const app = createHttp({
        deps: { prisma, redis, auth, log, realtime, versions, now: Date.now },
        publicUrl: config.publicUrl,
        internalToken: config.internalToken,
        gatewayUrl: config.gatewayUrl,
        checks: [
          { name: 'postgres', check: () => prisma.$queryRaw`SELECT 1` },
          { name: 'redis', check: () => redis.ping() },
        ],
        conditions: house.conditions,
      })
      try {
        await app.listen({ host: config.host, port: config.apiPort })
      } catch (error) {
        await close()
        throw error
      }
      running = { app, close }
      log.info('listening', { host: config.host, port: addressOf(app).port })
    },
    async stop() {
      await running?.app.close()
      await running?.close()
      running = undefined
    },
    port() {
      if (running === undefined) throw new Error('the API does not listen')
      return addressOf(running.app).port
    },
  }
}

function addressOf(app: FastifyInstance): AddressInfo {
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('the API does not listen on a port')
  return address
}
