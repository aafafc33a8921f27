import { describe, expect, it } from 'vitest'
import { buildGraph, command, onSignal, ROLES, signalIs } from '#scene-graph/testing/build.ts'
import { actives, commandsOf, play, signal } from './testing.ts'

const held = (ms: number) => ({
  type: 'condition' as const,
  condition: { type: 'held' as const, of: signalIs('a', 'on', true), for: ms },
})
const go = { type: 'operator' as const, action: 'go' }

describe('SG1 one input at a time, to completion', () => {
  it('eventless edges and ends follow in the same step', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'g', type: 'group' },
        { id: 'wait', type: 'state', parentId: 'g' },
        { id: 'choose', type: 'decision', parentId: 'g' },
        { id: 'yes', type: 'end', parentId: 'g', data: { outcome: 'solved' } },
        { id: 'over', type: 'end', data: { outcome: 'solved' } },
      ],
      edges: [
        { id: 'e1', source: 'wait', target: 'choose', trigger: onSignal('a', 'on') },
        { id: 'e2', source: 'choose', target: 'yes', guard: signalIs('a', 'on', true) },
        { id: 'e3', source: 'g', target: 'over', sourcePort: 'solved' },
      ],
    })
    const trace = play(graph, [signal(5, 'a', 'on', true)])
    expect(actives(trace)).toEqual(['wait', 'over'])
    expect(trace[1]).toMatchObject({ seq: 1, at: 5, outcome: 'solved' })
  })

  it('actions run in SCXML order: exits inner first, the edge, entries outer first', () => {
    const say = (message: string) => [{ type: 'notify' as const, message }]
    const graph = buildGraph({
      nodes: [
        { id: 'p', type: 'parallel', data: { exit: say('exit p') } },
        { id: 'r1', type: 'group', parentId: 'p', data: { exit: say('exit r1') } },
        { id: 's1', type: 'state', parentId: 'r1', data: { exit: say('exit s1') } },
        { id: 'r2', type: 'state', parentId: 'p', data: { exit: say('exit r2') } },
        { id: 'q', type: 'group', data: { entry: say('enter q') } },
        { id: 't', type: 'state', parentId: 'q', data: { entry: say('enter t') } },
      ],
      edges: [{ id: 'e', source: 'p', target: 'q', trigger: go, actions: say('edge') }],
    })
    const trace = play(graph, [{ at: 1, operator: { action: 'go' } }])
    expect(trace[1]?.effects.map((e) => e.message)).toEqual([
      'exit r2',
      'exit s1',
      'exit r1',
      'exit p',
      'edge',
      'enter q',
      'enter t',
    ])
  })
})

describe('SG2 a guard sees the value that came with the input', () => {
  it('in another region, also when an inner state took the event', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'p', type: 'parallel' },
        { id: 'r1', type: 'group', parentId: 'p' },
        { id: 'a1', type: 'state', parentId: 'r1' },
        { id: 'a2', type: 'state', parentId: 'r1' },
        { id: 'r2', type: 'group', parentId: 'p' },
        { id: 'b1', type: 'state', parentId: 'r2' },
        { id: 'b2', type: 'state', parentId: 'r2' },
      ],
      edges: [
        { id: 'e1', source: 'a1', target: 'a2', trigger: onSignal('a', 'level') },
        {
          id: 'e2',
          source: 'b1',
          target: 'b2',
          trigger: onSignal('a', 'level'),
          guard: { type: 'compare', left: { type: 'signal', role: 'a', signal: 'level' }, op: '>', right: 4 },
        },
        {
          id: 'e3',
          source: 'r2',
          target: null,
          trigger: { type: 'condition', condition: signalIs('a', 'level', 5) },
          actions: [command('lock')],
        },
      ],
    })
    const trace = play(graph, [signal(1, 'a', 'level', 5)])
    expect(actives(trace)).toEqual(['a1+b1', 'a2+b2'])
    expect(commandsOf(trace)).toEqual(['1 lock.lock'])
  })
})

describe('SG3 which edge fires', () => {
  const nodes = [
    { id: 's', type: 'state' },
    { id: 'x', type: 'state' },
    { id: 'y', type: 'state' },
  ]
  it('the lowest order wins, also between a signal and a condition', () => {
    const edges = (signalOrder: number, conditionOrder: number) => [
      { id: 'e1', source: 's', target: 'x', trigger: onSignal('a', 'on'), order: signalOrder },
      {
        id: 'e2',
        source: 's',
        target: 'y',
        trigger: { type: 'condition' as const, condition: signalIs('a', 'on', true) },
        order: conditionOrder,
      },
    ]
    const play1 = (a: number, b: number) =>
      actives(play(buildGraph({ roles: ROLES, nodes, edges: edges(a, b) }), [signal(1, 'a', 'on', true)]))
    expect(play1(0, 1)).toEqual(['s', 'x'])
    expect(play1(1, 0)).toEqual(['s', 'y'])
  })

  it('inner nodes win over outer ones, also an inner condition over an outer signal', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'g', type: 'group' },
        { id: 'in', type: 'state', parentId: 'g' },
        { id: 'won', type: 'state', parentId: 'g' },
        { id: 'out', type: 'state' },
      ],
      edges: [
        { id: 'outer', source: 'g', target: 'out', trigger: onSignal('a', 'on') },
        {
          id: 'inner',
          source: 'in',
          target: 'won',
          trigger: { type: 'condition', condition: signalIs('a', 'on', true) },
        },
      ],
    })
    expect(actives(play(graph, [signal(1, 'a', 'on', true)]))).toEqual(['in', 'won'])
  })

  it('deadlines at the same moment: the inner one first', () => {
    const graph = buildGraph({
      nodes: [
        { id: 'g', type: 'group' },
        { id: 'in', type: 'state', parentId: 'g' },
        { id: 'in2', type: 'state', parentId: 'g' },
        { id: 'out', type: 'state' },
      ],
      edges: [
        { id: 'outer', source: 'g', target: 'out', trigger: { type: 'after', duration: 100 } },
        { id: 'inner', source: 'in', target: 'in2', trigger: { type: 'after', duration: 100 } },
      ],
    })
    expect(actives(play(graph, [{ at: 100, end: true }]))).toEqual(['in', 'in2', 'out', 'out'])
  })
})

describe('SG4 an input that nothing handles', () => {
  it('is recorded and changes nothing but the last known value', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 's', type: 'state' },
        { id: 't', type: 'state' },
        { id: 'u', type: 'state' },
      ],
      edges: [
        { id: 'e', source: 's', target: 't', trigger: go },
        { id: 'f', source: 't', target: 'u', trigger: { type: 'condition', condition: signalIs('a', 'on', true) } },
      ],
    })
    const trace = play(graph, [signal(1, 'a', 'on', true), { at: 2, operator: { action: 'go' } }])
    expect(trace[1]).toMatchObject({ seq: 1, active: ['s'], commands: [], effects: [] })
    expect(actives(trace)).toEqual(['s', 's', 'u'])
  })

  it('a repeated level is no change; a repeated momentary is', () => {
    const edges = (name: string) => [
      { id: 'e', source: 's', target: null, trigger: onSignal('a', name), actions: [command('lock')] },
    ]
    const count = (name: string, value: boolean | number) =>
      commandsOf(
        play(buildGraph({ roles: ROLES, nodes: [{ id: 's', type: 'state' }], edges: edges(name) }), [
          signal(1, 'a', name, value),
          signal(2, 'a', name, value),
        ]),
      ).length
    expect(count('on', true)).toBe(1)
    expect(count('hit', 81)).toBe(2)
  })
})

describe('SG5 held-for', () => {
  const graph = buildGraph({
    roles: ROLES,
    nodes: [
      { id: 's', type: 'state' },
      { id: 't', type: 'state' },
    ],
    edges: [{ id: 'e', source: 's', target: 't', trigger: held(1000) }],
  })
  it('fires when the condition held without a break', () => {
    expect(play(graph, [signal(100, 'a', 'on', true), { at: 5000, end: true }]).at(2)).toMatchObject({
      at: 1100,
      active: ['t'],
    })
  })
  it('restarts whenever its condition breaks, however briefly', () => {
    const trace = play(graph, [
      signal(100, 'a', 'on', true),
      signal(1099, 'a', 'on', false),
      signal(1099, 'a', 'on', true),
      { at: 2098, end: true },
    ])
    expect(trace.at(-1)?.active).toEqual(['s'])
    expect(
      play(graph, [
        signal(100, 'a', 'on', true),
        signal(1099, 'a', 'on', false),
        signal(1099, 'a', 'on', true),
        { at: 2099, end: true },
      ]).at(-1)?.active,
    ).toEqual(['t'])
  })
  it('survives a restart', () => {
    const trace = play(graph, [signal(100, 'a', 'on', true), { at: 600, restart: true }, { at: 1100, end: true }])
    expect(trace.at(-1)?.active).toEqual(['t'])
  })
  it('stands still while the game is frozen', () => {
    const trace = play(graph, [
      signal(100, 'a', 'on', true),
      { at: 600, freeze: true },
      { at: 10_600, freeze: false },
      { at: 11_099, end: true },
    ])
    expect(trace.at(-1)?.active).toEqual(['s'])
    const later = play(graph, [
      signal(100, 'a', 'on', true),
      { at: 600, freeze: true },
      { at: 10_600, freeze: false },
      { at: 11_100, end: true },
    ])
    expect(later.at(-1)?.active).toEqual(['t'])
  })
})

describe('SG6 commands', () => {
  it('keep the order of the actions and have ids of session, step and position', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [{ id: 's', type: 'state', data: { entry: [command('lock'), command('release')] } }],
      edges: [],
    })
    expect(play(graph, [])[0]?.commands.map((c) => [c.id, c.command])).toEqual([
      ['sim.0.0', 'lock'],
      ['sim.0.1', 'release'],
    ])
  })
})

describe('SG9 what durations do', () => {
  const graph = (frozen: 'freezes' | 'runs', visible = false) =>
    buildGraph({
      nodes: [
        { id: 'd', type: 'delay', data: { duration: 1000, timing: { frozen, visible } } },
        { id: 'e', type: 'end' },
      ],
      edges: [{ id: 'x', source: 'd', target: 'e' }],
    })
  const at = (trace: ReturnType<typeof play>) => trace.find((line) => line.active[0] === 'e')?.at
  it('freezes by default, runs on where the designer says so', () => {
    const inputs = [
      { at: 400, freeze: true },
      { at: 5000, freeze: false },
      { at: 9000, end: true },
    ]
    expect(at(play(graph('freezes'), inputs))).toBe(5600)
    expect(at(play(graph('runs'), inputs))).toBe(1000)
  })
  it('may be adjusted only when the GM sees it', () => {
    const inputs = [
      { at: 400, adjust: { timer: 'd', by: 500 } },
      { at: 9000, end: true },
    ]
    expect(at(play(graph('freezes', true), inputs))).toBe(1500)
    expect(at(play(graph('freezes', false), inputs))).toBe(1000)
  })
  it('keeps its deadline when the process restarts', () => {
    expect(
      at(
        play(graph('freezes'), [
          { at: 400, restart: true },
          { at: 9000, end: true },
        ]),
      ),
    ).toBe(1000)
  })
  it('a deadline and an input at the same moment: the deadline first', () => {
    const trace = play(graph('freezes'), [{ at: 1000, operator: { action: 'go' } }])
    expect(trace.map((l) => Object.keys(l.cause)[0])).toEqual(['start', 'timer', 'operator'])
  })
})

describe('while frozen', () => {
  const graph = buildGraph({
    roles: ROLES,
    nodes: [
      { id: 's', type: 'state' },
      { id: 't', type: 'state' },
    ],
    edges: [{ id: 'e', source: 's', target: 't', trigger: onSignal('a', 'on', true) }],
  })
  it('inputs are recorded, and applied on resume', () => {
    const trace = play(graph, [{ at: 1, freeze: true }, signal(2, 'a', 'on', true), { at: 3, freeze: false }])
    expect(actives(trace)).toEqual(['s', 's', 's', 's', 't'])
    expect(trace.at(-1)?.cause).toEqual({ signal: { role: 'a', name: 'on', value: true } })
  })
  it('or discarded, with the room as it is', () => {
    const trace = play(graph, [
      { at: 1, freeze: true },
      signal(2, 'a', 'on', true),
      { at: 3, freeze: false, inputs: 'discard' },
      signal(4, 'a', 'on', true),
      signal(5, 'a', 'on', false),
      signal(6, 'a', 'on', true),
    ])
    expect(actives(trace)).toEqual(['s', 's', 's', 's', 's', 's', 't'])
  })
})

describe('condition edges', () => {
  it('fire on entry when they hold already', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 's', type: 'state' },
        { id: 't', type: 'state' },
        { id: 'u', type: 'state' },
      ],
      edges: [
        { id: 'e', source: 's', target: 't', trigger: onSignal('b', 'on') },
        { id: 'f', source: 't', target: 'u', trigger: { type: 'condition', condition: signalIs('a', 'on', true) } },
      ],
    })
    expect(actives(play(graph, [signal(1, 'a', 'on', true), signal(2, 'b', 'on', true)]))).toEqual(['s', 's', 'u'])
  })
  it('that stay in their node fire once each time they become true', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [{ id: 's', type: 'state' }],
      edges: [
        {
          id: 'e',
          source: 's',
          target: null,
          trigger: { type: 'condition', condition: signalIs('a', 'on', true) },
          actions: [command('lock')],
        },
      ],
    })
    const trace = play(graph, [
      signal(1, 'a', 'on', true),
      signal(2, 'b', 'on', true),
      { at: 2, restart: true },
      signal(3, 'a', 'on', false),
      signal(4, 'a', 'on', true),
    ])
    expect(commandsOf(trace)).toEqual(['1 lock.lock', '4 lock.lock'])
  })
  it('a value never heard is neither equal nor different', () => {
    const graph = (op: '=' | '≠') =>
      buildGraph({
        roles: ROLES,
        nodes: [
          { id: 's', type: 'state' },
          { id: 't', type: 'state' },
        ],
        edges: [
          {
            id: 'e',
            source: 's',
            target: 't',
            trigger: { type: 'condition', condition: { ...signalIs('a', 'on', true), op } },
          },
        ],
      })
    expect(actives(play(graph('='), []))).toEqual(['s'])
    expect(actives(play(graph('≠'), []))).toEqual(['s'])
  })
  it('can ask whether a node is active', () => {
    const graph = buildGraph({
      nodes: [
        { id: 'p', type: 'parallel' },
        { id: 'r1', type: 'group', parentId: 'p' },
        { id: 'a1', type: 'state', parentId: 'r1' },
        { id: 'a2', type: 'state', parentId: 'r1' },
        { id: 'r2', type: 'group', parentId: 'p' },
        { id: 'b1', type: 'state', parentId: 'r2' },
        { id: 'b2', type: 'state', parentId: 'r2' },
      ],
      edges: [
        { id: 'e', source: 'a1', target: 'a2', trigger: go },
        {
          id: 'f',
          source: 'b1',
          target: 'b2',
          trigger: { type: 'condition', condition: { type: 'active', node: 'a2' } },
        },
      ],
    })
    expect(actives(play(graph, [{ at: 1, operator: { action: 'go' } }]))).toEqual(['a1+b1', 'a2+b2'])
  })
})

describe('cues', () => {
  const graph = (retries: number) =>
    buildGraph({
      roles: ROLES,
      nodes: [
        {
          id: 'c',
          type: 'cue',
          data: {
            retries,
            steps: [
              { action: { ...command('release'), ackWithin: 200 }, wait: 'acknowledged' },
              { action: command('lock'), wait: 300 },
              { action: command('set') },
            ],
          },
        },
        { id: 'ok', type: 'end', data: { outcome: 'solved' } },
        { id: 'bad', type: 'end', data: { outcome: 'failed' } },
      ],
      edges: [
        { id: 'd', source: 'c', target: 'ok' },
        { id: 'f', source: 'c', target: 'bad', sourcePort: 'failed' },
      ],
    })
  const ack = (at: number, id: string, outcome: string) => ({ at, ack: { command: id, outcome } })
  it('do one thing after the other, each with its own wait', () => {
    const trace = play(graph(0), [ack(50, 'sim.0.0', 'applied'), { at: 1000, end: true }])
    expect(commandsOf(trace)).toEqual(['0 lock.release', '50 lock.lock', '350 lock.set'])
    expect(trace.at(-1)?.outcome).toBe('solved')
  })
  it('fail when a command is refused or nothing comes in time', () => {
    expect(play(graph(0), [ack(50, 'sim.0.0', 'rejected')]).at(-1)?.outcome).toBe('failed')
    expect(play(graph(0), [{ at: 200, end: true }]).at(-1)).toMatchObject({ outcome: 'failed' })
  })
  it('try again as often as they may, each time with an id of its own', () => {
    const trace = play(graph(2), [
      ack(50, 'sim.0.0', 'rejected'),
      ack(60, 'sim.0.0', 'applied'),
      ack(70, 'sim.1.0', 'applied'),
      { at: 100, end: true },
    ])
    expect(commandsOf(trace)).toEqual(['0 lock.release', '50 lock.release', '70 lock.lock'])
  })
})

describe('RT9 a scene that never comes to rest', () => {
  it('throws and does not hang', () => {
    const graph = buildGraph({
      nodes: [
        { id: 'a', type: 'decision' },
        { id: 'b', type: 'decision' },
      ],
      edges: [
        { id: 'x', source: 'a', target: 'b' },
        { id: 'y', source: 'b', target: 'a' },
      ],
    })
    expect(() => play(graph, [])).toThrow(/never comes to rest/)
  })
  it('nor do deadlines of no length', () => {
    const graph = buildGraph({
      nodes: [
        { id: 'a', type: 'delay', data: { duration: 0 } },
        { id: 'b', type: 'delay', data: { duration: 0 } },
      ],
      edges: [
        { id: 'x', source: 'a', target: 'b' },
        { id: 'y', source: 'b', target: 'a' },
      ],
    })
    expect(() => play(graph, [])).toThrow(/never comes to rest/)
  })
})
