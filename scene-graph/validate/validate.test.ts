import { describe, expect, it } from 'vitest'
import { parseDocument } from '../parse.ts'
import { SCHEMA_VERSION } from '../schema/document.ts'
import { buildGraph, command, onSignal, ROLES, signalIs } from '../testing/build.ts'
import { validate } from './validate.ts'

type Parts = Parameters<typeof buildGraph>[0]
const codes = (nodes: Parts['nodes'], edges: Parts['edges'] = [], more: Partial<Parts> = {}): string[] =>
  validate(
    buildGraph({
      roles: ROLES,
      variables: {
        flag: { type: 'boolean', initial: false },
        n: { type: 'number', initial: 0 },
        t: { type: 'text', initial: '' },
      },
      nodes,
      edges,
      ...more,
    }),
  ).map((f) => f.code)

const two = [
  { id: 'a', type: 'state' },
  { id: 'b', type: 'state' },
]
const go = { type: 'operator' as const, action: 'go' }
const edge = (more: object) => ({ id: 'e', source: 'a', target: 'b', trigger: go, ...more })

describe('structure', () => {
  it('a sound graph has no findings', () => expect(codes(two, [edge({})])).toEqual([]))
  it('SG7 of a contained graph that is not here nothing else is said', () => {
    const missing = { id: 'g', type: 'graph', parentId: 'p', data: { graph: 'gone' } }
    const done = { type: 'done' as const }
    const edges = [
      { id: 'e', source: 'p', target: 'b', trigger: done },
      {
        id: 'f',
        source: 'g',
        target: null,
        trigger: done,
        actions: [{ type: 'log' as const, level: 'info' as const, message: 'x' }],
      },
    ]
    expect(codes([{ id: 'p', type: 'parallel' }, missing, { id: 'b', type: 'state' }], edges)).toEqual([
      'graph/missing',
    ])
  })
  it.each([
    ['node/duplicate-id', [...two, { id: 'a', type: 'state' }], [edge({})]],
    ['edge/duplicate-id', two, [edge({}), edge({ order: 1 })]],
    ['edge/source-missing', two, [edge({ source: 'x' })]],
    ['edge/target-missing', two, [edge({ target: 'x' })]],
    ['edge/target-note', [...two, { id: 'n', type: 'note' }], [edge({ target: 'n' })]],
    ['node/parent-missing', [{ id: 'a', type: 'state', parentId: 'x' }, ...two.slice(1)], []],
    [
      'node/parent-not-container',
      [
        { id: 'a', type: 'state' },
        { id: 'b', type: 'state', parentId: 'a' },
      ],
      [],
    ],
    [
      'node/parent-cycle',
      [...two, { id: 'g', type: 'group', parentId: 'h' }, { id: 'h', type: 'group', parentId: 'g' }],
      [edge({})],
    ],
    ['initial/missing', [...two, { id: 'g', type: 'group', data: { initial: 'a' } }], [edge({})]],
    ['document/empty', [{ id: 'n', type: 'note' }], []],
  ])('%s', (code, nodes, edges) => {
    expect(codes(nodes, edges)).toContain(code)
  })
})

describe('references and types', () => {
  const condition = (c: object) => [edge({ trigger: { type: 'condition', condition: c } })]
  const acting = (action: object) => [edge({ actions: [action] })]
  it.each([
    ['role/unknown', [edge({ trigger: onSignal('zz', 'on') })]],
    ['signal/unknown', [edge({ trigger: onSignal('a', 'zz') })]],
    ['command/unknown', acting({ ...command('lock'), command: 'zz' })],
    ['param/unknown', acting({ ...command('set'), params: { zz: 1 } })],
    ['param/type', acting({ ...command('set'), params: { level: 'high' } })],
    ['variable/unknown', acting({ type: 'set', variable: 'zz', to: 1 })],
    ['set/type', acting({ type: 'set', variable: 'n', to: 'one' })],
    ['set/add', acting({ type: 'set', variable: 'flag', to: true, mode: 'add' })],
    ['compare/type', condition({ ...signalIs('a', 'on', 1) })],
    ['compare/order', condition({ type: 'compare', left: { type: 'variable', name: 't' }, op: '<', right: 'a' })],
    ['node/unknown', condition({ type: 'active', node: 'zz' })],
    ['duration/type', [edge({ trigger: { type: 'after', duration: { type: 'variable', name: 't' } } })]],
    ['edge/trigger', [edge({ trigger: { type: 'done' } })]],
  ])('%s', (code, edges) => {
    expect(codes(two, edges)).toContain(code)
  })
  it('param/missing and param/range', () => {
    const roles = { lock: { commands: { set: { params: { level: { type: 'number' as const, min: 0, max: 1 } } } } } }
    const act = (params: object) =>
      codes(two, [edge({ actions: [{ type: 'command', role: 'lock', command: 'set', params }] })], { roles })
    expect(act({})).toContain('param/missing')
    expect(act({ level: 2 })).toContain('param/range')
    expect(act({ level: 1 })).toEqual([])
  })
  it('variable/initial', () => {
    expect(codes(two, [edge({})], { variables: { v: { type: 'number', initial: 'x' } } })).toContain('variable/initial')
  })
})

describe('SG3 two edges never tie', () => {
  const pair = (first: object, second: object) => codes(two, [edge(first), edge({ id: 'f', ...second })])
  it('same signal, same order', () => {
    expect(pair({ trigger: onSignal('a', 'on') }, { trigger: onSignal('a', 'on', true) })).toContain('edge/tie')
  })
  it('a condition that looks at what the signal brings', () => {
    expect(
      pair({ trigger: onSignal('a', 'on') }, { trigger: { type: 'condition', condition: signalIs('a', 'level', 1) } }),
    ).toContain('edge/tie')
  })
  it('not: different orders, different values, different signals, exits of a cue', () => {
    expect(pair({ trigger: onSignal('a', 'on', true) }, { trigger: onSignal('a', 'on', false) })).toEqual([])
    expect(pair({ trigger: onSignal('a', 'on') }, { trigger: onSignal('a', 'hit') })).toEqual([])
    expect(pair({ trigger: onSignal('a', 'on', true) }, { trigger: onSignal('a', 'on'), order: 1 })).toEqual([])
    expect(
      codes(
        [{ id: 'a', type: 'cue' }, two[1] ?? { id: 'b', type: 'state' }],
        [edge({ trigger: { type: 'done' } }), edge({ id: 'f', trigger: { type: 'done' }, sourcePort: 'failed' })],
      ),
    ).toEqual([])
  })
})

describe('what can never happen', () => {
  it('node/unreachable', () =>
    expect(codes([...two, { id: 'c', type: 'state' }], [edge({})])).toEqual(['node/unreachable']))
  it('edge/never-fires', () => {
    expect(
      codes(two, [
        edge({ trigger: onSignal('a', 'on') }),
        edge({ id: 'f', trigger: onSignal('a', 'on', true), order: 1 }),
      ]),
    ).toEqual(['edge/never-fires'])
  })
  it('parallel/region-no-end', () => {
    const nodes = [
      { id: 'p', type: 'parallel' },
      { id: 'r', type: 'group', parentId: 'p' },
      { id: 's', type: 'state', parentId: 'r' },
      { id: 'b', type: 'end' },
    ]
    expect(codes(nodes, [{ id: 'e', source: 'p', target: 'b' }])).toContain('parallel/region-no-end')
  })
  it('edge/port', () => {
    expect(
      codes(
        [
          { id: 'a', type: 'delay' },
          { id: 'b', type: 'state' },
        ],
        [{ id: 'e', source: 'a', target: 'b', sourcePort: 'solved' }],
      ),
    ).toContain('edge/port')
  })
})

describe('bad input at the door', () => {
  const refused = (input: unknown) => {
    const parsed = parseDocument(input)
    return parsed.ok ? [] : parsed.findings.map((f) => `${f.code} ${f.path}`)
  }
  const base = { schemaVersion: 1, id: 'g', kind: 'scene', name: 'x', nodes: [], edges: [] }
  it.each([
    ['nothing', null],
    ['a list', []],
    ['an unknown field', { ...base, colour: 'red' }],
    ['a newer version', { ...base, schemaVersion: SCHEMA_VERSION + 1 }],
    ['a node type that is none', { ...base, nodes: [{ id: 'a', type: 'teleport' }] }],
    ['data of the wrong shape', { ...base, nodes: [{ id: 'a', type: 'delay', data: { duration: -1 } }] }],
    [
      'a key that a copy would lose',
      JSON.parse(JSON.stringify({ ...base, roles: { a: {} } }).replace('"a"', '"__proto__"')),
    ],
    ['a role named like what every object has', { ...base, roles: { constructor: {} } }],
  ])('%s is refused with its place', (_, input) => {
    expect(refused(input).length).toBeGreaterThan(0)
  })
  it('names the path and the node', () => {
    expect(refused({ ...base, nodes: [{ id: 'a', type: 'delay', data: { duration: 'long' } }] })).toEqual([
      'document/shape nodes.0.data.duration',
    ])
    expect(refused({ ...base, schemaVersion: SCHEMA_VERSION + 1 })).toEqual(['document/newer schemaVersion'])
  })
  it('a bomb of brackets is refused before anyone walks it', () => {
    let bomb: unknown = true
    for (let i = 0; i < 100_000; i++) bomb = { type: 'not', of: bomb }
    expect(refused({ ...base, invariants: [{ id: 'i', name: 'i', never: bomb }] })).toEqual(['document/too-deep '])
  })
})

describe('SG3 what is never so at one moment does not tie', () => {
  const level = { type: 'signal' as const, role: 'a', signal: 'level' }
  const compare = (op: string, right: number) => ({ type: 'compare', left: level, op, right })
  const on = signalIs('a', 'on', true)
  const pair = (first: object, second: object) =>
    codes(two, [edge({ trigger: go, guard: first }), edge({ id: 'f', trigger: go, guard: second })])
  it.each([
    ['orders that do not overlap', compare('<', 5), compare('≥', 5)],
    ['the other way round', { type: 'compare', left: 5, op: '>', right: level }, compare('>', 5)],
    ['a span and what lies beyond it', { type: 'between', value: level, min: 1, max: 3 }, compare('>', 3)],
    ['different values', { type: 'in', value: level, of: [1, 2] }, { type: 'in', value: level, of: [3] }],
    ['a condition and its not', on, { type: 'not', of: on }],
    ['one of several demands', { type: 'all', of: [on, compare('=', 1)] }, { type: 'all', of: [on, compare('=', 2)] }],
    ['health', { type: 'device', role: 'a', health: 'online' }, { type: 'device', role: 'a', health: 'offline' }],
  ])('%s', (_, first, second) => {
    expect(pair(first, second)).toEqual([])
  })
  it.each([
    ['orders that share a value', compare('≤', 5), compare('≥', 5)],
    ['another signal', compare('<', 5), { ...compare('≥', 5), left: { ...level, role: 'b' } }],
    ['any of several', { type: 'any', of: [on, compare('<', 5)] }, compare('≥', 5)],
    [
      'what each remembers for itself',
      { type: 'held', of: on, for: 5 },
      { type: 'not', of: { type: 'held', of: on, for: 5 } },
    ],
  ])('not: %s', (_, first, second) => {
    expect(pair(first, second)).toContain('edge/tie')
  })
  it('matches of one signal, and conditions', () => {
    const matching = (op: string) => ({ ...onSignal('a', 'level'), match: { op, value: 5 } })
    expect(codes(two, [edge({ trigger: matching('<') }), edge({ id: 'f', trigger: matching('≥') })])).toEqual([])
    const when = (c: object) => ({ trigger: { type: 'condition', condition: c } })
    expect(codes(two, [edge(when(on)), edge({ id: 'f', ...when({ type: 'not', of: on }) })])).toEqual([])
  })
})

describe('SG3 what stays is in the way as well', () => {
  const stays = (trigger: object) => codes(two, [edge({ target: null, trigger }), edge({ id: 'f', trigger, order: 1 })])
  it('of an edge on the same event, every time', () => {
    expect(stays(go)).toEqual(['edge/never-fires'])
    expect(stays({ type: 'event', name: 'x' })).toContain('edge/never-fires')
  })
  it('not where it has its turn once: a deadline, a condition that becomes true', () => {
    expect(stays({ type: 'after', duration: 5 })).toEqual([])
    expect(stays({ type: 'condition', condition: signalIs('a', 'on', true) })).toEqual([])
  })
})

it.each(['parallel', 'loop', 'group'])('an empty %s that something leaves by its end is told', (type) => {
  expect(
    codes(
      [
        { id: 'a', type },
        { id: 'b', type: 'state' },
      ],
      [edge({ trigger: { type: 'done' } })],
    ),
  ).toContain('group/no-end')
})

describe('what can never be near', () => {
  const dial = (more: object) => ({ signal: { role: 'a', signal: 'level' }, target: 5, tolerance: 1, ...more })
  const near = (more: object) => codes([{ id: 'd', type: 'dial', data: { dials: [dial(more)] } }])
  const weight = (more: object) =>
    codes([{ id: 'w', type: 'weight', data: { scale: { role: 'a', signal: 'level' }, target: 5, ...more } }])
  it('a tolerance below nothing', () => {
    expect(near({ tolerance: -1 })).toEqual(['condition/never'])
    expect(weight({ tolerance: -1 })).toEqual(['condition/never'])
    const within = { type: 'within', value: { type: 'signal', role: 'a', signal: 'level' }, of: 1, tolerance: -1 }
    expect(codes(two, [edge({ trigger: { type: 'condition', condition: within } })])).toEqual(['condition/never'])
  })
  it('a set point that is no number', () => {
    expect(near({ target: 'five' })).toEqual(['compare/order'])
    expect(weight({ target: true })).toEqual(['compare/order'])
  })
  it('but what is', () => expect([...near({}), ...weight({})]).toEqual([]))
})
