import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from '../studio.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'studio-exchange-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, content: unknown): string => {
  const at = path.join(folder, name)
  writeFileSync(at, typeof content === 'string' ? content : JSON.stringify(content))
  return at
}
async function studio(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const code = await main(args, { out: (line) => out.push(line), err: (line) => err.push(line) })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

const scxml = file(
  'door.scxml',
  '<scxml xmlns="http://www.w3.org/2005/07/scxml"><state id="shut"><transition event="open" target="ajar"/></state><final id="ajar"/></scxml>',
)
const xstate = file('light.json', {
  id: 'light',
  initial: 'red',
  states: { red: { on: { GO: { target: 'green', guard: 'mayGo' } } }, green: { after: { 1000: 'red' } } },
})

describe('import', () => {
  it('gives a document with a layout; 0 when nothing was lost', async () => {
    const { code, out } = await studio('import', scxml)
    const { nodes, edges } = JSON.parse(out)
    expect(code).toBe(0)
    expect(nodes.map((n: { id: string; type: string }) => [n.id, n.type])).toEqual([
      ['shut', 'state'],
      ['ajar', 'end'],
    ])
    expect(edges[0]).toMatchObject({ source: 'shut', target: 'ajar', trigger: { type: 'event', name: 'open' } })
    expect(nodes[1].view.position.x).toBeGreaterThan(nodes[0].view.position.x + 200)
  })
  it('1 when something was lost: each thing in a line, or as JSON', async () => {
    expect(await studio('import', xstate)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^.*light\.json: states\.red\.on\.GO: guard\/named: .*“mayGo”/),
    })
    const { code, out } = await studio('import', xstate, '--json')
    expect(code).toBe(1)
    expect(JSON.parse(out).lost).toMatchObject([{ code: 'guard/named', path: 'states.red.on.GO' }])
  })
  it('2 when it cannot be read, with the place', async () => {
    const broken = file('broken.scxml', '<scxml xmlns="http://www.w3.org/2005/07/scxml">\n <state id="a"></scxml>')
    expect(await studio('import', broken)).toMatchObject({ code: 2, err: expect.stringContaining('broken.scxml:2:') })
    expect(await studio('import', file('other.json', { a: 1 }))).toMatchObject({ code: 2 })
  })
})

describe('wherever a graph is taken, a foreign file is too', () => {
  it('validate, and what was lost is told', async () => {
    const { code, out, err } = await studio('validate', xstate)
    expect(code).toBe(0)
    expect(out).toContain('light.json')
    expect(err).toContain('guard/named')
  })
  it('simulate', async () => {
    const inputs = file('in.jsonl', '{"at":5,"event":{"name":"open"}}')
    const { code, out } = await studio('simulate', scxml, '--inputs', inputs)
    expect(code).toBe(0)
    expect(JSON.parse(out.split('\n')[1] ?? '')).toMatchObject({ active: ['ajar'], outcome: 'ajar' })
  })
})

describe('export', () => {
  it.each([
    ['xstate', '"states"'],
    ['scxml', '<scxml'],
    ['mermaid', 'stateDiagram-v2'],
    ['svg', '<svg'],
  ])('%s', async (to, says) => {
    const out = path.join(folder, `out.${to}`)
    expect(await studio('export', scxml, '--to', to, '--out', out)).toMatchObject({ code: 0, out: '' })
    expect(readFileSync(out, 'utf8')).toContain(says)
  })
  it('2 without a format, or with one that there is not', async () => {
    expect(await studio('export', scxml)).toMatchObject({ code: 2 })
    expect(await studio('export', scxml, '--to', 'pdf')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--to'),
    })
  })
})
