import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { freePort } from '../local/ports.ts'
import { postgresUrl, startPostgres } from '../local/postgres-server.ts'
import { projectRoot } from '../local/project.ts'
import { applyMigrations } from '../postgres.ts'
import { TEMPLATE } from './database.ts'

/** One PostgreSQL for all service tests of a run, with a migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'studio-test-'))
  await chmod(folder, 0o755) // when root runs the tests, PostgreSQL is another user
  const place = { port: await freePort(), password: randomBytes(12).toString('hex') }
  const server = await startPostgres({ ...place, dataDir: path.join(folder, 'postgres'), durable: false })
  await applyMigrations(postgresUrl(place, TEMPLATE), path.join(projectRoot, 'prisma/migrations'))
  project.provide('postgresUrl', postgresUrl(place, 'postgres'))
  return async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
