import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simulate } from '#scene-runtime/core/simulate.ts'
import { readInput, type SimulationInput } from '#scene-runtime/core/simulation-input.ts'
import { compile, InvalidGraph } from './compile/compile.ts'
import { applyFix } from './fix.ts'
import { parseDocument, type SceneGraph } from './parse.ts'
import { randomGraph } from './testing/random-graph.ts'
import { randomScene } from './testing/random-scene.ts'
import { validate } from './validate/validate.ts'

/**
 * Whatever stands in a document: it is refused with findings, or it has findings, or it plays. Nothing else: no crash,
 * nothing that takes long, nothing that is quietly another document afterwards.
 */
const RUNS = Number(process.env.FUZZ_RUNS ?? 400)
/** ms of the processor, from the text to the end of the game. */
const MOST = 1_000

const examples = path.join(import.meta.dirname, '../examples')
const EXAMPLES: unknown[] = readdirSync(examples, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .map((name): unknown => JSON.parse(readFileSync(path.join(examples, name), 'utf8')))
  .filter((value) => typeof value === 'object' && value !== null && 'schemaVersion' in value)

const deep = (depth: number): unknown => {
  let made: unknown = { type: 'active', node: 'n0' }
  for (let i = 0; i < depth; i++) made = { type: 'not', of: made }
  return made
}

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -0, -1, 1.5, 1e308, -1e308, 2 ** 53, 5e-324, 1e21),
  fc.constantFrom<unknown>('', ' ', 'NaN', 'Infinity', '-0', '1e400', '0x10', 'null', 'true', '\u0000', '\ud800', '﷽'),
  fc.constantFrom<unknown>('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf'),
  fc.constantFrom<unknown>('x'.repeat(100_000), '𝕏'.repeat(64), 'a.b.c', '../..', '{{x}}', '*', 'foo.*'),
  fc.constantFrom<unknown>(
    [],
    {},
    [[]],
    [null],
    { type: 'x' },
    { type: 'all', of: [] },
    { type: 'constant', value: null },
  ),
  fc.constantFrom<unknown>(deep(20), deep(90), deep(200), JSON.parse('{"__proto__":{"type":"state"}}')),
  fc.constantFrom<unknown>(
    { type: 'expression', cel: 'x + 1' },
    { type: 'expression', cel: '('.repeat(1_000) },
    { type: 'expression', cel: '"a" * 3' },
    { type: 'variable', name: 'x' },
    { type: 'signal', role: 'a', signal: 'level' },
    { type: 'elapsed', node: 'n0' },
    { type: 'at-least', n: 3, of: [] },
    { type: 'held', of: { type: 'all', of: [] }, for: 0 },
    { type: 'held', of: { type: 'not', of: { type: 'all', of: [] } }, for: { type: 'expression', cel: 'a.level / 0' } },
    { type: 'times', of: { type: 'all', of: [] }, n: 1, within: 1e308 },
    { type: 'set', variable: 'x', to: { type: 'payload', key: 'x' }, mode: 'add' },
    { type: 'payload', key: 'far' },
    { until: ['lock', 'nothing'], atMost: 1 },
    { id: 'again', weight: 1e-9 },
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.double({ noNaN: true }),
  fc.jsonValue({ maxDepth: 3 }),
)

type Mutation = {
  at: number
  how: 'junk' | 'alike' | 'remove' | 'copy' | 'rename' | 'double' | 'id'
  value: unknown
  from: number
}
const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    at: fc.nat(),
    how: fc.constantFrom(
      'junk',
      'junk',
      'alike',
      'alike',
      'alike',
      'alike',
      'remove',
      'copy',
      'rename',
      'double',
      'id',
      'id',
    ),
    value: junk,
    from: fc.nat(),
  }) as fc.Arbitrary<Mutation>,
  { minLength: 1, maxLength: 3 },
)

type Spot = { holder: Record<string, unknown>; key: string }

/** Every place in a document where a value stands. */
function spotsOf(value: unknown, into: Spot[] = []): Spot[] {
  if (typeof value !== 'object' || value === null) return into
  const holder = value as Record<string, unknown>
  for (const key of Object.keys(holder)) {
    into.push({ holder, key })
    spotsOf(holder[key], into)
  }
  return into
}

function mutated(document: unknown, list: readonly Mutation[]): unknown {
  const root = { document: structuredClone(document) }
  for (const { at, how, value, from } of list) {
    const spots = spotsOf(root)
    const spot = spots[at % spots.length]
    const other = spots[from % spots.length]
    if (spot === undefined || other === undefined) continue
    const { holder, key } = spot
    if (how === 'junk') holder[key] = structuredClone(value)
    else if (how === 'remove') Array.isArray(holder) ? holder.splice(Number(key), 1) : delete holder[key]
    else if (how === 'alike') {
      // What stands elsewhere under the same name is of the right shape, in the wrong place.
      const alike = spots.filter((one) => one.key === key)
      const source = alike[from % alike.length] ?? other
      holder[key] = structuredClone(source.holder[source.key])
    } else if (how === 'copy') holder[key] = structuredClone(other.holder[other.key])
    else if (how === 'rename' && !Array.isArray(holder)) {
      const name = typeof value === 'string' ? value : 'odd'
      Object.defineProperty(holder, name, { value: holder[key], enumerable: true, configurable: true, writable: true })
      if (name !== key) delete holder[key]
    } else if (how === 'double' && Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]))
    else if (how === 'id') mixIds(root.document, at, from)
  }
  return root.document ?? null
}

/** Duplicate ids, circles of parents, references to others: one id field takes the value of another. */
function mixIds(document: unknown, at: number, from: number): void {
  const ids = spotsOf(document).filter(
    ({ holder, key }) =>
      ['id', 'parentId', 'source', 'target', 'initial', 'node', 'to', 'role', 'variable', 'graph'].includes(key) &&
      (typeof holder[key] === 'string' || holder[key] === null),
  )
  const [spot, other] = [ids[at % ids.length], ids[from % ids.length]]
  if (spot !== undefined && other !== undefined) spot.holder[spot.key] = other.holder[other.key]
}

/** Values that are hard to add, to compare and to write down. */
const HARD = [1e308, -1e308, 5e-324, 0.1 + 0.2, 2 ** 53, -1]

/** What only a game master does, and what becomes of commands; `n` says which. */
function unusual(at: number, n: number, nodes: readonly string[]): Record<string, unknown> {
  const node = nodes[n % Math.max(1, nodes.length)] ?? 'n0'
  const by = HARD[n % HARD.length]
  return [
    { at, override: { node } },
    { at, bypass: { node } },
    { at, reset: { node } },
    { at, jump: { node } },
    { at, adjust: { timer: node, by } },
    { at, ack: { command: `sim.${n % 9}.${n % 3}`, outcome: n % 2 === 0 ? 'applied' : 'rejected' } },
    { at, freeze: false, inputs: 'discard' },
    { at, reload: 'same' },
    { at, event: { name: 'doors.open', data: { x: by, y: 'text', far: n % 2 === 0 } } },
    { at, event: { name: 'ping', data: { value: n % 2 === 0 ? 'text' : by } } },
  ][n % 10] as Record<string, unknown>
}

/** Inputs that the scene could hear, in time. */
function inputsFor(graph: SceneGraph, seeds: readonly number[]): SimulationInput[] {
  const signals = Object.entries(graph.roles).flatMap(([role, { signals: declared }]) =>
    Object.entries(declared).map(([name, { type }]) => ({ role, name, type })),
  )
  const actions = spotsOf(graph).flatMap(({ holder, key }) =>
    key === 'action' && typeof holder[key] === 'string' ? [holder[key]] : [],
  )
  const nodes = graph.nodes.map(({ id }) => id)
  let at = 0
  return seeds.flatMap((seed): SimulationInput[] => {
    at += seed % 3_000
    const n = Math.floor(seed / 8)
    const value = {
      boolean: n % 2 === 0,
      number: n % 3 === 0 ? (HARD[n % HARD.length] ?? 0) : n % 7,
      text: ['', '1234', 'x'][n % 3] ?? '',
    }
    const signal = signals[n % Math.max(1, signals.length)]
    const raw =
      seed % 5 === 0
        ? unusual(at, n, nodes)
        : seed % 8 < 4 && signal !== undefined
          ? { at, signal: { role: signal.role, name: signal.name, value: value[signal.type] } }
          : seed % 8 === 4
            ? { at, operator: { action: actions[n % Math.max(1, actions.length)] ?? 'go' } }
            : seed % 8 === 5
              ? { at, freeze: n % 2 === 0 }
              : seed % 8 === 6
                ? { at, restart: true }
                : { at, event: { name: 'doors.open', data: { x: n } } }
    const input = readInput(raw)
    return input === null ? [] : [input]
  })
}

/** A scene that never comes to rest is stopped by the core, with words (RT9). */
const AT_FAULT = /never comes to rest/

function livesThrough(text: string, seeds: readonly number[]): void {
  const raw: unknown = JSON.parse(text)
  const parsed = parseDocument(raw)
  if (!parsed.ok) {
    expect(parsed.findings.length).toBeGreaterThan(0)
    for (const { message, path: at } of parsed.findings)
      expect([message.length > 0, typeof at]).toEqual([true, 'string'])
    return
  }
  expect(text).not.toContain('"__proto__":')
  const printed = JSON.stringify(parsed.graph)
  const again = parseDocument(JSON.parse(printed))
  expect(again.ok && JSON.stringify(again.graph)).toBe(printed)
  const findings = validate(parsed.graph)
  for (const { fix } of findings.slice(0, 5)) if (fix !== undefined) validate(applyFix(parsed.graph, fix))
  const errors = findings.filter((f) => f.severity === 'error')
  if (errors.length > 0) {
    expect(() => compile(parsed.graph)).toThrow(InvalidGraph)
    return
  }
  const compiled = compile(parsed.graph)
  try {
    const versions = new Map([['same', compiled]])
    // What a trace cannot say (a number beyond all numbers) a restart would lose.
    for (const line of simulate(compiled, inputsFor(parsed.graph, seeds), { seed: 1, versions }))
      expect(JSON.parse(JSON.stringify(line))).toEqual(line)
  } catch (error) {
    if (!AT_FAULT.test(String(error))) throw error
  }
}

function inTime(work: () => void): void {
  const from = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(from)
  expect((user + system) / 1_000).toBeLessThan(MOST)
}

const seeds = fc.array(fc.nat(100_000), { minLength: 20, maxLength: 20 })

describe('fuzzed documents are refused, have findings, or play', () => {
  it('made of random scenes', () => {
    fc.assert(
      fc.property(randomGraph, mutations, seeds, (graph, list, inputs) => {
        const text = JSON.stringify(mutated(graph, list))
        inTime(() => livesThrough(text, inputs))
      }),
      { numRuns: RUNS },
    )
  }, 300_000)

  it('made of random scenes of the whole language', () => {
    fc.assert(
      fc.property(randomScene, mutations, seeds, (graph, list, inputs) => {
        const text = JSON.stringify(mutated(graph, list))
        inTime(() => livesThrough(text, inputs))
      }),
      { numRuns: RUNS },
    )
  }, 300_000)

  it('made of the examples', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EXAMPLES), mutations, seeds, (example, list, inputs) => {
        const text = JSON.stringify(mutated(example, list))
        inTime(() => livesThrough(text, inputs))
      }),
      { numRuns: RUNS },
    )
  }, 300_000)

  it('every field of every example, one after the other, replaced by each kind of junk', () => {
    const kinds = [null, -1, 1e308, '', '__proto__', 'constructor', [], {}, true]
    let n = 0
    for (const example of EXAMPLES.slice(0, 6)) {
      const count = spotsOf(example).length
      for (let at = 1; at <= count; at++) {
        const list: Mutation[] = [{ at, how: 'junk', value: kinds[n++ % kinds.length], from: 0 }]
        livesThrough(JSON.stringify(mutated(example, list)), [1, 2, 4, 9, 12])
      }
    }
    expect(n).toBeGreaterThan(500)
  }, 300_000)
})

describe('large and strange documents', () => {
  const base = { schemaVersion: 1, id: 'g', kind: 'scene', name: 'x' }
  const state = (id: string, parentId: string | null = null) => ({ id, type: 'state', parentId })
  const cases: Record<string, object> = {
    'twenty thousand nodes in one another': {
      nodes: Array.from({ length: 20_000 }, (_, i) => ({
        id: `n${i}`,
        type: 'group',
        parentId: i === 0 ? null : `n${i - 1}`,
      })),
      edges: [],
    },
    'twenty thousand nodes in a circle': {
      nodes: Array.from({ length: 20_000 }, (_, i) => ({
        id: `n${i}`,
        type: 'group',
        parentId: `n${(i + 1) % 20_000}`,
      })),
      edges: [],
    },
    'forty thousand edges of one node': {
      nodes: [state('a'), state('b')],
      edges: Array.from({ length: 40_000 }, (_, i) => ({
        id: `e${i}`,
        source: 'a',
        target: 'b',
        trigger: { type: 'event', name: `x${i}` },
      })),
    },
    'forty thousand edges of eighty nodes': {
      nodes: Array.from({ length: 80 }, (_, i) => state(`n${i}`)),
      edges: Array.from({ length: 40_000 }, (_, i) => ({
        id: `e${i}`,
        source: `n${i % 80}`,
        target: 'n0',
        trigger: { type: 'event', name: `x${i}` },
      })),
    },
    'a condition as wide as it may be deep': {
      nodes: [state('a')],
      edges: [],
      invariants: [{ id: 'i', name: 'i', never: { type: 'any', of: Array.from({ length: 5_000 }, () => deep(40)) } }],
    },
    'graphs that contain each other twice, forty deep': {
      nodes: [{ id: 'a', type: 'graph', data: { graph: 'c0', version: 1 } }],
      edges: [],
      graphs: Object.fromEntries(
        Array.from({ length: 40 }, (_, i) => [
          `c${i}@1`,
          {
            ...base,
            id: `c${i}`,
            nodes: ['l', 'r'].map((id) => ({ id, type: 'graph', data: { graph: `c${i + 1}`, version: 1 } })),
            edges: [],
          },
        ]),
      ),
    },
  }
  it.each(Object.entries(cases))(
    '%s',
    (_, more) => {
      const parsed = parseDocument({ ...base, ...more })
      const from = process.cpuUsage()
      const findings = parsed.ok ? validate(parsed.graph) : parsed.findings
      const { user, system } = process.cpuUsage(from)
      expect(findings.length).toBeGreaterThan(0)
      expect((user + system) / 1_000).toBeLessThan(5_000)
    },
    60_000,
  )

  it('what is as deep as is allowed plays', () => {
    const groups = Array.from({ length: 100 }, (_, i) => ({
      id: `g${i}`,
      type: 'group',
      parentId: i === 0 ? null : `g${i - 1}`,
    }))
    const parsed = parseDocument({ ...base, nodes: [...groups, state('s', 'g99')], edges: [] })
    if (!parsed.ok) throw new Error('no document')
    const trace = [...simulate(compile(parsed.graph), inputsFor(parsed.graph, [4, 12, 20]), { seed: 1 })]
    expect(trace.at(-1)?.active).toEqual(['s'])
  })
})
