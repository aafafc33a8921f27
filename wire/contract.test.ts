import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'

/**
 * The whole contract as a hash: every schema as JSON Schema, every topic, channel and key. Boards in the field, other
 * services and old journals depend on it, so that changing it is a decision and never an accident.
 *
 * A deliberate change: `UPDATE_CONTRACT=1 npx vitest run wire/contract.test.ts`, and say in the commit what becomes of
 * boards and services that still speak as before.
 */
const file = path.join(import.meta.dirname, 'contract-hash.json')
const stored = z.object({ hash: z.string(), parts: z.record(z.string(), z.string()) })

const ROOM = {
  tenant_id: '{tenant}',
  room_id: '{room}',
  tenant: '{tenant}',
  room: '{room}',
  controller: '{controller}',
}

async function contract(): Promise<Record<string, unknown>> {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort()
  const parts: Record<string, unknown> = {}
  for (const name of files) {
    const module = (await import(path.join(import.meta.dirname, name))) as Record<string, unknown>
    for (const [exported, value] of Object.entries(module)) parts[`${name} ${exported}`] = described(exported, value)
  }
  return parts
}

function described(name: string, value: unknown): unknown {
  if (value instanceof z.ZodType) return z.toJSONSchema(value, { io: 'input', unrepresentable: 'any' })
  if (value instanceof RegExp) return String(value)
  // Names of topics, channels and keys are made by functions: what they make is the contract.
  if (typeof value === 'function') return NAMING.test(name) ? value(ROOM, '{a}', '{b}') : 'function'
  return value
}
const NAMING = /^(?!parse).*(Topic|Filter)$|^(room|session|realtime|graph)[A-Z]/

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

it('is what it was when it was last changed on purpose', async () => {
  const parts = Object.fromEntries(Object.entries(await contract()).map(([name, value]) => [name, hashOf(value)]))
  const current = { hash: hashOf(parts), parts }
  expect(Object.keys(parts).length).toBeGreaterThan(60)
  if (process.env.UPDATE_CONTRACT === '1') writeFileSync(file, `${JSON.stringify(current, null, 2)}\n`)
  const before = stored.parse(JSON.parse(readFileSync(file, 'utf8')))
  const changed = [...new Set([...Object.keys(before.parts), ...Object.keys(parts)])].filter(
    (name) => before.parts[name] !== parts[name],
  )
  expect(
    changed,
    'The wire contract has changed. If that is meant: UPDATE_CONTRACT=1 npx vitest run wire/contract.test.ts, ' +
      'and say in the commit what becomes of boards and services that still speak as before.',
  ).toEqual([])
})
