import { describe, expect, it } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import { buildGraph, command, onSignal, ROLES, signalIs } from '#scene-graph/testing/build.ts'
import { simulate } from '../core/simulate.ts'
import { type Analysed, type Analysis, analyse } from './analyse.ts'

type Parts = Parameters<typeof buildGraph>[0]

const analysed = (parts: Parts): Analysis => analyse(compile(buildGraph({ roles: ROLES, ...parts })))

const of = ({ findings }: Analysis, code: string): Analysed[] => findings.filter((f) => f.code === `analysis/${code}`)

/** What is active after a finding's inputs were simulated. */
function shown(parts: Parts, { trace = [], seed = 1 }: Analysed): readonly string[] {
  const lines = [...simulate(compile(buildGraph({ roles: ROLES, ...parts })), trace, { seed })]
  return lines.at(-1)?.active ?? []
}

const pressed = onSignal('a', 'on', true)
const end = { id: 'end', type: 'end' }

describe('soft locks', () => {
  const trap: Parts = {
    nodes: [{ id: 'start', type: 'state' }, { id: 'pit', type: 'state' }, end],
    edges: [
      { id: 'on', source: 'start', target: 'end', trigger: pressed },
      { id: 'off', source: 'start', target: 'pit', trigger: { type: 'after', duration: 5_000 }, order: 1 },
    ],
  }

  it('a state without a way out, with the way into it', () => {
    const [found, ...more] = of(analysed(trap), 'soft-lock')
    expect(more).toEqual([])
    expect(found).toMatchObject({ severity: 'warning', nodes: ['pit'], trace: [{ at: 5_000, end: true }] })
    expect(found && shown(trap, found)).toEqual(['pit'])
  })

  it('a way out that needs what can no longer come is none', () => {
    const once: Parts = {
      variables: { tries: { type: 'number', initial: 0 } },
      nodes: [{ id: 'try', type: 'state' }, end],
      edges: [
        {
          id: 'wrong',
          source: 'try',
          target: null,
          trigger: onSignal('a', 'hit'),
          actions: [{ type: 'set', variable: 'tries', to: 1, mode: 'add' }],
        },
        {
          id: 'right',
          source: 'try',
          target: 'end',
          trigger: pressed,
          guard: { type: 'compare', left: { type: 'variable', name: 'tries' }, op: '<', right: 3 },
        },
      ],
    }
    const [found] = of(analysed(once), 'soft-lock')
    expect(found?.trace?.length).toBe(3)
    // Counting on makes no new states.
    expect(analysed(once)).toMatchObject({ complete: true })
  })

  it('an operator action that leads on makes it none: it is told that it is needed', () => {
    const helped = { ...trap, edges: [...trap.edges, { id: 'help', source: 'pit', target: 'end', trigger: GO }] }
    const analysis = analysed(helped)
    expect(of(analysis, 'soft-lock')).toEqual([])
    expect(of(analysis, 'needs-operator')).toMatchObject([{ severity: 'info', nodes: ['pit'] }])
  })

  it('a game with no end at all is said once', () => {
    const endless: Parts = { nodes: [{ id: 's', type: 'state' }], edges: [] }
    expect(of(analysed(endless), 'soft-lock')).toMatchObject([{ nodes: ['s'], trace: [] }])
  })

  it('in a region, by the whole scene’s inputs; unless something else leads out of the parallel', () => {
    const stuck: Parts = {
      nodes: [
        { id: 'wait', type: 'state' },
        { id: 'both', type: 'parallel' },
        { id: 'left', type: 'group', parentId: 'both' },
        { id: 'l1', type: 'state', parentId: 'left' },
        { id: 'l2', type: 'state', parentId: 'left' },
        { id: 'le', type: 'end', parentId: 'left' },
        { id: 'right', type: 'group', parentId: 'both' },
        { id: 'r1', type: 'delay', parentId: 'right', data: { duration: 3_000 } },
        { id: 're', type: 'end', parentId: 'right' },
        end,
      ],
      edges: [
        { id: 'in', source: 'wait', target: 'both', trigger: GO },
        { id: 'l-end', source: 'l1', target: 'le', trigger: pressed },
        { id: 'l-pit', source: 'l1', target: 'l2', trigger: onSignal('a', 'level', 2), order: 1 },
        { id: 'r-end', source: 'r1', target: 're' },
        { id: 'out', source: 'both', target: 'end' },
      ],
    }
    const analysis = analysed(stuck)
    expect(analysis.parts.map((p) => p.regions)).toEqual([[], ['left'], ['right']])
    const [found] = of(analysis, 'soft-lock')
    expect(found?.nodes).toEqual(['l2', 'r1'])
    expect(found && shown(stuck, found)).toEqual(['l2', 'r1'])
    const skip = { id: 'skip', source: 'both', target: 'end', trigger: onSignal('b', 'on', true), order: 1 }
    expect(of(analysed({ ...stuck, edges: [...stuck.edges, skip] }), 'soft-lock')).toEqual([])
  })
})

const GO = { type: 'operator' as const, action: 'go' }

const held = (role: string) => ({ condition: signalIs(role, 'on', true), for: 0 })

describe('dependence on one device', () => {
  const puzzle: Parts = {
    nodes: [{ id: 's', type: 'state' }, end],
    edges: [{ id: 'e', source: 's', target: 'end', trigger: pressed }],
  }
  it('a warning where the game cannot end without it', () => {
    const found = of(analysed(puzzle), 'depends-on-device')
    expect(found).toMatchObject([{ severity: 'warning', path: 'roles.a', nodes: ['s'] }])
  })
  it('information where the game master can override what waits for it', () => {
    const solved = { ...puzzle, nodes: [{ id: 's', type: 'hold', data: held('a') }, end] }
    const leave = { id: 'e', source: 's', target: 'end', sourcePort: 'solved' }
    const found = of(analysed({ ...solved, edges: [leave] }), 'depends-on-device')
    expect(found).toMatchObject([{ severity: 'info', path: 'roles.a', nodes: ['s'] }])
    expect(found[0]?.message).toContain('overrides')
    // Where the device stands behind it too, an override of the puzzle alone does not do.
    const behind = { ...puzzle.edges[0], id: 'b', source: 't', target: 'end' }
    const both = { nodes: [...solved.nodes, { id: 't', type: 'state' }], edges: [{ ...leave, target: 't' }, behind] }
    expect(of(analysed(both as Parts), 'depends-on-device')).toMatchObject([{ severity: 'warning' }])
  })
  it('information where the game master can do it', () => {
    const skip = { id: 'skip', source: 's', target: 'end', trigger: GO, order: 1 }
    const found = of(analysed({ ...puzzle, edges: [...puzzle.edges, skip] }), 'depends-on-device')
    expect(found).toMatchObject([{ severity: 'info', path: 'roles.a' }])
  })
  it('none where the scene knows that it is offline, or another does as well', () => {
    const offline = {
      id: 'dead',
      source: 's',
      target: 'end',
      order: 1,
      trigger: {
        type: 'condition' as const,
        condition: {
          type: 'compare' as const,
          left: { type: 'health' as const, role: 'a' },
          op: '=',
          right: 'offline',
        },
      },
    }
    expect(of(analysed({ ...puzzle, edges: [...puzzle.edges, offline] }), 'depends-on-device')).toEqual([])
    const other = { id: 'other', source: 's', target: 'end', order: 1, trigger: onSignal('b', 'on', true) }
    expect(of(analysed({ ...puzzle, edges: [...puzzle.edges, other] }), 'depends-on-device')).toEqual([])
  })
  it('what overrides can do is found without trying every order of them', () => {
    const regions = Array.from({ length: 40 }, (_, i) => i)
    const graph = {
      nodes: [
        { id: 'all', type: 'parallel' },
        ...regions.flatMap((i) => [
          { id: `r${i}`, type: 'group', parentId: 'all' },
          { id: `s${i}`, type: 'state', parentId: `r${i}` },
          { id: `e${i}`, type: 'end', parentId: `r${i}` },
        ]),
        end,
      ],
      edges: [
        ...regions.map((i) => ({ id: `on${i}`, source: `s${i}`, target: `e${i}`, trigger: pressed })),
        { id: 'out', source: 'all', target: 'end' },
      ],
    }
    let asked = 0
    const found = analyse(compile(buildGraph({ roles: ROLES, ...graph })), { timeUp: () => ++asked > 2_000 })
    expect(of(found, 'depends-on-device')).toMatchObject([{ severity: 'info', path: 'roles.a' }])
    expect(found.complete).toBe(true)
  })
  it('information where it listens for its going offline: what is dead from the start is not heard of', () => {
    const dies = { type: 'device' as const, role: 'a', health: 'offline' as const }
    const listens = { id: 'dead', source: 's', target: 'end', order: 1, trigger: dies }
    const [found] = of(analysed({ ...puzzle, edges: [...puzzle.edges, listens] }), 'depends-on-device')
    expect(found).toMatchObject({ severity: 'info', message: expect.stringContaining('dead from the start') })
  })
})

describe('safety', () => {
  const regions: Parts = {
    nodes: [
      { id: 'both', type: 'parallel' },
      { id: 'l', type: 'state', parentId: 'both', data: { entry: [command('lock')] } },
      { id: 'r', type: 'group', parentId: 'both' },
      { id: 'r1', type: 'state', parentId: 'r' },
      { id: 'r2', type: 'state', parentId: 'r', data: { entry: [command('release')] } },
      end,
    ],
    edges: [
      { id: 'on', source: 'r1', target: 'r2', trigger: pressed },
      { id: 'out', source: 'both', target: 'end', trigger: GO },
    ],
  }
  it('two regions that command one device', () => {
    expect(of(analysed(regions), 'command-conflict')).toMatchObject([{ severity: 'warning', nodes: ['l', 'r2'] }])
    const never = { ...regions, edges: regions.edges.filter((e) => e.id !== 'on') }
    expect(of(analysed(never), 'command-conflict')).toEqual([])
  })
  it('an invariant that can be broken, with the way there', () => {
    const never = { type: 'all' as const, of: [{ type: 'active' as const, node: 'r2' }, signalIs('b', 'on', false)] }
    const guarded: Parts = { ...regions, invariants: [{ id: 'i', name: 'open while b is off', never }] }
    const [found] = of(analysed(guarded), 'invariant')
    expect(found).toMatchObject({ severity: 'error', path: 'invariants.0' })
    expect(found && shown(guarded, found)).toContain('r2')
    const kept: Parts = {
      ...regions,
      invariants: [
        { id: 'i', name: 'both', never: { type: 'all', of: [1, 2].map((n) => ({ type: 'active', node: `r${n}` })) } },
      ],
    }
    expect(of(analysed(kept), 'invariant')).toEqual([])
  })
  it('a move after which it never rests', () => {
    const spin: Parts = {
      nodes: [{ id: 's', type: 'state' }, { id: 'x', type: 'decision' }, { id: 'y', type: 'decision' }, end],
      edges: [
        { id: 'go', source: 's', target: 'x', trigger: pressed },
        { id: 'out', source: 's', target: 'end', trigger: GO },
        { id: 'xy', source: 'x', target: 'y' },
        { id: 'yx', source: 'y', target: 'x' },
      ],
    }
    const [found] = of(analysed(spin), 'never-rests')
    expect(found?.severity).toBe('error')
    expect(() => found && shown(spin, found)).toThrow('never comes to rest')
  })
})

describe('what never happens, how long it takes, where it stopped', () => {
  it('nodes and edges that no game comes to', () => {
    const analysis = analysed({
      nodes: [{ id: 's', type: 'state' }, { id: 'never', type: 'state' }, end],
      edges: [
        {
          id: 'no',
          source: 's',
          target: 'never',
          trigger: {
            type: 'condition',
            condition: { type: 'all', of: [signalIs('a', 'level', 1), signalIs('a', 'level', 2)] },
          },
        },
        { id: 'on', source: 's', target: 'end', trigger: GO, order: 1 },
      ],
    })
    expect(of(analysis, 'never-active')).toMatchObject([{ nodes: ['never'] }])
    expect(of(analysis, 'never-fires')).toMatchObject([{ edges: ['no'] }])
  })
  it('expected times and delays along a path', () => {
    const { duration } = analysed({
      nodes: [
        { id: 'puzzle', type: 'state', data: { expected: 600_000 } },
        { id: 'film', type: 'delay', data: { duration: 30_000 } },
        { id: 'more', type: 'delay', data: { duration: 60_000 } },
        end,
      ],
      edges: [
        { id: 'on', source: 'puzzle', target: 'film', trigger: pressed },
        { id: 'off', source: 'puzzle', target: 'end', trigger: onSignal('b', 'on', true), order: 1 },
        { id: 'f', source: 'film', target: 'more' },
        { id: 'again', source: 'more', target: 'puzzle', order: 1, trigger: onSignal('b', 'on', true) },
        { id: 'm', source: 'more', target: 'end' },
      ],
    })
    expect(duration).toEqual({ min: 600_000, typical: 690_000, max: 690_000 })
  })
  it('bounds are told, and nothing is claimed of what lies beyond', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: Array.from({ length: 30 }, (_, i) => ({ id: `s${i}`, type: 'state' })),
      edges: Array.from({ length: 29 }, (_, i) => ({ id: `e${i}`, source: `s${i}`, target: `s${i + 1}`, trigger: GO })),
    })
    const analysis = analyse(compile(graph), { maxStates: 10 })
    expect(analysis.complete).toBe(false)
    expect(of(analysis, 'bounded')).toHaveLength(1)
    expect(of(analysis, 'soft-lock')).toEqual([])
    expect(of(analyse(compile(graph), { timeUp: () => true }), 'bounded')[0]?.message).toContain('time')
  })
})

describe('the whole language', () => {
  const nodes = (type: string, data: Record<string, unknown>): Parts => ({
    nodes: [{ id: 'p', type, data }, end],
    edges: [{ id: 'done', source: 'p', target: 'end', sourcePort: 'solved' }],
  })
  const hit = { role: 'a', signal: 'hit' }
  const level = (value: number) => ({ type: 'signal', role: 'a', signal: 'level', match: { op: '=', value } })
  it.each([
    ['a code key by key', nodes('code', { signal: { type: 'signal', ...hit }, codes: ['135'], reports: 'keys' })],
    ['a rhythm', nodes('rhythm', { signal: { type: 'signal', ...hit }, intervals: [300, 500], tolerance: 50 })],
    ['a sequence', nodes('sequence', { steps: [1, 2, 3].map((n) => ({ signal: level(n) })), window: 2_000 })],
    ['a count in a window', nodes('count', { signal: { type: 'signal', ...hit }, n: 3, within: 1_000 })],
    [
      'a dial',
      nodes('dial', { dials: [{ signal: { role: 'a', signal: 'level' }, target: 50, tolerance: 2 }], steady: 800 }),
    ],
  ])('%s can be solved, and only with its device or by an override', (_, parts) => {
    const analysis = analysed(parts)
    expect(of(analysis, 'soft-lock')).toEqual([])
    expect(of(analysis, 'depends-on-device')).toMatchObject([{ severity: 'info', path: 'roles.a' }])
    expect(analysis.complete).toBe(true)
  })

  it('expressions are looked into, and every exit of the dice is tried', () => {
    const parts: Parts = {
      variables: { x: { type: 'number', initial: 0 } },
      nodes: [
        { id: 's', type: 'state' },
        { id: 'dice', type: 'random', data: { choices: [{ id: 'one' }, { id: 'two', weight: 0.2 }] } },
        { id: 'pit', type: 'state' },
        end,
      ],
      edges: [
        {
          id: 'on',
          source: 's',
          target: 'dice',
          trigger: { type: 'condition', condition: { type: 'expression', cel: 'a.level > 41.5' } },
        },
        { id: 'one', source: 'dice', sourcePort: 'one', target: 'end' },
        { id: 'two', source: 'dice', sourcePort: 'two', target: 'pit' },
      ],
    }
    const [found] = of(analysed(parts), 'soft-lock')
    expect(found?.nodes).toEqual(['pit'])
    expect(found && shown(parts, found)).toEqual(['pit'])
  })
})

describe('what an event brings along', () => {
  const far = (op: string, right: number | string) => ({
    type: 'compare' as const,
    left: { type: 'payload' as const, key: 'far' },
    op,
    right,
  })
  const called = { type: 'event' as const, name: 'call' }
  const parts = (guard: object): Parts => ({
    nodes: [{ id: 's', type: 'state' }, end],
    edges: [{ id: 'e', source: 's', target: 'end', trigger: called, guard }] as never,
  })
  it.each([far('>', 7), far('=', 'away'), far('≠', 3)])('is tried with values that are asked for (%j)', (guard) => {
    const analysis = analysed(parts(guard))
    expect(of(analysis, 'soft-lock')).toEqual([])
    expect(of(analysis, 'never-fires')).toEqual([])
  })
  it('is told in the inputs that lead to a trap, also where it is asked for later', () => {
    const later: Parts = {
      nodes: [{ id: 's', type: 'state' }, { id: 'pit', type: 'state' }, { id: 't', type: 'decision' }, end],
      edges: [
        { id: 'in', source: 's', target: 't', trigger: called },
        { id: 'bad', source: 't', target: 'pit', guard: far('>', 7) as never },
        { id: 'good', source: 't', target: 'end', sourcePort: 'else' },
      ],
    }
    const [found] = of(analysed(later), 'soft-lock')
    expect(found?.trace).toEqual([{ at: 0, event: { name: 'call', data: { far: 8 } } }])
    expect(found && shown(later, found)).toEqual(['pit'])
  })
  it('stays a trap where nothing that is brought along helps', () => {
    const never = { type: 'all', of: [far('>', 7), far('<', 3)] }
    expect(of(analysed(parts(never)), 'soft-lock')).toMatchObject([{ nodes: ['s'] }])
  })
})

describe('every exit that can be drawn', () => {
  const draw = (weights: readonly [number, number]) => [
    { id: 'r', type: 'random', data: { choices: weights.map((weight, i) => ({ id: `x${i}`, weight })) } },
  ]
  const parts = (rare: number): Parts => ({
    nodes: [...draw([10_000, rare]), { id: 'q', type: 'random' }, { id: 'pit', type: 'state' }, end],
    edges: [
      { id: 'r0', source: 'r', sourcePort: 'x0', target: 'end' },
      { id: 'r1', source: 'r', sourcePort: 'x1', target: 'q' },
      { id: 'qa', source: 'q', sourcePort: 'a', target: 'pit' },
      { id: 'qb', source: 'q', sourcePort: 'b', target: 'end' },
    ],
  })
  it('is tried, however rare, and behind another; with a seed that draws it', () => {
    const [found] = of(analysed(parts(1)), 'soft-lock')
    expect(found?.nodes).toEqual(['pit'])
    expect(found && shown(parts(1), found)).toEqual(['pit'])
  })
  it('but not one without weight', () => {
    expect(of(analysed(parts(0)), 'soft-lock')).toEqual([])
    expect(analysed(parts(0)).complete).toBe(true)
  })
  it('one that no seed was found for is told', () => {
    const analysis = analysed(parts(0.001))
    expect(analysis.complete).toBe(false)
    expect(of(analysis, 'bounded')[0]?.message).toContain('"r"')
  })
})

it('independent puzzles do not multiply', () => {
  const each = <T>(make: (i: number) => T[]): T[] => Array.from({ length: 12 }, (_, i) => make(i)).flat()
  const role = { signals: { on: 'boolean' as const } }
  const graph = buildGraph({
    roles: Object.fromEntries(each((i) => [[`r${i}`, role]])),
    nodes: [
      { id: 'all', type: 'parallel' },
      ...each((i) => [
        { id: `g${i}`, type: 'group', parentId: 'all' },
        { id: `a${i}`, type: 'state', parentId: `g${i}` },
        { id: `b${i}`, type: 'state', parentId: `g${i}` },
        { id: `c${i}`, type: 'end', parentId: `g${i}` },
      ]),
      end,
    ],
    edges: [
      ...each((i) => [
        { id: `ab${i}`, source: `a${i}`, target: `b${i}`, trigger: onSignal(`r${i}`, 'on', true) },
        { id: `bc${i}`, source: `b${i}`, target: `c${i}`, trigger: onSignal(`r${i}`, 'on', false) },
      ]),
      { id: 'done', source: 'all', target: 'end' },
    ],
  })
  const analysis = analyse(compile(graph))
  expect(analysis).toMatchObject({ complete: true })
  expect(analysis.states).toBeLessThan(100)
})

it('a way of thousands of nodes is analysed as far as the bounds go, and has no expected duration', {
  timeout: 20_000,
}, () => {
  const id = (i: number) => `n${i}`
  const nodes = Array.from({ length: 3_000 }, (_, i) => ({ id: id(i), type: 'state' }))
  const edges = nodes.slice(1).map((node, i) => ({ id: `e${i}`, source: id(i), target: node.id, trigger: pressed }))
  const analysis = analyse(compile(buildGraph({ roles: ROLES, nodes, edges })), { maxStates: 10 })
  expect(of(analysis, 'expected-duration')).toEqual([])
  expect(of(analysis, 'bounded')).toHaveLength(1)
})
