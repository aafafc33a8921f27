import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from './studio.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'studio-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, content: unknown): string => {
  const at = path.join(folder, name)
  writeFileSync(at, typeof content === 'string' ? content : JSON.stringify(content))
  return at
}

function studio(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const code = main(args, { out: (line) => out.push(line), err: (line) => err.push(line) })
  return { code, out, err: err.join('\n') }
}

const base = { schemaVersion: 1, id: 'g', kind: 'scene', name: 'x', roles: { a: { signals: { on: 'boolean' } } } }
const nodes = [
  { id: 's', type: 'state' },
  { id: 't', type: 'end' },
]
const edges = [{ id: 'e', source: 's', target: 't', trigger: { type: 'signal', role: 'a', signal: 'on', match: true } }]
const fine = file('fine.json', { ...base, nodes, edges })
const broken = file('broken.json', { ...base, nodes, edges: [{ ...edges[0], target: 'nowhere' }] })

describe('exit codes: 0 fine, 1 findings, 2 unusable input', () => {
  it('validate', () => {
    expect(studio('validate', fine)).toMatchObject({ code: 0, out: [`${fine}: fine`] })
    expect(studio('validate', fine, broken)).toMatchObject({ code: 1 })
    const unread = studio('validate', path.join(folder, 'none.json'), fine)
    expect(unread).toMatchObject({ code: 2, out: [`${fine}: fine`], err: expect.stringContaining('no such file') })
    expect(studio('validate', broken).out[0]).toContain('edges.0.target: error edge/target-missing')
    expect(JSON.parse(studio('validate', broken, '--json').out.join(''))[0].findings[0].code).toBe(
      'edge/target-missing',
    )
  })
  it.each([
    ['no such file', ['validate', path.join(folder, 'none.json')], 'there is no such file'],
    ['a folder', ['validate', folder], 'it is a folder'],
    ['not JSON', ['validate', file('not.json', '{"a":')], 'not JSON'],
    ['not a document', ['validate', file('shape.json', { ...base, nodes: 3, edges })], 'nodes:'],
    ['no command', [], 'which command?'],
    ['an unknown command', ['fly'], 'there is no command "fly"'],
    ['an unknown option', ['validate', fine, '--fast'], '--fast'],
    ['no inputs', ['simulate', fine], '--inputs'],
    ['a seed that is none', ['simulate', fine, '--inputs', file('e.jsonl', ''), '--seed', 'x'], '--seed'],
  ])('2: %s', (_, args, says) => {
    const result = studio(...args)
    expect(result.code).toBe(2)
    expect(result.err).toContain(says)
  })
})

describe('simulate', () => {
  const at = (content: string) => studio('simulate', fine, '--inputs', file('in.jsonl', content))
  it('prints the trace', () => {
    const { code, out } = at('{"at":5,"signal":{"role":"a","name":"on","value":true}}\n')
    expect(code).toBe(0)
    expect(out.map((line) => JSON.parse(line))).toEqual([
      { seq: 0, at: 0, cause: { start: true }, active: ['s'], outcome: null, commands: [], effects: [], variables: {} },
      {
        seq: 1,
        at: 5,
        cause: { signal: { role: 'a', name: 'on', value: true } },
        active: ['t'],
        outcome: 'completed',
        commands: [],
        effects: [],
        variables: {},
      },
    ])
  })
  it.each([
    ['not JSON', '{"at":1', 'in.jsonl:1: not JSON'],
    ['two things at once', '{"at":1,"end":true,"restart":true}', 'exactly one of'],
    ['a wrong type inside', '{"at":1,"signal":{"role":"a","name":"on","value":null}}', 'signal.value'],
    ['time that runs backwards', '{"at":5,"restart":true}\n{"at":1,"end":true}', 'in.jsonl:2: at: 1 is before 5'],
    ['an unknown role', '{"at":1,"signal":{"role":"zz","name":"on","value":true}}', '"zz" is no role'],
    ['an unknown signal', '{"at":1,"signal":{"role":"a","name":"zz","value":true}}', 'no signal "zz"'],
    ['a value of another type', '{"at":1,"signal":{"role":"a","name":"on","value":1}}', 'is boolean, not number'],
    ['a reload of nothing', '{"at":1,"reload":"none.json"}', 'there is no such file'],
  ])('2: %s', (_, content, says) => {
    const result = at(content)
    expect(result.code).toBe(2)
    expect(result.err).toContain(says)
    expect(result.out).toEqual([])
  })
  it('1: a graph with errors', () => {
    expect(studio('simulate', broken, '--inputs', file('in.jsonl', ''))).toMatchObject({ code: 1, out: [] })
  })
  it('reads a file that begins with a mark of its byte order', () => {
    expect(at('\uFEFF{"at":5,"signal":{"role":"a","name":"on","value":true}}\n').code).toBe(0)
  })
  it('RT9 1: a scene that never comes to rest says so, after what it did', () => {
    const go = { type: 'event', name: 'go' }
    const always = { type: 'condition', condition: { type: 'all', of: [] } }
    const restless = file(
      'restless.json',
      JSON.stringify({
        schemaVersion: 2,
        id: 'r',
        kind: 'scene',
        name: 'r',
        nodes: ['a', 'b', 'c'].map((id) => ({ id, type: 'state' })),
        edges: [
          { id: '1', source: 'a', target: 'b', trigger: go },
          { id: '2', source: 'b', target: 'c', trigger: always },
          { id: '3', source: 'c', target: 'b', trigger: always },
        ],
      }),
    )
    const { code, out, err } = studio(
      'simulate',
      restless,
      '--inputs',
      file('in.jsonl', '{"at":5,"event":{"name":"go"}}'),
    )
    expect([code, out.length]).toEqual([1, 1])
    expect(err).toContain('restless.json: after 0 ms: the scene never comes to rest')
  })
})

describe('diff', () => {
  it('says what changed by id, and what of it is cosmetic', () => {
    const view = { position: { x: 9, y: 0 } }
    const other = file('other.json', {
      ...base,
      nodes: [
        { ...nodes[0], view },
        { id: 'u', type: 'end' },
      ],
      edges: [{ ...edges[0], target: 'u' }],
    })
    expect(studio('diff', fine, fine)).toMatchObject({ code: 0, out: [] })
    expect(JSON.parse(studio('diff', fine, fine, '--json').out.join(''))).toMatchObject({
      changes: [],
      class: 'cosmetic',
    })
    const { code, out } = studio('diff', fine, other)
    expect(code).toBe(1)
    expect(out).toEqual([
      '~ node s view.position.x: 0 → 9 (cosmetic)',
      '+ node u',
      '- node t',
      '~ edge e target: "t" → "u"',
      'class: needs-mapping',
      '  needs-mapping: a game in t: it is gone, and no group around it is left',
    ])
  })
})

it('diff: what cannot be published waits for another version, and says why', () => {
  const broken = file('broken.json', { ...base, nodes, edges: [{ ...edges[0], target: 'nowhere' }] })
  const { code, out, err } = studio('diff', fine, broken)
  expect([code, out.at(-1)]).toEqual([1, 'class: next-game-only'])
  expect(err).toContain('edge/target-missing')
})

describe('compile', () => {
  it('SG8 prints the machine and the map between its states and the nodes', () => {
    const compiled = JSON.parse(studio('compile', fine).out.join('\n'))
    expect(compiled.machine.initial).toBe('n_s')
    expect(compiled.sourceMap).toEqual({ paths: { s: 'n_s', t: 'n_t' }, nodes: { n_s: 's', n_t: 't' } })
    expect(studio('compile', fine).out).toEqual(studio('compile', fine).out)
  })
})

describe('help', () => {
  it.each(['validate', 'analyse', 'compile', 'simulate', 'replay', 'diff', 'import', 'export'])('%s', (command) => {
    const { code, out } = studio(command, '--help')
    expect(code).toBe(0)
    expect(out.join('\n')).toMatch(new RegExp(`^usage: studio ${command} [^\n]+\n\n.{40}`))
    expect(studio('help', command).out).toEqual(out)
    expect(studio('--help').out.join('\n')).toContain(`studio ${command} `)
  })
})

describe('validate', () => {
  it('offers what would mend a finding', () => {
    expect(studio('validate', broken).out).toContain('  fix: Delete the edge')
  })
})

describe('analyse', () => {
  it('is bounded by a whole number', () => {
    expect(studio('analyse', fine, '--max-states', 'many')).toMatchObject({ code: 2 })
    expect(studio('analyse', fine).code).toBe(1) // its one button is all that leads to the end
  })
})
