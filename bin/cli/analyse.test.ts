import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { analyseCommand } from './analyse.ts'
import { Unusable } from './files.ts'
import { simulateCommand } from './simulate.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'studio-analyse-'))
afterAll(() => rmSync(folder, { recursive: true }))

function graph(name: string, edges: readonly Record<string, unknown>[]): string {
  const at = path.join(folder, name)
  const nodes = [
    { id: 's', type: 'state' },
    { id: 'pit', type: 'state' },
    { id: 't', type: 'end' },
  ]
  const roles = { a: { signals: { on: 'boolean', level: 'number' } } }
  writeFileSync(at, JSON.stringify({ schemaVersion: 1, id: 'g', kind: 'scene', name: 'x', roles, nodes, edges }))
  return at
}

const press = { id: 'go', source: 's', target: 't', trigger: { type: 'operator', action: 'go' } }
const fine = graph('fine.json', [press, { ...press, id: 'help', source: 'pit' }])
const level = { type: 'signal', role: 'a', signal: 'level', match: { op: '>', value: 3 } }
const trap = graph('trap.json', [press, { id: 'fall', source: 's', target: 'pit', trigger: level }])

function run(work: (io: { out: (line: string) => void; err: (line: string) => void }) => number) {
  const out: string[] = []
  const err: string[] = []
  return { code: work({ out: (line) => out.push(line), err: (line) => err.push(line) }), out, err }
}

it('0 where there is only something to know, and says how much was looked at', () => {
  const { code, out } = run((io) => analyseCommand(fine, { json: false }, io))
  expect(code).toBe(0)
  expect(out.at(-1)).toMatch(/fine\.json: \d+ states explored, all that there are$/)
  expect(out.join('\n')).toContain('info analysis/needs-operator (node s)')
})

it('1 with findings; the lines under a trap are inputs that simulate plays into it', () => {
  const { code, out } = run((io) => analyseCommand(trap, { json: false }, io))
  expect(code).toBe(1)
  const at = out.findIndex((line) => line.includes('analysis/soft-lock (node pit)'))
  const after = out.slice(at + 1)
  const trace = after.slice(
    0,
    after.findIndex((line) => !line.startsWith('  ')),
  )
  expect(trace.length).toBeGreaterThan(0)
  const inputs = path.join(folder, 'trap.jsonl')
  writeFileSync(inputs, trace.join('\n'))
  const played = run((io) => simulateCommand(trap, { inputs, seed: 1 }, io))
  expect(JSON.parse(played.out.at(-1) ?? '').active).toEqual(['pit'])
})

it('as JSON; bounded where asked', () => {
  const { code, out } = run((io) => analyseCommand(trap, { json: true, maxStates: 1 }, io))
  const analysis = JSON.parse(out.join('\n'))
  expect(analysis.complete).toBe(false)
  expect(analysis.findings.map((f: { code: string }) => f.code)).toContain('analysis/bounded')
  expect(code).toBe(0)
})

it('2 for what cannot be read', () => {
  const none = path.join(folder, 'none.json')
  expect(() => run((io) => analyseCommand(none, { json: false }, io))).toThrow(Unusable)
})
