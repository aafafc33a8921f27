import path from 'node:path'
import { need, readConfig } from '#platform/config.ts'
import { projectRoot } from '#platform/local/project.ts'
import { createLog, messageOf } from '#platform/log.ts'
import { connectPrisma } from '#platform/postgres.ts'
import { setUp } from './api/setup/set-up.ts'

/** First-run setup, after the migrations. May run at every start: what is there already stays as it is. */

const log = createLog('setup')
try {
  const config = readConfig()
  const prisma = connectPrisma(need(config, 'databaseUrl'), log)
  try {
    await setUp(prisma, {
      owner: { email: config.ownerEmail ?? 'owner@studio.local', password: config.ownerPassword },
      demo: config.demo ? path.join(projectRoot, 'examples/clockwork') : null,
      log,
    })
  } finally {
    await prisma.$disconnect()
  }
} catch (error) {
  log.error(`setup failed: ${messageOf(error)}`, { error })
  process.exitCode = 1
}
