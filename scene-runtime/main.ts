import { randomUUID } from 'node:crypto'
import { need, readConfig } from '#platform/config.ts'
import { createHealthService } from '#platform/http.ts'
import { runProcess, type Service } from '#platform/lifecycle.ts'
import { createLog } from '#platform/log.ts'
import { collectProcessMetrics } from '#platform/metrics.ts'
import { connectPrisma } from '#platform/postgres.ts'
import { connectRedis } from '#platform/redis.ts'
import { graphVersion } from '#wire/channels.ts'
import { createVersions } from './core/versions.ts'
import { systemClock } from './shell/clock.ts'
import { core } from './shell/core.ts'
import { createJournalWriter } from './shell/journal-writer.ts'
import { createRestorer } from './shell/restore.ts'
import { createRuntime } from './shell/runtime.ts'

const log = createLog('scene-runtime')

/** A process that plays games: the runtime, and the writer that copies journals where a database is configured. */
await runProcess(
  'scene-runtime',
  () => {
    const config = readConfig()
    const redisUrl = need(config, 'redisUrl')
    collectProcessMetrics()
    const runtime = createRuntime({ redisUrl, log })
    const services: Service[] = [runtime]
    if (config.databaseUrl === undefined)
      log.warn('DATABASE_URL is not set: games are played, but their journals are kept in Redis only')
    else services.push(journalWriter(redisUrl, config.databaseUrl))
    if (config.metricsPort !== undefined)
      services.push(
        createHealthService({
          host: config.host,
          port: config.metricsPort,
          checks: [{ name: 'redis', check: () => runtime.check() }],
        }),
      )
    return services
  },
  log,
)

function journalWriter(redisUrl: string, databaseUrl: string): Service {
  const redis = connectRedis(redisUrl, { name: 'journal-writer', log, maxRetriesPerRequest: 1 })
  const prisma = connectPrisma(databaseUrl, log)
  const versions = createVersions((hash) => redis.get(graphVersion(hash)), core)
  const { round: restore } = createRestorer({ redis, prisma, core, versions, clock: systemClock, log })
  const writer = createJournalWriter({ process: randomUUID(), redis, prisma, clock: systemClock, log, restore })
  return {
    ...writer,
    async stop() {
      await writer.stop()
      redis.disconnect()
      await prisma.$disconnect()
    },
  }
}
