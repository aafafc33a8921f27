import { describe, expect, it } from 'vitest'
import { play, signal } from '#scene-runtime/core/testing.ts'
import { buildGraph, onSignal, ROLES, signalIs } from '../testing/build.ts'

type Parts = Parameters<typeof buildGraph>[0]
const hit = (at: number, role = 'a') => signal(at, role, 'hit', 1)

describe('loop', () => {
  /** Each hit of `a` is a round, each of `b` an end called “out”; says when a round begins. */
  const loop = (data: Record<string, unknown>, more: Parts['edges'] = []) =>
    buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'l', type: 'loop', data },
        { id: 's', type: 'state', parentId: 'l', data: { entry: [{ type: 'log', message: 'round' }] } },
        { id: 'end', type: 'end', parentId: 'l' },
        { id: 'out', type: 'end', parentId: 'l', data: { outcome: 'out' } },
        { id: 'done', type: 'end', data: { outcome: 'done' } },
        { id: 'left', type: 'end', data: { outcome: 'left' } },
      ],
      edges: [
        { id: 'r', source: 's', target: 'end', trigger: onSignal('a', 'hit') },
        { id: 'o', source: 's', target: 'out', trigger: onSignal('b', 'hit') },
        { id: 'd', source: 'l', target: 'done', order: 1 },
        ...more,
      ],
    })
  const leave = [{ id: 'x', source: 'l', target: 'left', sourcePort: 'out' }]
  const told = (graph: ReturnType<typeof loop>, inputs: readonly object[]) => {
    const trace = play(graph, inputs)
    return `${trace.flatMap((line) => line.effects).length} ${trace.at(-1)?.outcome}`
  }
  const hits = (...ats: number[]) => ats.map((at) => hit(at))

  it('plays as many rounds as it says', () => {
    expect(told(loop({ count: 1 }), hits(1))).toBe('1 done')
    expect(told(loop({ count: 3 }), hits(1, 2))).toBe('3 null')
    expect(told(loop({ count: 3 }), hits(1, 2, 3))).toBe('3 done')
    expect(told(loop({}), hits(1, 2, 3, 4, 5))).toBe('6 null')
  })
  it('or until its condition holds at the end of a round, whichever comes first', () => {
    const until = signalIs('a', 'on', true)
    const [yes, no] = [signal(2, 'a', 'on', true), signal(3, 'a', 'on', false)]
    expect(told(loop({ until }), [hit(1), yes, hit(3)])).toBe('2 done')
    expect(told(loop({ until }), [hit(1), yes, no, hit(4)])).toBe('3 null')
    expect(told(loop({ until, count: 2 }), [hit(1), hit(2)])).toBe('2 done')
  })
  it('is left at once by an outcome that says so, and by no other', () => {
    expect(told(loop({ count: 5, leaveOn: ['out'] }, leave), [hit(1), hit(2, 'b')])).toBe('2 left')
    expect(told(loop({ count: 5 }), [hit(1), hit(2, 'b')])).toBe('3 null')
  })
  it('counts anew when it is entered again, and goes on counting after a restart', () => {
    const again = [
      { id: 'again', source: 'l', target: 'l', trigger: { type: 'operator' as const, action: 'go' }, order: 5 },
    ]
    expect(told(loop({ count: 2 }, again), [hit(1), { at: 2, operator: { action: 'go' } }, hit(3)])).toBe('4 null')
    expect(told(loop({ count: 2 }), [hit(1), { at: 2, restart: true }, hit(3)])).toBe('2 done')
  })
  it('keeps the number of its round through a reload, and asks the new count when the round ends', () => {
    const inputs = [hit(1), hit(2), { at: 3, reload: 'next' }, hit(4)]
    const outcome = (count: number) => play(loop({ count: 9 }), inputs, { next: loop({ count }) }).at(-1)?.outcome
    expect([outcome(2), outcome(3), outcome(4)]).toEqual(['done', 'done', null])
  })
})

describe('timer', () => {
  const turn = (op: 'start' | 'stop' | 'add', by?: number) => ({
    type: 'timer' as const,
    op,
    node: 't',
    ...(by === undefined ? {} : { by }),
  })
  /** `go`, `stop` and `more` turn the timer `t`; `idle` has none. */
  const clock = (data: Record<string, unknown>, more: Parts['edges'] = []) =>
    buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'all', type: 'group' },
        { id: 't', type: 'timer', parentId: 'all', data: { duration: 1000, ...data } },
        { id: 'idle', type: 'state', parentId: 'all' },
        { id: 'over', type: 'end', data: { outcome: 'over' } },
      ],
      edges: [
        { id: 'x', source: 't', target: 'over' },
        { id: 'leave', source: 't', target: 'idle', trigger: { type: 'operator', action: 'leave' }, order: 1 },
        { id: 'back', source: 'idle', target: 't', trigger: { type: 'operator', action: 'leave' } },
        {
          id: 'go',
          source: 'all',
          target: null,
          trigger: { type: 'operator', action: 'go' },
          actions: [turn('start')],
        },
        {
          id: 'stop',
          source: 'all',
          target: null,
          trigger: { type: 'operator', action: 'stop' },
          actions: [turn('stop')],
        },
        {
          id: 'more',
          source: 'all',
          target: null,
          trigger: { type: 'operator', action: 'more' },
          actions: [turn('add', 500)],
        },
        ...more,
      ],
    })
  const press = (at: number, action: string) => ({ at, operator: { action } })
  const overAt = (graph: ReturnType<typeof clock>, inputs: readonly object[]) =>
    play(graph, [...inputs, { at: 99_999, end: true }]).find((line) => line.outcome !== null)?.at

  it('counts from its entry, or from when it is started', () => {
    expect(overAt(clock({}), [])).toBe(1000)
    expect(overAt(clock({ running: false }), [])).toBeUndefined()
    expect(overAt(clock({ running: false }), [press(300, 'go')])).toBe(1300)
  })
  it('stopped it keeps what it has left; stopping twice and starting twice is stopping and starting', () => {
    const inputs = [press(400, 'stop'), press(500, 'stop'), press(2000, 'go'), press(2100, 'go')]
    expect(overAt(clock({}), inputs)).toBe(2600)
  })
  it('more can be added while it runs and while it stands', () => {
    expect(overAt(clock({}), [press(100, 'more'), press(200, 'more')])).toBe(2000)
    expect(overAt(clock({ running: false }), [press(100, 'more'), press(200, 'go')])).toBe(1700)
  })
  it('that is not active hears of none of it, and begins anew when it is entered again', () => {
    const inputs = [press(400, 'leave'), press(500, 'more'), press(600, 'go'), press(700, 'leave')]
    expect(overAt(clock({}), inputs)).toBe(1700)
  })
  it('what it has left is known to conditions to the millisecond, also while it stands', () => {
    const low = {
      type: 'compare' as const,
      left: { type: 'remaining' as const, node: 't' },
      op: '≤' as const,
      right: 250,
    }
    const graph = clock({}, [
      {
        id: 'low',
        source: 'all',
        target: null,
        trigger: { type: 'condition', condition: low },
        order: 9,
        actions: [{ type: 'log', message: 'low' }],
      },
    ])
    const lows = (inputs: readonly object[]) =>
      play(graph, [...inputs, { at: 9000, end: true }]).flatMap((line) => line.effects.map(() => line.at))
    expect(lows([])).toEqual([750])
    expect(lows([press(800, 'more')])).toEqual([750, 1250])
    expect(lows([press(700, 'stop'), press(5000, 'go')])).toEqual([5050])
    expect(lows([{ at: 700, adjust: { timer: 't', by: -100 } }])).toEqual([700])
  })
})

describe('timeline', () => {
  it('HR4 keeps its clock where its own timing says so, and starts what is left anew where that says otherwise', () => {
    const score = (at: number, reload: string) =>
      buildGraph({
        nodes: [
          {
            id: 't',
            type: 'timeline',
            data: {
              items: [{ id: 'i', at, action: { type: 'log', message: 'now' } }],
              length: 3000,
              timing: { reload },
            },
          },
          { id: 'over', type: 'end' },
        ],
        edges: [{ id: 'e', source: 't', target: 'over' }],
      })
    const times = (reload: string) => {
      const trace = play(
        score(1000, reload),
        [
          { at: 500, reload: 'next' },
          { at: 9000, end: true },
        ],
        { next: score(2000, reload) },
      )
      return [trace.find((line) => line.effects.length > 0)?.at, trace.find((line) => line.outcome !== null)?.at]
    }
    expect(times('keeps')).toEqual([2000, 3000])
    expect(times('restarts')).toEqual([2500, 3500])
  })
})
