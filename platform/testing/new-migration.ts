import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { freePort } from '../local/ports.ts'
import { postgresUrl, startPostgres } from '../local/postgres-server.ts'
import { projectRoot } from '../local/project.ts'
import { applyMigrations } from '../postgres.ts'
import { schemaDifference } from './schema-difference.ts'

/**
 * npm run migration -- NAME: writes what changed in prisma/schema.prisma since the last migration as a new one, to be
 * read before it is committed. Asks a database of its own, made for it; needs nothing that must be downloaded.
 */
const [name] = process.argv.slice(2)
if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  console.error('usage: npm run migration -- NAME   (a-z, 0-9 and _: what changes, as add_hints)')
  process.exit(2)
}
const migrations = path.join(projectRoot, 'prisma/migrations')
const folder = await mkdtemp(path.join(os.tmpdir(), 'studio-migration-'))
await chmod(folder, 0o755) // for root, PostgreSQL is another user
const place = { port: await freePort(), password: randomBytes(12).toString('hex') }
const server = await startPostgres({ ...place, dataDir: path.join(folder, 'postgres'), durable: false })
try {
  const url = postgresUrl(place, 'studio')
  await applyMigrations(url, migrations)
  const sql = await schemaDifference(url)
  if (sql === '') console.log('nothing changed in prisma/schema.prisma since the last migration')
  else {
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
    const file = path.join(migrations, `${stamp}_${name}`, 'migration.sql')
    await mkdir(path.dirname(file))
    await writeFile(file, `${sql}\n`)
    console.log(`${sql}\n\n→ ${path.relative(projectRoot, file)}: read it, and add what moves the data that is there`)
  }
} finally {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
process.exit() // the engine leaves its connections open
