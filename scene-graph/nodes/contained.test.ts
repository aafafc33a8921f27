import { describe, expect, it } from 'vitest'
import { actives, commandsOf, play, signal } from '#scene-runtime/core/testing.ts'
import { compile } from '../compile/compile.ts'
import { parseDocument } from '../parse.ts'
import { buildGraph, command, onSignal, ROLES, signalIs } from '../testing/build.ts'
import { validate } from '../validate/validate.ts'

type Parts = Parameters<typeof buildGraph>[0]
const document = (id: string, parts: Pick<Parts, 'nodes' | 'edges'> & Partial<Parts>) => ({
  schemaVersion: 1,
  id,
  kind: 'puzzle' as const,
  name: id,
  roles: ROLES,
  ...parts,
})

/** Counts hits of its role `a` and is solved with the second; knows its own variable, role, node and timer. */
const counter = document('counter', {
  variables: { hits: { type: 'number', initial: 0 } },
  nodes: [
    { id: 's', type: 'state' },
    { id: 'done', type: 'end', data: { outcome: 'solved' } },
  ],
  edges: [
    {
      id: 'solve',
      source: 's',
      target: 'done',
      trigger: onSignal('a', 'hit'),
      guard: { type: 'expression', cel: 'hits >= 1 && a.hit > 0' },
      actions: [command('release')],
    },
    {
      id: 'count',
      source: 's',
      target: null,
      trigger: onSignal('a', 'hit'),
      order: 1,
      actions: [{ type: 'set', variable: 'hits', to: { type: 'expression', cel: 'hits + 1' } }],
    },
  ],
})

const twice = (more: Partial<Parts> = {}) =>
  buildGraph({
    roles: { ...ROLES, bolt: ROLES.lock ?? {} },
    variables: { hits: { type: 'number', initial: 100 } },
    nodes: [
      { id: 'p', type: 'parallel' },
      { id: 'one', type: 'graph', parentId: 'p', data: { graph: 'counter' } },
      { id: 'two', type: 'graph', parentId: 'p', data: { graph: 'counter', bindings: { a: 'b', lock: 'bolt' } } },
      { id: 'all', type: 'end', data: { outcome: 'solved' } },
    ],
    edges: [
      { id: 'x', source: 'p', target: 'all' },
      { id: 'y', source: 'p', target: 'p', trigger: { type: 'operator', action: 'anew' }, reenter: true },
    ],
    graphs: { 'counter@latest': counter },
    ...more,
  })
const hit = (at: number, role: string) => signal(at, role, 'hit', 1)

describe('SG7 a contained graph', () => {
  it('has variables of its own, in each of its places', () => {
    const trace = play(twice(), [hit(1, 'a'), hit(2, 'b'), hit(3, 'a')])
    expect(trace.map((line) => line.variables)).toEqual([
      { hits: 100, 'one/hits': 0, 'two/hits': 0 },
      { hits: 100, 'one/hits': 1, 'two/hits': 0 },
      { hits: 100, 'one/hits': 1, 'two/hits': 1 },
      { hits: 100, 'one/hits': 1, 'two/hits': 1 },
    ])
    expect(actives(trace).at(-1)).toBe('one/done+two/s')
  })

  it('hears and moves the roles that it is bound to', () => {
    const trace = play(twice(), [hit(1, 'b'), hit(2, 'b'), hit(3, 'a'), hit(4, 'a')])
    expect(commandsOf(trace)).toEqual(['2 bolt.release', '4 lock.release'])
    expect(trace.at(-1)?.outcome).toBe('solved')
  })

  it('begins anew at each entry, its variables too', () => {
    const trace = play(twice(), [hit(1, 'a'), { at: 2, operator: { action: 'anew' } }])
    expect(trace.at(-1)?.variables).toMatchObject({ 'one/hits': 0 })
  })

  it('is found in the machine by ids that begin with its node’s', () => {
    const { sourceMap } = compile(twice())
    expect(Object.keys(sourceMap.paths)).toEqual(expect.arrayContaining(['one/s', 'one/done', 'two/s', 'two/done']))
    expect(sourceMap.nodes['n_p.n_one.n_one/s']).toBe('one/s')
  })

  it('may contain others, each with its names', () => {
    const outer = document('outer', {
      nodes: [
        { id: 'in', type: 'graph', data: { graph: 'counter', bindings: { a: 'b' } } },
        { id: 'done', type: 'end', data: { outcome: 'solved' } },
      ],
      edges: [{ id: 'x', source: 'in', target: 'done', sourcePort: 'solved' }],
    })
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'far', type: 'graph', data: { graph: 'outer', bindings: { a: 'b', b: 'a' } } },
        { id: 'end', type: 'end', data: { outcome: 'solved' } },
      ],
      edges: [{ id: 'x', source: 'far', target: 'end', sourcePort: 'solved' }],
      graphs: { 'counter@latest': counter, 'outer@latest': outer },
    })
    const trace = play(graph, [hit(1, 'b'), hit(2, 'a'), hit(3, 'a')])
    expect(trace[2]?.variables).toEqual({ 'far/in/hits': 1 })
    expect(trace.at(-1)?.outcome).toBe('solved')
  })

  it('brings its hints, timers and named nodes along', () => {
    const inner = document('inner', {
      nodes: [
        { id: 'w', type: 'timer', data: { duration: 1000, running: false } },
        { id: 'help', type: 'hints', data: { to: 'w', rungs: [{ after: 300, text: 'turn it on' }] } },
        { id: 'over', type: 'end', data: { outcome: 'over' } },
      ],
      edges: [
        { id: 'x', source: 'w', target: 'over' },
        {
          id: 'on',
          source: 'w',
          target: null,
          trigger: { type: 'condition', condition: signalIs('a', 'on', true) },
          guard: { type: 'active', node: 'w' },
          order: 1,
          actions: [{ type: 'timer', op: 'start', node: 'w' }],
        },
      ],
    })
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'g', type: 'graph', data: { graph: 'inner', bindings: { a: 'b' } } },
        { id: 'end', type: 'end' },
      ],
      edges: [{ id: 'x', source: 'g', target: 'end', sourcePort: 'over' }],
      graphs: { 'inner@latest': inner },
    })
    const trace = play(graph, [signal(500, 'b', 'on', true), { at: 2000, end: true }])
    expect(trace.map((line) => [line.at, line.active.join(), line.effects.map((e) => e.text).join()])).toEqual([
      [0, 'g/w', ''],
      [300, 'g/w', 'turn it on'],
      [500, 'g/w', ''],
      [1500, 'end', ''],
      [2000, 'end', ''],
    ])
  })

  it('that contains itself is refused, with the cycle named', () => {
    const place = (id: string, graph: string) =>
      document(id, { nodes: [{ id: 'in', type: 'graph', data: { graph } }], edges: [] })
    const parsed = parseDocument({
      ...place('egg', 'hen'),
      graphs: { 'hen@latest': place('hen', 'egg'), 'egg@latest': place('egg', 'hen') },
    })
    if (!parsed.ok) throw new Error('it does not parse')
    const cycle = validate(parsed.graph).find((finding) => finding.code === 'graph/cycle')
    expect(cycle).toMatchObject({ severity: 'error', nodes: ['in'] })
    expect(cycle?.message).toContain('“egg” contains “hen” contains “egg”')
  })
})
