import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseTopic } from './topics.ts'

/**
 * Golden payloads: what each message looks like, and what looks like it and is refused. TypeScript and the firmware
 * read the same files. `schema` is the name of the message's schema somewhere in this folder.
 */
const golden = z.strictObject({
  schema: z.string(),
  topic: z.string().optional(),
  channel: z.string().optional(),
  stream: z.string().optional(),
  socket: z.string().optional(),
  http: z.string().optional(),
  taken: z.record(z.string(), z.unknown()),
  refused: z.record(z.string(), z.unknown()),
})

const folder = path.join(import.meta.dirname, 'golden')
const files = readdirSync(folder).map((name) => ({
  name,
  golden: golden.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8'))),
}))
const modules = await Promise.all(
  readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file): Promise<Record<string, unknown>> => import(path.join(import.meta.dirname, file))),
)
const schemas = new Map(modules.flatMap((module) => Object.entries(module)))

it.each(['messages', 'events'])('every file of %s has golden payloads', (folder) => {
  const withGolden = new Set(files.map(({ golden }) => golden.schema))
  const missing = readdirSync(path.join(import.meta.dirname, folder)).filter((file) => {
    const exported = Object.keys(modules[fileIndex(path.join(folder, file))] ?? {})
    return file !== 'capabilities.ts' && !exported.some((name) => withGolden.has(name))
  })
  expect(missing).toEqual([])
})

it('docs/wire.md names the schema of every event', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../docs/wire.md'), 'utf8')
  const schemas = files.flatMap(({ golden }) => (golden.channel === 'sentient:domain_events' ? [golden.schema] : []))
  expect(schemas.filter((schema) => schema !== 'publishedEvent' && !page.includes(`(\`${schema}\`)`))).toEqual([])
})

describe.each(files.map(({ name, golden }) => [name, golden] as const))(
  '%s',
  (_, { schema: name, topic, taken, refused }) => {
    const schema = schemas.get(name)
    if (!(schema instanceof z.ZodType)) throw new Error(`there is no schema ${name}`)

    it.each(Object.entries(taken))('takes: %s', (_, payload) => {
      const read = schema.parse(payload)
      // Reading is idempotent: what was read and is written again says the same.
      expect(schema.parse(JSON.parse(JSON.stringify(read)))).toEqual(read)
    })

    it.each(Object.entries(refused))('refuses: %s', (_, payload) => {
      expect(schema.safeParse(payload).success).toBe(false)
    })

    // What travels over Redis or a WebSocket has none.
    if (topic !== undefined)
      it('its topic is of the grammar', () => {
        expect(parseTopic(topic)).not.toHaveProperty('reason')
      })
  },
)

function fileIndex(message: string): number {
  return readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .indexOf(message)
}
