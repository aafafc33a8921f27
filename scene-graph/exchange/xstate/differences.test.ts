import { describe, expect, it } from 'vitest'
import { simulate } from '#scene-runtime/core/simulate.ts'
import { compile } from '../../compile/compile.ts'
import { importXState } from './import.ts'
import type { Json } from './testing/random-machine.ts'

const codes = (config: Json): string[] => importXState(config).lost.map(({ code }) => code)

/** What is active after some events, ten milliseconds apart, and a while. */
function play(config: Json, events: readonly string[] = [], end = 10_000): readonly string[] {
  const inputs = events.map((name, i) => ({ at: 10 * (i + 1), event: { name, data: {} } }))
  const lines = simulate(compile(importXState(config).graph), [...inputs, { at: end, end: true }], { seed: 1 })
  return [...lines].at(-1)?.active ?? []
}

const group = (states: Json, more: Json = {}): Json => ({ initial: Object.keys(states)[0], states, ...more })

describe('which transition is taken', () => {
  it('an event’s name comes before the patterns that it fits, a longer one before a shorter', () => {
    const on = { '*': 'any', 'door.*': 'door', 'door.open': 'open' }
    const machine = (): Json => group({ a: { on }, any: {}, door: {}, open: {} })
    expect(play(machine(), ['door.open'])).toEqual(['open'])
    expect(play(machine(), ['door.shut'])).toEqual(['door'])
    expect(play(machine(), ['window'])).toEqual(['any'])
  })

  it('of a delay’s transitions one, also where it stays', () => {
    const after = { 100: [{ guard: 'held', actions: 'beep' }, 'b'] }
    expect(play(group({ a: { after }, b: {} }))).toEqual(['a'])
    expect(play(group({ a: { after }, b: {} }, { context: { held: false } }))).toEqual(['b'])
  })

  it('of eventless ones the first, also where it stays', () => {
    const always = [{ guard: 'held', actions: 'beep' }, 'b']
    expect(play(group({ a: { always }, b: {} }))).toEqual(['a'])
    expect(play(group({ a: { always }, b: {} }, { context: { held: false } }))).toEqual(['b'])
  })

  it('one that is forbidden goes no further', () => {
    const inner = group({ a: { on: { GO: null } }, b: {} })
    expect(play(group({ outer: { ...inner, on: { GO: 'gone' } }, gone: {} }), ['GO'])).toEqual(['a'])
  })
})

describe('“*” hears what XState tells as events', () => {
  it('the end of a delay around it, which goes no further then', () => {
    const outer = group({ in: { on: { '*': 'heard' } }, heard: {} }, { after: { 100: 'late' } })
    expect(play(group({ outer, late: {} }))).toEqual(['heard'])
  })
  it('the end of a delay beside it', () => {
    const left = group({ a: { after: { 100: 'b' } }, b: {} })
    const right = group({ c: { on: { '*': 'd' } }, d: {} })
    expect(play({ type: 'parallel', states: { left, right } })).toEqual(['b', 'd'])
  })
  it('the end of a state that nothing else listens to', () => {
    const inner = group({ a: { on: { GO: 'z' } }, z: { type: 'final' } }, { on: { '*': 'heard' } })
    expect(play(group({ inner, heard: {} }), ['GO'])).toEqual(['heard'])
  })
  it('not the end of a delay that leads somewhere itself', () => {
    const config = group({ a: { after: { 100: 'b' } }, b: {} }, { on: { '*': '.c' }, states: undefined })
    config.states = { a: { after: { 100: 'b' } }, b: {}, c: {} }
    expect(play(config)).toEqual(['b'])
    expect(importXState(config).graph.edges).toHaveLength(2)
  })
})

describe('delays that may be over at one moment are told', () => {
  const nested = (outer: number, inner: number): Json =>
    group({ o: group({ a: { after: { [inner]: 'b' } }, b: {} }, { after: { [outer]: 'z' } }), z: {} })
  it.each([
    ['which begin together', nested(100, 100), true],
    ['of which the inner one is over first', nested(100, 60), false],
    ['of which the outer one is over first', nested(60, 100), false],
  ])('%s', (_, config, told) => {
    expect(codes(config).includes('deadline/order')).toBe(told)
  })
  it('where the inner one begins again until then', () => {
    const inner = group({ a: { after: { 50: 'b' } }, b: { after: { 50: 'a' } } }, { after: { 1000: 'z' } })
    expect(codes(group({ o: inner, z: {} }))).toEqual(['deadline/order'])
  })
  it('of regions only where one ends the other', () => {
    const blink = group({ on: { after: { 50: 'off' } }, off: { after: { 50: 'on' } } })
    const machine = (clock: Json): Json => group({ p: { type: 'parallel', states: { blink, clock } }, z: {} })
    expect(codes(machine(group({ a: { after: { 100: '#z' } } })))).toContain('transition/target')
    const over = { id: 'over' }
    const leaving = group({ a: { after: { 100: '#over' } } })
    const p = { type: 'parallel', states: { blink, clock: leaving } }
    expect(codes(group({ p, z: over }))).toEqual(['deadline/order'])
    expect(codes(machine(group({ a: { after: { 100: 'b' } }, b: {} })))).toEqual([])
  })
})

describe('nothing changes without a word', () => {
  it.each<[string, Json, string[]]>([
    ['words of others', group({ a: { watch: {}, effects: ['x'] } }), ['state/unknown']],
    ['words of others in a transition', group({ a: { on: { E: { target: 'a', bogus: 1 } } } }), ['transition/unknown']],
    ['activities', group({ a: { activities: ['beep'] } }), ['activity/none']],
    ['strict', group({ a: {} }, { strict: true }), ['machine/strict']],
    ['an event’s name', group({ a: { on: { 'press me': 'a' } } }), ['event/name']],
    ['where it starts', { states: { a: {}, b: {} } }, ['state/initial']],
    ['code that was assigned', group({ a: { entry: { type: 'xstate.assign', assignment: {} } } }), ['action/assign']],
    ['what lies in an end', group({ a: { type: 'final', states: { b: {} } } }), ['state/states']],
    [
      'targets that exclude each other',
      group({ a: { on: { E: { target: ['b', 'c'] } } }, b: {}, c: {} }),
      ['transition/targets'],
    ],
    ['which version it is', group({ a: { entry: [], on: { E: { target: 'a' } } } }), ['version/unsure']],
    ['a delay without a length', group({ a: { after: [{ target: 'a' }] } }), ['transition/delay']],
    [
      'what begins again with the whole machine',
      group({ a: { on: { E: '#m' } } }, { id: 'm', after: { 100: '.a' } }),
      ['transition/root'],
    ],
    ['a start that is none', group({ a: {} }, { initial: 3 }), ['state/initial']],
    ['a type of state', group({ a: { type: 'wizard' } }), ['state/type']],
    ['a context that is none', group({ a: {} }, { context: [1] }), ['context/value']],
    ['a target that is none', group({ a: { on: { E: 7 } } }), ['transition/unknown']],
  ])('%s', (_, config, expected) => {
    expect(codes(config)).toEqual(expected)
  })

  it('of an editor’s edges, what they wait for and where they lead from', () => {
    const nodes = [
      { id: 'r', data: { initialId: 'a' } },
      { id: 'a', parentId: 'r' },
    ]
    const edge = (id: string, source: string, type: string): Json => ({
      id,
      source,
      targets: ['a'],
      data: { eventTypeData: { type } },
    })
    const edges = [edge('e', 'a', 'unknown'), edge('f', 'gone', 'always'), edge('g', 'a', 'after')]
    expect(codes({ rootId: 'r', nodes, edges })).toEqual(['edge/source', 'edge/unknown', 'transition/delay'])
  })

  it.each<[string, Json, string]>([
    ['states that are none', { states: ['a'] }, 'expected an object of states'],
    ['a state that is none', { states: { a: 'b' } }, 'expected a state'],
    [
      'nodes in a ring',
      {
        nodes: [
          { id: 'a', parentId: 'b' },
          { id: 'b', parentId: 'a' },
        ],
        edges: [],
      },
      'every node lies in',
    ],
  ])('%s are refused', (_, config, message) => {
    expect(() => importXState(config)).toThrow(message)
  })

  it('two events stay two, two outcomes two', () => {
    const { graph } = importXState(
      group({ a: { on: { 日: '日', 月: '月' } }, 日: { type: 'final' }, 月: { type: 'final' } }),
    )
    expect(new Set(graph.edges.map(({ trigger }) => JSON.stringify(trigger))).size).toBe(2)
    expect(new Set(graph.nodes.flatMap(({ data }) => ('outcome' in data ? [data.outcome] : []))).size).toBe(2)
  })

  it('a delayed event that nobody calls off comes as often as it was sent', () => {
    const later = (id: string): Json => ({ type: 'xstate.raise', event: { type: 'DING' }, delay: 50, id })
    const entry = [later('x')]
    const { graph } = importXState(group({ a: { entry } }))
    expect(graph.nodes[0]?.data.entry).toMatchObject([{ type: 'emit', event: 'DING', delay: 50 }])
    expect(JSON.stringify(graph)).not.toContain('"id":"x"')
    const off = { type: 'xstate.cancel', sendId: 'x' }
    expect(JSON.stringify(importXState(group({ a: { entry, exit: [off] } })).graph)).toContain('"id":"x"')
    expect(codes(group({ a: { entry: [...entry, ...entry], exit: [off] } }))).toEqual(['raise/again'])
  })
})

describe('what XState says in its own ways', () => {
  it('“.” is the state itself', () => {
    const { graph, lost } = importXState(group({ a: { on: { E: { target: '.', reenter: true } } } }))
    expect(lost).toEqual([])
    expect(graph.edges).toMatchObject([{ source: 'a', target: 'a', reenter: true }])
  })
  it('the machine as a whole begins anew', () => {
    expect(play(group({ a: { on: { GO: 'b' } }, b: { on: { GO: '#m' } } }, { id: 'm' }), ['GO', 'GO'])).toEqual(['a'])
  })
  it('states are reached by their routes', () => {
    const config = group({ a: {}, b: { id: 'bee', route: {} } }, { id: 'm' })
    const { graph, lost } = importXState(config)
    expect(lost).toEqual([])
    const go = { at: 1, event: { name: 'xstate.route', data: { to: '#bee' } } }
    expect([...simulate(compile(graph), [go], { seed: 1 })].at(-1)?.active).toEqual(['bee'])
  })
  it('transitions by target, as before v4', () => {
    const on = { E: { b: { cond: 'never' }, c: { cond: 'ever' } } }
    expect(play(group({ a: { on }, b: {}, c: {} }, { context: { never: false } }), ['E'])).toEqual(['c'])
  })
  it('v4’s “in” with a part of the machine', () => {
    const left = group({ a: { on: { GO: 'b' } }, b: {} })
    const right = group({ c: { on: { T: { target: 'd', in: { left: 'b' } } } }, d: {} })
    const machine = (): Json => ({ type: 'parallel', states: { left, right } })
    expect(play(machine(), ['T'])).toEqual(['a', 'c'])
    expect(play(machine(), ['GO', 'T'])).toEqual(['b', 'd'])
  })
  it('an end called “done” beside others', () => {
    const ends = { done: { type: 'final' }, failed: { type: 'final' } }
    const { graph } = importXState(group({ a: { on: { A: 'done', B: 'failed' } }, ...ends }, { entry: 'x' }))
    const outcome = (name: string) =>
      [...simulate(compile(graph), [{ at: 1, event: { name, data: {} } }], { seed: 1 })].at(-1)?.outcome
    expect([outcome('A'), outcome('B')]).toEqual(['done', 'failed'])
  })
  it('a printed definition is the machine that it was printed from', () => {
    const state = (key: string, more: Json = {}): Json => ({
      ...{ id: `m.${key}`, key, type: 'atomic', history: false, states: {}, on: {}, transitions: [], invoke: [] },
      ...more,
    })
    const way = (to: string, more: Json = {}): Json[] => [
      { target: [`#m.${to}`], actions: [], source: '#m.a', ...more },
    ]
    const on = { E: way('b', { eventType: 'E' }), 'xstate.after.100.m.a': way('c', { delay: 100, eventType: 'x' }) }
    const a = state('a', { on, entry: [{ type: 'xstate.raise' }], exit: [{ type: 'xstate.cancel' }] })
    const initial = { target: ['#m.a'], actions: [] }
    const config = {
      ...state('m', { id: 'm', type: 'compound', initial }),
      states: { a, b: state('b'), c: state('c') },
    }
    expect(codes(config)).toEqual(['definition/always'])
    expect(play(config, ['E'])).toEqual(['b'])
    expect(play(config)).toEqual(['c'])
  })
})
