import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import { parseDocument } from '#scene-graph/parse.ts'
import { stateHash } from '#scene-runtime/core/hash.ts'
import { inputOf } from '#scene-runtime/core/simulate.ts'
import { readInput } from '#scene-runtime/core/simulation-input.ts'
import { start } from '#scene-runtime/core/start.ts'
import { advance, step } from '#scene-runtime/core/step.ts'
import { main } from '../studio.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'studio-replay-'))
afterAll(() => rmSync(folder, { recursive: true }))
const examples = path.join(import.meta.dirname, '../../examples')
const GRAPH = path.join(examples, 'first-lock.json')

function studio(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const code = main(args, { out: (line) => out.push(line), err: (line) => err.push(line) })
  return { code, out, err: err.join('\n') }
}

/** A journal as a runtime writes it, of the example's winning game. */
function journal(): object[] {
  const parsed = parseDocument(JSON.parse(readFileSync(GRAPH, 'utf8')))
  if (!parsed.ok) throw new Error('no document')
  const compiled = compile(parsed.graph)
  const known = { signals: {}, health: {} }
  const began = start(compiled, { sessionId: 's', seed: 1, at: 0, known })
  const common = (session: typeof began.session, steps: unknown) => ({
    v: 1,
    seq: session.seq,
    at: session.at,
    version: compiled.hash,
    status: 'running',
    outcome: null,
    state: stateHash(session),
    token: 1,
    steps,
  })
  const first = { session_id: 's', seed: 1, hash: compiled.hash }
  const records: object[] = [
    { kind: 'start', stream: '1-0', start: first, started_at: 0, known, ...common(began.session, began.records) },
  ]
  let { session } = began
  for (const text of readFileSync(path.join(examples, 'first-lock.win.jsonl'), 'utf8').trim().split('\n')) {
    const line = readInput(JSON.parse(text))
    const input = line === null ? null : inputOf(line)
    if (line === null) continue
    const stepped = input === null ? advance(compiled, session, line.at) : step(compiled, session, input)
    session = stepped.session
    const items = [input === null ? { type: 'advance', to: line.at } : { type: 'input', stream: '2-0', input }]
    records.push({ kind: 'inputs', items, ...common(session, stepped.records) })
  }
  return records
}

const write = (name: string, records: readonly object[]): string => {
  const file = path.join(folder, name)
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  return file
}

describe('replay', () => {
  const records = journal()
  const session = write('session.jsonl', records)

  it('against the version that it ran nothing differs, state hashes and all', () => {
    expect(studio('replay', session, '--against', GRAPH)).toMatchObject({
      code: 0,
      out: [expect.stringContaining('all as they were; against the version that it ran')],
    })
  })

  it('rows of a database that hold records are read as well', () => {
    const rows = write(
      'rows.jsonl',
      records.map((record, i) => ({ entryId: `${i}-0`, record })),
    )
    expect(studio('replay', rows, '--against', GRAPH).code).toBe(0)
  })

  it('against another graph it says where they part, and what was and is', () => {
    const document = JSON.parse(readFileSync(GRAPH, 'utf8'))
    for (const node of document.nodes) if (node.type === 'end') node.data = { outcome: 'lost' }
    const other = path.join(folder, 'other.json')
    writeFileSync(other, JSON.stringify(document))
    const { code, out } = studio('replay', session, '--against', other)
    expect(code).toBe(1)
    expect(out[0]).toMatch(/session\.jsonl:\d+: step \d+ at \d+: outcome differ; against another version/)
    expect(out.slice(1)).toEqual(['  then "solved"', '  now  "lost"'])
    expect(JSON.parse(studio('replay', session, '--against', other, '--json').out.join(''))).toMatchObject({
      exact: false,
      parting: { was: 'solved', is: 'lost' },
    })
  })

  it('a recorded step that was tampered with is found', () => {
    const [first, ...rest] = structuredClone(records) as { steps: { active: string[] }[] }[]
    if (first?.steps[0] !== undefined) first.steps[0].active = ['elsewhere']
    const changed = write('changed.jsonl', [first as object, ...rest])
    expect(studio('replay', changed, '--against', GRAPH)).toMatchObject({
      code: 1,
      out: [expect.stringContaining('active differ'), '  then ["elsewhere"]', expect.stringContaining('  now  ')],
    })
  })

  it.each([
    ['no graph', [session], '--against'],
    ['no journal', [GRAPH, '--against', GRAPH], 'not JSON'],
    ['no start', [write('middle.jsonl', records.slice(1)), '--against', GRAPH], 'begins with its record of the start'],
    ['another kind of line', [write('odd.jsonl', [{ kind: 'story' }]), '--against', GRAPH], 'no journal record'],
  ])('2: %s', (_, args, says) => {
    const result = studio('replay', ...args)
    expect(result.code).toBe(2)
    expect(result.err).toContain(says)
  })
})

describe('bin/studio rehearse', () => {
  const records = journal()
  const midway = write('midway.jsonl', records.slice(0, -1))
  const rehearse = (...args: string[]) => studio('rehearse', '--session', ...args)
  const longer = path.join(folder, 'longer.json')
  const { nodes: before, ...rest } = JSON.parse(readFileSync(GRAPH, 'utf8'))
  writeFileSync(longer, JSON.stringify({ ...rest, nodes: [...before, { id: 'spare', type: 'state' }] }))

  it('HR1 says what is kept, and that the game can move', () => {
    const { code, out } = rehearse(midway, '--against', longer, '--ran', GRAPH)
    expect(code).toBe(0)
    expect(out[0]).toContain('midway.jsonl: can move')
    expect(out.join('\n')).toContain('kept')
  })

  it('HR1 HR2 is blocked where nothing of where the game stands is left, unless a mapping sends it on', () => {
    const document = JSON.parse(readFileSync(GRAPH, 'utf8'))
    const json = rehearse(midway, '--against', GRAPH, '--ran', GRAPH, '--json')
    const [place = ''] = JSON.parse(json.out.join('')).kept
    const rename = (id: string | null) => (id === place ? 'elsewhere' : id)
    const file = path.join(folder, 'renamed.json')
    const nodes = document.nodes.map((n: { id: string; parentId?: string | null }) => ({ ...n, id: rename(n.id) }))
    const edges = document.edges.map((e: { source: string; target: string | null }) => ({
      ...e,
      source: rename(e.source),
      target: rename(e.target),
    }))
    writeFileSync(file, JSON.stringify({ ...document, nodes, edges }))
    const blocked = rehearse(midway, '--against', file, '--ran', GRAPH)
    expect(blocked.code).toBe(1)
    expect(blocked.out.join('\n')).toContain(`${place}: `)
    const mapping = path.join(folder, 'mapping.txt')
    writeFileSync(mapping, JSON.stringify({ [place]: 'elsewhere' }))
    const mapped = rehearse(midway, '--against', file, '--ran', GRAPH, '--mapping', mapping)
    expect(mapped).toMatchObject({ code: 0, err: '' })
    expect(mapped.out.join('\n')).toContain(`${place} → elsewhere`)
  })

  it.each([
    ['the version that it ran is not there', [midway, '--against', GRAPH, '--ran', longer], '--ran'],
    ['the game is over', [write('over.jsonl', records), '--against', GRAPH, '--ran', GRAPH], 'is over'],
    ['no graph', [midway], '--against'],
  ])('2: %s', (_, args, says) => {
    const result = rehearse(...args)
    expect(result.code).toBe(2)
    expect(result.err).toContain(says)
  })
})
