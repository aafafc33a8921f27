import { describe, expect, it } from 'vitest'
import { buildGraph, command, ROLES, signalIs } from '#scene-graph/testing/build.ts'
import { actives, commandsOf, play, signal } from './testing.ts'

type Parts = Parameters<typeof buildGraph>[0]

/** `wait` → `yes` by the edge under test. */
const waiting = (trigger: object, more: Partial<Parts> = {}, edge: object = {}) =>
  buildGraph({
    roles: ROLES,
    ...more,
    nodes: [{ id: 'wait', type: 'state' }, { id: 'yes', type: 'state' }, ...(more.nodes ?? [])],
    edges: [
      { id: 'e', source: 'wait', target: 'yes', trigger: trigger as never, order: 9, ...edge },
      ...(more.edges ?? []),
    ],
  })
const when = (condition: object) => ({ type: 'condition', condition })
const level = { type: 'signal' as const, role: 'a', signal: 'level' }
const levels = (...values: [at: number, value: number][]) =>
  values.map(([at, value]) => signal(at, 'a', 'level', value))
const firstYes = (trace: ReturnType<typeof play>) => trace.find((line) => line.active.includes('yes'))?.at

describe('conditions', () => {
  it('between takes both ends, within its tolerance, in one of many', () => {
    const between = waiting(when({ type: 'between', value: level, min: 2, max: 3 }))
    expect(firstYes(play(between, levels([1, 1.9], [2, 3.1], [3, 3])))).toBe(3)
    const within = waiting(when({ type: 'within', value: level, of: 0.3, tolerance: 0.1 }))
    expect(firstYes(play(within, levels([1, 0.41], [2, 0.19], [3, 0.2])))).toBe(3)
    const one = waiting(when({ type: 'in', value: level, of: [5, 'x', 7] }))
    expect(firstYes(play(one, levels([1, 6], [2, 7])))).toBe(2)
  })

  it('at-least counts those that hold', () => {
    const of = [signalIs('a', 'on', true), signalIs('b', 'on', true), signalIs('a', 'level', 1)]
    const graph = waiting(when({ type: 'at-least', n: 2, of }))
    const on = (at: number, role: string, value: boolean) => signal(at, role, 'on', value)
    expect(firstYes(play(graph, [on(1, 'a', true), on(2, 'a', false), on(3, 'b', true), on(4, 'a', true)]))).toBe(4)
  })

  it('times counts reports of a signal inside the window, and stops being true by time alone', () => {
    const hits = { type: 'times', of: { type: 'signal', role: 'a', signal: 'hit' }, n: 3, within: 100 }
    const hit = (at: number) => signal(at, 'a', 'hit', 1)
    const graph = waiting(when(hits))
    expect(firstYes(play(graph, [hit(0), hit(10), hit(111), hit(112), hit(211)]))).toBe(211)
    expect(firstYes(play(graph, [hit(0), hit(50), hit(101), { at: 200, end: true }]))).toBeUndefined()
    const armed = { type: 'compare', left: { type: 'variable', name: 'armed' }, op: '=', right: true }
    const calm = waiting(when({ type: 'all', of: [armed, { type: 'not', of: hits }] }), {
      variables: { armed: { type: 'boolean', initial: false } },
      edges: [
        {
          id: 'arm',
          source: 'wait',
          target: null,
          trigger: when(hits) as never,
          actions: [{ type: 'set', variable: 'armed', to: true }],
        },
      ],
    })
    expect(firstYes(play(calm, [hit(20), hit(30), hit(40), { at: 500, end: true }]))).toBe(121)
  })

  it('times counts how often a condition became true', () => {
    const of = { type: 'compare', left: level, op: '>', right: 5 }
    const graph = waiting(when({ type: 'times', of, n: 2, within: 1000 }))
    expect(firstYes(play(graph, levels([1, 6], [2, 7], [3, 1], [4, 9])))).toBe(4)
  })

  it('changed compares with what the value was when the node became active', () => {
    const graph = (direction: string) => waiting(when({ type: 'changed', value: level, by: 10, direction }))
    expect(firstYes(play(graph('any'), levels([1, 100], [2, 105], [3, 90])))).toBe(3)
    expect(firstYes(play(graph('up'), levels([1, 100], [2, 80], [3, 110])))).toBe(3)
    expect(firstYes(play(graph('down'), levels([1, 100], [2, 120], [3, 90])))).toBe(3)
  })

  it('device health is a condition and a trigger', () => {
    const offline = { at: 5, device: { role: 'lock', health: 'offline' } }
    expect(firstYes(play(waiting(when({ type: 'device', role: 'lock', health: 'offline' })), [offline]))).toBe(5)
    expect(firstYes(play(waiting({ type: 'device', role: 'lock', health: 'offline' }), [offline]))).toBe(5)
  })

  it('time in a node and time left wake nobody for nothing, and at the very moment', () => {
    const elapsed = waiting(when({ type: 'compare', left: { type: 'elapsed', node: 'wait' }, op: '>', right: 250 }))
    const trace = play(elapsed, [{ at: 1000, end: true }])
    expect(trace.map((line) => line.at)).toEqual([0, 251, 1000])
    const left = (op: string) =>
      buildGraph({
        roles: ROLES,
        nodes: [
          { id: 'p', type: 'parallel' },
          { id: 'clock', type: 'timer', parentId: 'p', data: { duration: 1000 } },
          { id: 'r', type: 'group', parentId: 'p' },
          { id: 'wait', type: 'state', parentId: 'r' },
          { id: 'yes', type: 'state', parentId: 'r' },
        ],
        edges: [
          {
            id: 'e',
            source: 'wait',
            target: 'yes',
            trigger: when({ type: 'compare', left: { type: 'remaining', node: 'clock' }, op, right: 300 }) as never,
          },
        ],
      })
    expect(firstYes(play(left('≤'), [{ at: 2000, end: true }]))).toBe(700)
    expect(firstYes(play(left('<'), [{ at: 2000, end: true }]))).toBe(701)
    const taken = [
      { at: 100, adjust: { timer: 'clock', by: -500 } },
      { at: 2000, end: true },
    ]
    expect(firstYes(play(left('≤'), taken))).toBe(200)
    expect(firstYes(play(left('≤'), [{ at: 100, adjust: { timer: 'clock', by: -800 } }]))).toBe(100)
  })

  it('time left is known to guards of any edge, and to actions', () => {
    const remaining = { type: 'remaining', node: 'clock' }
    const graph = buildGraph({
      roles: ROLES,
      variables: { left: { type: 'number', initial: 0 } },
      nodes: [
        { id: 'p', type: 'parallel' },
        { id: 'clock', type: 'delay', parentId: 'p', data: { duration: 1000 } },
        { id: 'r', type: 'group', parentId: 'p' },
        { id: 'wait', type: 'state', parentId: 'r' },
        { id: 'yes', type: 'state', parentId: 'r' },
      ],
      edges: [
        {
          id: 'e',
          source: 'wait',
          target: 'yes',
          trigger: { type: 'event', name: 'go' },
          guard: { type: 'compare', left: remaining, op: '<', right: 500 },
          actions: [{ type: 'set', variable: 'left', to: remaining }],
        },
      ],
    })
    const trace = play(
      graph,
      [400, 600].map((at) => ({ at, event: { name: 'go' } })),
    )
    expect(firstYes(trace)).toBe(600)
    expect(trace.at(-1)?.variables.left).toBe(400)
  })

  it('expressions read variables, signals and health; what is unknown is not true', () => {
    const cel = when({ type: 'expression', cel: 'a.level * 2 + n > 10 && online("lock")' })
    const graph = waiting(cel, { variables: { n: { type: 'number', initial: 3 } } })
    const inputs = [...levels([1, 3]), { at: 2, device: { role: 'lock', health: 'offline' } }, ...levels([3, 9])]
    expect(firstYes(play(graph, [...inputs, { at: 4, device: { role: 'lock', health: 'online' } }]))).toBe(4)
  })
})

describe('events', () => {
  const on = (name: string) => ({ type: 'event', name })
  const event = (at: number, name: string, data = {}) => ({ at, event: { name, data } })

  it('are heard by name, by beginning, and all of them', () => {
    expect(firstYes(play(waiting(on('door')), [event(1, 'doors'), event(2, 'door')]))).toBe(2)
    expect(firstYes(play(waiting(on('door.*')), [event(1, 'doors.x'), event(2, 'door.a.b')]))).toBe(2)
    expect(firstYes(play(waiting(on('door.*')), [event(2, 'door')]))).toBe(2)
    const any = waiting(on('*'))
    expect(firstYes(play(any, [signal(1, 'a', 'level', 1), { at: 2, operator: { action: 'x' } }, event(3, 'z')]))).toBe(
      3,
    )
  })

  it('SG3 a pattern and a name compete by order', () => {
    const edges = [{ id: 'f', source: 'wait', target: 'no', trigger: on('*') as never, order: 1 }]
    const graph = waiting(on('door'), { nodes: [{ id: 'no', type: 'state' }], edges })
    expect(actives(play(graph, [event(1, 'door')]))).toEqual(['wait', 'no'])
    const first = waiting(on('door'), { nodes: [{ id: 'no', type: 'state' }], edges }, { order: 0 })
    expect(actives(play(first, [event(1, 'door')]))).toEqual(['wait', 'yes'])
  })

  it('bring values along for guards and actions', () => {
    const guard = { type: 'compare', left: { type: 'payload', key: 'team' }, op: '=', right: 'red' }
    const actions = [{ type: 'set', variable: 'n', to: { type: 'payload', key: 'size' } }]
    const graph = waiting(on('in'), { variables: { n: { type: 'number', initial: 0 } } }, { guard, actions })
    const trace = play(graph, [event(1, 'in', { team: 'blue', size: 2 }), event(2, 'in', { team: 'red', size: 4 })])
    expect(trace.map((line) => line.variables.n)).toEqual([0, 0, 4])
  })

  const emit = (event: string, more: object = {}) => ({ type: 'emit' as const, event, ...more })

  it('SG1 sent to itself they are heard inside the same step, in order, before anything from outside', () => {
    const graph = buildGraph({
      nodes: [
        { id: 'a', type: 'state' },
        { id: 'b', type: 'state', data: { entry: [emit('two', { to: 'self' })] } },
        { id: 'c', type: 'state' },
        { id: 'd', type: 'state' },
      ],
      edges: [
        { id: 'e1', source: 'a', target: 'b', trigger: on('go') as never, actions: [emit('one', { to: 'self' })] },
        { id: 'e2', source: 'b', target: 'c', trigger: on('one') as never },
        { id: 'e3', source: 'c', target: 'd', trigger: on('two') as never },
      ],
    })
    const trace = play(graph, [event(1, 'go')])
    expect(actives(trace)).toEqual(['a', 'd'])
    expect(trace[1]?.effects).toEqual([])
  })

  it('for the room are an effect; with a delay they come later, once, unless they are cancelled', () => {
    const room = waiting(on('go'), {}, { actions: [emit('open', { data: { n: 1 }, delay: 50 })] })
    const lines = play(room, [event(1, 'go'), { at: 9, restart: true }, { at: 100, end: true }])
    expect(lines.flatMap((l) => l.effects.map((e) => [l.at, e.type, e.event, e.data]))).toEqual([
      [51, 'emit', 'open', { n: 1 }],
    ])
    const self = (cancels: boolean) =>
      buildGraph({
        nodes: [
          { id: 'a', type: 'state', data: { entry: [emit('ring', { to: 'self', delay: 100, id: 'bell' })] } },
          { id: 'b', type: 'state' },
        ],
        edges: [
          { id: 'e', source: 'a', target: 'b', trigger: on('ring') as never },
          {
            id: 'stop',
            source: 'a',
            target: null,
            trigger: on('x') as never,
            order: 1,
            actions: cancels ? [{ type: 'cancel', id: 'bell' }] : [],
          },
        ],
      })
    const inputs = [event(50, 'x'), { at: 200, end: true }]
    expect(play(self(false), inputs).find((l) => l.active.includes('b'))?.at).toBe(100)
    expect(play(self(true), inputs).at(-1)?.active).toEqual(['a'])
  })
})

describe('timers that actions turn', () => {
  const timer = (op: string, by?: number) => ({ type: 'timer', op, node: 'clock', ...(by === undefined ? {} : { by }) })
  const graph = (running: boolean) =>
    buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'clock', type: 'timer', data: { duration: 1000, running } },
        { id: 'over', type: 'end' },
      ],
      edges: [
        { id: 'done', source: 'clock', target: 'over' },
        ...['stop', 'start', 'add'].map((op, i) => ({
          id: op,
          source: 'clock',
          target: null,
          trigger: { type: 'operator' as const, action: op },
          order: i + 1,
          actions: [timer(op, op === 'add' ? 500 : undefined) as never],
        })),
      ],
    })
  const press = (at: number, action: string) => ({ at, operator: { action } })
  const ends = (trace: ReturnType<typeof play>) => trace.find((l) => l.outcome !== null)?.at

  it('stand and go on with what they had left', () => {
    const inputs = [press(300, 'stop'), { at: 400, restart: true }, press(1300, 'start'), { at: 5000, end: true }]
    expect(ends(play(graph(true), inputs))).toBe(2000)
  })
  it('get more time, also while they stand', () => {
    const inputs = [press(300, 'stop'), press(400, 'add'), press(500, 'start'), { at: 5000, end: true }]
    expect(ends(play(graph(true), inputs))).toBe(1700)
  })
  it('wait to be started', () => {
    expect(ends(play(graph(false), [{ at: 5000, end: true }]))).toBeUndefined()
    expect(ends(play(graph(false), [press(700, 'start'), { at: 5000, end: true }]))).toBe(1700)
  })
  it('SG9 stand while the game is frozen, and keep what they had while both stand', () => {
    const inputs = [
      press(300, 'stop'),
      { at: 400, freeze: true },
      { at: 900, freeze: false },
      press(1000, 'start'),
      { at: 5000, end: true },
    ]
    expect(ends(play(graph(true), inputs))).toBe(1700)
  })
})

describe('history', () => {
  const graph = (deep: boolean) =>
    buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'g', type: 'group' },
        { id: 'one', type: 'group', parentId: 'g' },
        { id: 'a', type: 'state', parentId: 'one' },
        { id: 'b', type: 'state', parentId: 'one' },
        { id: 'two', type: 'state', parentId: 'g' },
        { id: 'h', type: 'history', parentId: 'g', data: { deep } },
        { id: 'out', type: 'state' },
      ],
      edges: [
        { id: 'ab', source: 'a', target: 'b', trigger: { type: 'event', name: 'next' } },
        { id: 'leave', source: 'g', target: 'out', trigger: { type: 'event', name: 'leave' } },
        { id: 'back', source: 'out', target: 'h', trigger: { type: 'event', name: 'back' } },
        { id: 'first', source: 'h', target: 'two' },
      ],
    })
  const events = (...names: string[]) => names.map((name, i) => ({ at: i, event: { name } }))

  it('leads to the child, or to the innermost state, where the group was left', () => {
    expect(actives(play(graph(false), events('next', 'leave', 'back'))).at(-1)).toBe('a')
    expect(actives(play(graph(true), events('next', 'leave', 'back'))).at(-1)).toBe('b')
  })
  it('survives a restart and an identical reload', () => {
    const inputs = [
      ...events('next', 'leave'),
      { at: 5, restart: true },
      { at: 6, reload: 'same' },
      { at: 7, event: { name: 'back' } },
    ]
    expect(actives(play(graph(true), inputs, { same: graph(true) })).at(-1)).toBe('b')
  })
  it('leads by its own edge the first time', () => {
    const start = { ...graph(true), initial: 'out' }
    expect(actives(play(start, events('back'))).at(-1)).toBe('two')
  })
})

describe('edges with several targets', () => {
  it('enter each region where they say, and the others where they start', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'off', type: 'state' },
        { id: 'p', type: 'parallel' },
        ...['x', 'y', 'z'].flatMap((r) => [
          { id: r, type: 'group', parentId: 'p' },
          { id: `${r}1`, type: 'state', parentId: r, data: { entry: [command('lock')] } },
          { id: `${r}2`, type: 'state', parentId: r },
        ]),
      ],
      edges: [{ id: 'e', source: 'off', target: 'x2', alsoTargets: ['y2'], trigger: { type: 'event', name: 'go' } }],
    })
    const trace = play(graph, [{ at: 1, event: { name: 'go' } }])
    expect(trace.at(-1)?.active).toEqual(['x2', 'y2', 'z1'])
    expect(commandsOf(trace)).toEqual(['1 lock.lock'])
  })
})

describe('SG2 what an event brings along that the scene tells itself', () => {
  const payload = (key: string) => ({ type: 'payload' as const, key })
  const tell = (event: string, n: number) => ({ type: 'emit' as const, event, to: 'self' as const, data: { n } })
  const note = (message: string) => ({ type: 'log' as const, message, value: payload('n') })
  const isN = (right: number) => ({ type: 'compare' as const, left: payload('n'), op: '=' as const, right })
  const event = (name: string) => ({ type: 'event' as const, name })
  const graph = (entry: object[]) =>
    buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'off', type: 'state' },
        { id: 'on', type: 'state', data: { entry } },
        { id: 'mid', type: 'state', data: { entry: [note('mid')] } },
        { id: 'yes', type: 'state', data: { entry: [note('yes')] } },
        { id: 'no', type: 'state' },
      ],
      edges: [
        { id: 'go', source: 'off', target: 'on', trigger: event('go') },
        { id: 'one', source: 'on', target: 'mid', trigger: event('one'), guard: isN(1), actions: [note('one')] },
        { id: 'two', source: 'mid', target: 'no', trigger: event('two'), guard: isN(1) },
        { id: 'three', source: 'mid', target: 'yes', trigger: event('two'), guard: isN(2), order: 1 },
      ],
    })
  const logs = (trace: ReturnType<typeof play>) =>
    trace.flatMap((line) => line.effects.map((e) => [e.message, e.value]))

  it('is known to whoever takes it, and not before', () => {
    const trace = play(graph([tell('one', 1), tell('two', 2), note('at once')]), [
      { at: 1, event: { name: 'go', data: { n: 7 } } },
    ])
    expect(actives(trace)).toEqual(['off', 'yes'])
    expect(logs(trace)).toEqual([
      ['at once', 7],
      ['one', 1],
      ['mid', 1],
      ['yes', 2],
    ])
  })

  it('is known when a reload enters the state that tells it', () => {
    const next = graph([tell('one', 1), tell('two', 2)])
    const before = { ...next, nodes: next.nodes.filter((n) => n.id !== 'on'), edges: [] }
    const mapped = [
      { at: 1, reload: 'next', mapping: { off: 'on' } },
      { at: 2, end: true },
    ]
    const without = {
      ...next,
      nodes: next.nodes.filter((n) => n.id !== 'off'),
      edges: next.edges.filter((e) => e.id !== 'go'),
    }
    expect(actives(play(before, mapped, { next: without })).at(-1)).toBe('yes')
  })
})

describe('an if among actions', () => {
  const expression = (cel: string) => ({ type: 'expression' as const, cel })
  const add = (to: number) => ({ type: 'set' as const, variable: 'n', to, mode: 'add' as const })
  const raise = (event: string) => ({ type: 'emit' as const, event, to: 'self' as const })
  const graph = (entry: object[]) =>
    buildGraph({
      roles: ROLES,
      variables: { n: { type: 'number', initial: 0 } },
      nodes: [
        { id: 'off', type: 'state' },
        { id: 'on', type: 'state', data: { entry } },
        { id: 'yes', type: 'state' },
        { id: 'no', type: 'state' },
      ],
      edges: [
        { id: 'go', source: 'off', target: 'on', trigger: { type: 'event', name: 'go' } },
        { id: 'y', source: 'on', target: 'yes', trigger: { type: 'event', name: 'yes' } },
        { id: 'z', source: 'on', target: 'no', trigger: { type: 'event', name: 'no' }, order: 1 },
      ],
    })
  const go = [{ at: 1, event: { name: 'go' } }]
  const choice = {
    type: 'if',
    condition: expression('n > 1'),
    do: [raise('yes'), command('lock')],
    else: [raise('no'), add(5), { type: 'if', condition: expression('n > 5'), do: [command('release')] }],
  }

  it('judges when its turn comes, after what was done before it', () => {
    expect(actives(play(graph([add(2), choice]), go))).toEqual(['off', 'yes'])
    const trace = play(graph([add(1), choice]), go)
    expect(actives(trace)).toEqual(['off', 'no'])
    expect(commandsOf(trace)).toEqual(['1 lock.release'])
    expect(trace.at(-1)?.variables.n).toBe(6)
  })

  it('HR3 chooses alike when a reload enters its node', () => {
    const before = buildGraph({
      variables: { n: { type: 'number', initial: 0 } },
      nodes: [{ id: 'old', type: 'state' }],
      edges: [],
    })
    const inputs = [{ at: 1, reload: 'new', mapping: { old: 'on' } }]
    const trace = play(before, inputs, { new: { ...graph([add(1), choice]), id: before.id } })
    expect(trace.at(-1)?.active).toEqual(['no'])
    expect(commandsOf(trace)).toEqual(['1 lock.release'])
  })
})

describe('SG7 a contained graph', () => {
  const inner = buildGraph({
    id: 'inner',
    kind: 'puzzle',
    nodes: [
      { id: 'wait', type: 'state' },
      { id: 'won', type: 'end', data: { outcome: 'solved' } },
    ],
    edges: [{ id: 'win', source: 'wait', target: 'won', trigger: { type: 'event', name: 'win' } }],
  })
  const outer = buildGraph({
    nodes: [
      { id: 'all', type: 'parallel' },
      { id: 'p', type: 'graph', parentId: 'all', data: { graph: 'inner' } },
      { id: 'other', type: 'state', parentId: 'all' },
    ],
    edges: [],
    graphs: { 'inner@latest': inner },
  })
  const skip = (at: number) => ({ at, operator: { action: 'skip', node: 'p' } })

  it('can be skipped until it has come to its own end', () => {
    expect(actives(play(outer, [skip(1)])).at(-1)).toBe('other+p')
    const solved = [{ at: 1, event: { name: 'win' } }, skip(2)]
    expect(actives(play(outer, solved))).toEqual(['other+p/wait', 'other+p/won', 'other+p/won'])
  })
})
