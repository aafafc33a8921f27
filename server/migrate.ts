import path from 'node:path'
import { need, readConfig } from '#platform/config.ts'
import { projectRoot } from '#platform/local/project.ts'
import { createLog, messageOf } from '#platform/log.ts'
import { applyMigrations } from '#platform/postgres.ts'

/** Brings the database of DATABASE_URL to this version's form, and ends. For installations without the embedded start. */
const log = createLog('migrate')
try {
  const applied = await applyMigrations(need(readConfig(), 'databaseUrl'), path.join(projectRoot, 'prisma/migrations'))
  log.info('the database is up to date', { applied })
} catch (error) {
  log.error(`the database could not be migrated: ${messageOf(error)}`, { error })
  process.exitCode = 1
}
