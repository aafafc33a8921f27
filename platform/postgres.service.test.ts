import { createHash, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { projectRoot } from './local/project.ts'
import { applyMigrations, connectPrisma } from './postgres.ts'
import { createTestDatabase } from './testing/database.ts'

describe('applyMigrations', () => {
  let folder = ''
  let url = ''
  const add = async (name: string, sql: string) => {
    await mkdir(path.join(folder, name), { recursive: true })
    await writeFile(path.join(folder, name, 'migration.sql'), sql)
  }
  const query = async (sql: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    return client.query(sql).finally(() => client.end())
  }

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'studio-migrations-'))
    const fresh = new URL(inject('postgresUrl'))
    fresh.pathname = `/migrate_${randomUUID().replaceAll('-', '')}`
    url = fresh.href
    await add('1_one', 'CREATE TABLE one (n int)')
  })
  afterEach(async () => {
    await rm(folder, { recursive: true })
    const admin = new pg.Client({ connectionString: inject('postgresUrl') })
    await admin.connect()
    await admin.query(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`)
    await admin.end()
  })

  it('makes the database, applies what is new in order, and nothing twice', async () => {
    await add('2_two', 'ALTER TABLE one ADD COLUMN m int; INSERT INTO one VALUES (1, 2)')
    expect(await applyMigrations(url, folder)).toEqual(['1_one', '2_two'])
    expect(await applyMigrations(url, folder)).toEqual([])
    await add('3_three', 'INSERT INTO one VALUES (3, 4)')
    expect(await applyMigrations(url, folder)).toEqual(['3_three'])
    expect((await query('SELECT n, m FROM one ORDER BY n')).rows).toEqual([
      { n: 1, m: 2 },
      { n: 3, m: 4 },
    ])
  })

  it("keeps Prisma's own table as Prisma does", async () => {
    await applyMigrations(url, folder)
    const { rows } = await query('SELECT * FROM _prisma_migrations')
    expect(rows).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        checksum: createHash('sha256').update('CREATE TABLE one (n int)').digest('hex'),
        finished_at: expect.any(Date),
        migration_name: '1_one',
        logs: null,
        rolled_back_at: null,
        started_at: expect.any(Date),
        applied_steps_count: 1,
      },
    ])
  })

  it('lets processes that start at once wait for each other', async () => {
    await add('2_two', 'SELECT pg_sleep(0.05); INSERT INTO one VALUES (1)')
    const results = await Promise.all([1, 2, 3, 4].map(() => applyMigrations(url, folder)))
    expect(results.flat()).toEqual(['1_one', '2_two'])
    expect((await query('SELECT * FROM one')).rowCount).toBe(1)
  })

  it('undoes a migration that fails, keeps those before it, and says what failed', async () => {
    await add('2_bad', 'INSERT INTO one VALUES (1); INSERT INTO nowhere VALUES (1)')
    await expect(applyMigrations(url, folder)).rejects.toThrow(
      'migration 2_bad failed and was undone: relation "nowhere" does not exist',
    )
    expect((await query('SELECT * FROM one')).rowCount).toBe(0)
    await add('2_bad', 'INSERT INTO one VALUES (1)')
    expect(await applyMigrations(url, folder)).toEqual(['2_bad'])
  })

  it('refuses a migration that was edited after it was applied', async () => {
    await applyMigrations(url, folder)
    await add('1_one', 'CREATE TABLE one (n bigint)')
    await expect(applyMigrations(url, folder)).rejects.toThrow('migration 1_one was edited after it was applied')
  })

  it('refuses one that another tool left half done', async () => {
    await applyMigrations(url, folder)
    await query('UPDATE _prisma_migrations SET finished_at = NULL')
    await expect(applyMigrations(url, folder)).rejects.toThrow(/1_one failed earlier.*prisma migrate resolve/)
  })

  it('refuses a database of a newer version', async () => {
    await add('2_future', 'SELECT 1')
    await applyMigrations(url, folder)
    await rm(path.join(folder, '2_future'), { recursive: true })
    await expect(applyMigrations(url, folder)).rejects.toThrow(/has migration 2_future, which this version .* not know/)
  })

  it('refuses a folder without migrations', async () => {
    await rm(path.join(folder, '1_one'), { recursive: true })
    await expect(applyMigrations(url, folder)).rejects.toThrow('there are no migrations')
  })

  it('says what is wrong with an address where nothing answers', async () => {
    await expect(applyMigrations('postgresql://a:b@127.0.0.1:1/x', folder)).rejects.toThrow('ECONNREFUSED')
  })
})

describe('the test database', () => {
  it('is migrated, empty, and one for each call', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()])
    const [first, second] = [connectPrisma(one.url), connectPrisma(two.url)]
    await first.tenant.create({ data: { slug: 'house', name: 'House' } })
    expect([await first.tenant.count(), await second.tenant.count()]).toEqual([1, 0])
    await Promise.all([first.$disconnect(), second.$disconnect()])
    expect(await applyMigrations(one.url, path.join(projectRoot, 'prisma/migrations'))).toEqual([])
    await Promise.all([one.drop(), two.drop()])
  })
})
