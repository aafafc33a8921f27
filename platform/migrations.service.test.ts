import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { createTestDatabase } from './testing/database.ts'
import { schemaDifference } from './testing/schema-difference.ts'

describe('prisma/migrations', () => {
  it('bring a database to just what prisma/schema.prisma says', async () => {
    const database = await createTestDatabase()
    expect(await schemaDifference(database.url)).toBe('')
    await database.drop()
  })

  it('are compared column by column: a difference comes as the SQL that would mend it', async () => {
    const database = await createTestDatabase()
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    await client.query('ALTER TABLE "Room" DROP COLUMN "name"')
    await client.end()
    expect(await schemaDifference(database.url)).toContain('ALTER TABLE "Room" ADD COLUMN     "name" TEXT NOT NULL')
    await database.drop()
  })
})
