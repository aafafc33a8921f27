import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDocument } from '../parse.ts'
import { SCHEMA_VERSION } from '../schema/document.ts'
import { MIGRATIONS, migrate } from './migrate.ts'
import type { RawDocument } from './migration.ts'

const folder = path.join(import.meta.dirname, 'fixtures')
const fixture = (name: string): RawDocument => JSON.parse(readFileSync(path.join(folder, name), 'utf8'))

describe('migrations', () => {
  it('lead from version 1 to the newest without a gap', () => {
    const steps = [...MIGRATIONS.map(({ from, to }) => [from, to]), [SCHEMA_VERSION, SCHEMA_VERSION + 1]]
    expect(steps).toEqual(steps.map((_, i) => [i + 1, i + 2]))
  })

  it('each has a name of its own and says why', () => {
    const names = MIGRATIONS.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { name, why } of MIGRATIONS) expect([name, why.length > 40]).toEqual([name, true])
  })

  it('each has a fixture before and after', () => {
    const wanted = MIGRATIONS.flatMap(({ from, to }) => [`${from}-${to}.after.json`, `${from}-${to}.before.json`])
    expect(readdirSync(folder).toSorted()).toEqual(wanted.toSorted())
  })

  it.each(MIGRATIONS)('$from→$to $name turns its fixture into what it should be', ({ from, to, up }) => {
    const before = fixture(`${from}-${to}.before.json`)
    const copy = structuredClone(before)
    expect({ ...up(before), schemaVersion: to }).toEqual(fixture(`${from}-${to}.after.json`))
    expect(before).toEqual(copy)
  })

  it('every fixture still opens, before and after alike', () => {
    for (const { from, to } of MIGRATIONS) {
      const [before, after] = [fixture(`${from}-${to}.before.json`), fixture(`${from}-${to}.after.json`)]
      const opened = parseDocument(before)
      expect(opened).toMatchObject({ ok: true, graph: { schemaVersion: SCHEMA_VERSION } })
      expect(opened).toEqual(parseDocument(after))
    }
  })

  it('1→2 a document of version 1 says everything that it said, and nothing new but defaults', () => {
    const before = fixture('1-2.before.json')
    const opened = parseDocument(before)
    expect(opened).toMatchObject({
      ok: true,
      graph: {
        graphs: {},
        nodes: [{ data: { name: 'Closed', whenRemoved: 'block', expected: null, entry: [], exit: [] } }, {}, {}, {}],
        edges: [{ alsoTargets: [], guard: { op: '≥', right: { type: 'constant', value: 1 } } }, {}, {}, {}, {}],
      },
    })
  })
})

describe('at the door', () => {
  const empty = { id: 'g', kind: 'scene', name: 'x', nodes: [], edges: [] }

  it('contained graphs migrate as well, each from its own version', () => {
    const parsed = parseDocument({
      ...empty,
      schemaVersion: SCHEMA_VERSION,
      graphs: { 'p@1': { ...empty, id: 'p', schemaVersion: 1, graphs: { 'q@2': { ...empty, schemaVersion: 1 } } } },
    })
    expect(parsed).toMatchObject({
      ok: true,
      graph: { graphs: { 'p@1': { schemaVersion: SCHEMA_VERSION }, 'q@2': { schemaVersion: SCHEMA_VERSION } } },
    })
  })

  it('a document that is newer than the program is refused by name, contained ones too', () => {
    const newer = { ...empty, schemaVersion: SCHEMA_VERSION + 1 }
    expect(parseDocument(newer)).toMatchObject({ ok: false, findings: [{ code: 'document/newer' }] })
    expect(parseDocument({ ...empty, schemaVersion: 1, graphs: { 'p@1': newer } })).toMatchObject({
      ok: false,
      findings: [{ code: 'document/newer', path: 'graphs.p@1.schemaVersion' }],
    })
  })

  it.each([0, -1, 1.5, '1', null, undefined, Number.NaN])('%s is no version', (schemaVersion) => {
    expect(parseDocument({ ...empty, schemaVersion })).toMatchObject({
      ok: false,
      findings: [{ path: 'schemaVersion' }],
    })
  })

  it('what is no version is left for the schema to refuse', () => {
    expect(migrate({ schemaVersion: 'one' })).toEqual({ schemaVersion: 'one' })
  })
})
