import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from '#generated/prisma/client.ts'
import { createLog, type Log, messageOf } from './log.ts'

/**
 * How long a transaction waits to begin, and may take, ms. Those that meet at one row take turns, and on a busy machine each
 * turn is slow: Prisma's own 2 and 5 s undo the last in the queue, which nobody did anything wrong in.
 */
const PATIENCE = { maxWait: 10_000, timeout: 20_000 }

/** A client with a pool of its own (10 connections); `$disconnect()` ends it. It connects at its first query. */
export function connectPrisma(url: string, log: Log = createLog('postgres')): PrismaClient {
  const schema = new URL(url).searchParams.get('schema')
  const adapter = new PrismaPg(
    { connectionString: url, connectionTimeoutMillis: 5000 },
    {
      ...(schema === null ? {} : { schema }),
      onPoolError: (error) => log.warn('a PostgreSQL connection was lost', { error }),
    },
  )
  return new PrismaClient({ adapter, transactionOptions: PATIENCE })
}

/** A migration that can't be applied, with what to do about it. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

type Migration = { name: string; sql: string; checksum: string }
type Applied = { migration_name: string; checksum: string; finished_at: Date | null }

/** The advisory lock that Prisma's own engine takes, so that both can't migrate at once. */
const MIGRATION_LOCK = 72707369

/** As Prisma's engine makes it. */
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`

/**
 * Applies what is new in `directory` (`prisma/migrations`), each migration in a transaction of its own, and returns
 * the names of what it applied. Makes the database if it is missing. The table is Prisma's, so that `prisma migrate`
 * agrees. Processes that start at once wait for each other. Throws `MigrationError` for a migration that was edited
 * after it was applied, that failed earlier, that fails now, or that the database has and the folder has not.
 */
export async function applyMigrations(url: string, directory: string): Promise<string[]> {
  const migrations = await readMigrations(directory)
  const client = await connectOrCreate(url)
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(MIGRATIONS_TABLE)
    const { rows } = await client.query<Applied>(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
    )
    const pending = pendingMigrations(migrations, rows)
    for (const migration of pending) await applyOne(client, migration)
    return pending.map((migration) => migration.name)
  } finally {
    await client.end()
  }
}

/** What is still to be applied. Pure; throws `MigrationError` where folder and database don't fit together. */
export function pendingMigrations(migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const known = new Set(migrations.map((migration) => migration.name))
  const foreign = applied.find((row) => !known.has(row.migration_name))
  if (foreign !== undefined)
    throw new MigrationError(
      `the database has migration ${foreign.migration_name}, which this version of the studio does not know: ` +
        'it was used by a newer version. Start that version, or use another database.',
    )
  return migrations.filter((migration) => {
    const row = applied.find((one) => one.migration_name === migration.name)
    if (row === undefined) return true
    if (row.finished_at === null)
      throw new MigrationError(
        `migration ${migration.name} failed earlier and was left half done: mend the database, then say so with ` +
          `"prisma migrate resolve --applied ${migration.name}" or "--rolled-back ${migration.name}".`,
      )
    if (row.checksum !== migration.checksum)
      throw new MigrationError(
        `migration ${migration.name} was edited after it was applied: restore it, and put the change into a new one.`,
      )
    return false
  })
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    throw new MigrationError(`migrations can not be read: ${messageOf(error)}`, { cause: error })
  })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  if (names.length === 0) throw new MigrationError(`there are no migrations in ${directory}`)
  return Promise.all(
    names.toSorted().map(async (name) => {
      const sql = await readFile(path.join(directory, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(migration.sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
       VALUES ($1, $2, now(), $3, 1)`,
      [randomUUID(), migration.checksum, migration.name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw new MigrationError(`migration ${migration.name} failed and was undone: ${messageOf(error)}`, { cause: error })
  }
}

const UNKNOWN_DATABASE = '3D000'
/** Another process was faster: it had made the database, or made it in the same instant (unique violation). */
const DATABASE_EXISTS: unknown[] = ['42P04', '23505']
const codeOf = (error: unknown): unknown => (error instanceof pg.DatabaseError ? error.code : undefined)

async function connectOrCreate(url: string): Promise<pg.Client> {
  try {
    return await connect(url)
  } catch (error) {
    if (codeOf(error) !== UNKNOWN_DATABASE) throw error
  }
  await createDatabase(url)
  return connect(url)
}

/** Makes the database that a URL names, on its server, if it is not there. */
export async function createDatabase(url: string): Promise<void> {
  const server = new URL(url)
  const name = decodeURIComponent(server.pathname.slice(1))
  server.pathname = '/postgres'
  const admin = await connect(server.href)
  try {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
  } catch (error) {
    if (!DATABASE_EXISTS.includes(codeOf(error))) throw error
  } finally {
    await admin.end()
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  await client.connect()
  return client
}
