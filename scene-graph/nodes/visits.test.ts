import { describe, expect, it } from 'vitest'
import { commandsOf, play, signal } from '#scene-runtime/core/testing.ts'
import type { SceneGraph } from '../parse.ts'
import { buildGraph, command, onSignal, ROLES, signalIs } from '../testing/build.ts'

type Parts = Parameters<typeof buildGraph>[0]
const VISIBLE = { frozen: 'freezes', reload: 'keeps', restart: 'keeps-deadline', visible: true }
const LEFT = { type: 'remaining' as const, node: 't' }
const messages = (trace: ReturnType<typeof play>) =>
  trace.flatMap((line) => line.effects.map((e) => `${line.at} ${String(e.type)} ${String(e.message ?? e.text ?? '')}`))

/** Two puzzles at once: one that is solved waits for the other. */
const beside = (data: Record<string, unknown>, more: Parts['nodes'] = [], edges: Parts['edges'] = []) =>
  buildGraph({
    roles: ROLES,
    nodes: [
      { id: 'both', type: 'parallel' },
      {
        id: 'first',
        type: 'all-of',
        parentId: 'both',
        data: { conditions: [{ condition: signalIs('a', 'on', true) }], ...data },
      },
      {
        id: 'second',
        type: 'all-of',
        parentId: 'both',
        data: { conditions: [{ condition: signalIs('b', 'on', true) }] },
      },
      { id: 'done', type: 'end' },
      ...more,
    ],
    edges: [{ id: 'e', source: 'both', target: 'done' }, ...edges],
  })

describe('a puzzle that is over and waits for another', () => {
  it('has no time limit any more', () => {
    const solved = [signal(10, 'a', 'on', true), { at: 2000, end: true }]
    expect(messages(play(beside({ limit: 1000 }), solved))).toEqual([])
    const failing = beside(
      { limit: 1000, atLimit: 'fail' },
      [{ id: 'lost', type: 'end', data: { outcome: 'failed' } }],
      [{ id: 'lose', source: 'first', sourcePort: 'failed', target: 'lost' }],
    )
    expect(play(failing, solved).at(-1)).toMatchObject({ outcome: null, active: ['first', 'second'] })
    expect(play(failing, [{ at: 2000, end: true }]).at(-1)).toMatchObject({ outcome: 'failed' })
  })
  it('gets no hints any more', () => {
    const helped = (to: string | null) =>
      beside({}, [
        {
          id: 'help',
          type: 'hints',
          parentId: to === null ? 'both' : null,
          data: { to: 'first', rungs: [{ after: 1000, text: 'look up' }] },
        },
      ])
    const hint = { at: 1500, operator: { action: 'hint' } }
    expect(messages(play(helped('first'), [signal(10, 'a', 'on', true), hint, { at: 2000, end: true }]))).toEqual([])
    expect(messages(play(helped('first'), [{ at: 2000, end: true }]))).toEqual(['1000 hint look up'])
  })
})

describe('hints', () => {
  const ladder = (rungs: object[]) =>
    buildGraph({
      roles: ROLES,
      nodes: [
        { id: 's', type: 'state' },
        { id: 'help', type: 'hints', data: { to: 's', rungs } },
      ],
      edges: [{ id: 'again', source: 's', target: 's', trigger: onSignal('a', 'on') }],
    })
  const ask = (at: number) => ({ at, operator: { action: 'hint' } })
  const hints = (rungs: object[], inputs: object[]) =>
    messages(play(ladder(rungs), [...inputs, { at: 9000, end: true }])).map((m) => m.replace(' hint', ''))

  it('come in their turn, by time or when asked for, each once in a visit', () => {
    const rungs = [{ after: 1000, text: 'one' }, { text: 'two' }, { after: 3000, text: 'three' }]
    expect(hints(rungs, [ask(1500)])).toEqual(['1000 one', '1500 two', '3000 three'])
    expect(hints(rungs, [ask(100), ask(200), ask(300), ask(400)])).toEqual(['100 one', '200 two', '300 three'])
    expect(hints(rungs, [ask(100), signal(5000, 'a', 'on', true)])).toEqual([
      '100 one',
      '3000 three',
      '6000 one',
      '8000 three',
    ])
  })
  it('one whose time has come is given although an earlier one waits to be asked for; that one is passed over', () => {
    expect(hints([{ text: 'never asked' }, { after: 1000, text: 'by time' }], [ask(2000)])).toEqual(['1000 by time'])
    expect(
      hints(
        [
          { after: 3000, text: 'late' },
          { after: 1000, text: 'early' },
        ],
        [],
      ),
    ).toEqual(['1000 early'])
  })
})

describe('hints that a reload changes', () => {
  const ladder = (...ids: string[]) =>
    buildGraph({
      roles: ROLES,
      nodes: [
        { id: 's', type: 'state' },
        { id: 'help', type: 'hints', data: { to: 's', rungs: ids.map((id) => ({ id, text: id })) } },
      ],
      edges: [],
    })
  const ask = (at: number) => ({ at, operator: { action: 'hint' } })
  const given = (next: SceneGraph) =>
    messages(
      play(ladder('a', 'b'), [ask(1), { at: 2, reload: 'next' }, ask(3), ask(4), { at: 5, end: true }], { next }),
    )
  it('are found by their ids: what was given stays given', () => {
    expect(given(ladder('x', 'a', 'b'))).toEqual(['1 hint a', '3 hint b'])
    expect(given(ladder('a', 'x', 'b'))).toEqual(['1 hint a', '3 hint x', '4 hint b'])
    expect(given(ladder('b'))).toEqual(['1 hint a', '3 hint b'])
  })
})

describe('a cue', () => {
  it('that is entered again may try again as often as it says', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        {
          id: 'c',
          type: 'cue',
          data: { retries: 1, steps: [{ action: { ...command('release'), ackWithin: 100 }, wait: 'acknowledged' }] },
        },
        { id: 'bad', type: 'end', data: { outcome: 'failed' } },
        { id: 'ok', type: 'end' },
      ],
      edges: [
        { id: 'x', source: 'c', target: 'bad', sourcePort: 'failed' },
        { id: 'y', source: 'c', target: 'ok' },
        { id: 'anew', source: 'c', target: 'c', trigger: onSignal('a', 'on') },
      ],
    })
    const trace = play(graph, [signal(150, 'a', 'on', true), { at: 900, end: true }])
    expect(commandsOf(trace)).toEqual(['0 lock.release', '100 lock.release', '150 lock.release', '250 lock.release'])
    expect(trace.at(-1)).toMatchObject({ outcome: 'failed' })
  })
})

describe('a sequence that is left and goes on', () => {
  it('remembers its wrong ones', () => {
    const press = (at: number, role: string) => signal(at, role, 'hit', 1)
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        {
          id: 's',
          type: 'sequence',
          data: {
            reset: 'keep',
            attempts: 2,
            steps: [{ signal: onSignal('a', 'hit') }, { signal: onSignal('b', 'hit') }],
          },
        },
        { id: 'away', type: 'state' },
        { id: 'bad', type: 'end', data: { outcome: 'failed' } },
      ],
      edges: [
        { id: 'x', source: 's', target: 'bad', sourcePort: 'failed' },
        { id: 'go', source: 's', target: 'away', trigger: { type: 'operator', action: 'go' } },
        { id: 'back', source: 'away', target: 's', trigger: { type: 'operator', action: 'go' } },
      ],
    })
    const go = (at: number) => ({ at, operator: { action: 'go' } })
    expect(play(graph, [press(1, 'b'), go(2), go(3), press(4, 'b')]).at(-1)).toMatchObject({ outcome: 'failed' })
  })
})

describe('a sequence that a reload changes', () => {
  it('waits for the same step still, wherever that is in the list now', () => {
    const song = (...ids: string[]) =>
      buildGraph({
        roles: { organ: { signals: { key: { type: 'text', momentary: true } } } },
        nodes: [
          {
            id: 's',
            type: 'sequence',
            data: { steps: ids.map((id) => ({ id, signal: onSignal('organ', 'key', id) })) },
          },
          { id: 'won', type: 'end', data: { outcome: 'solved' } },
        ],
        edges: [{ id: 'x', source: 's', target: 'won', sourcePort: 'solved' }],
      })
    const key = (at: number, id: string) => signal(at, 'organ', 'key', id)
    const trace = play(song('c', 'e', 'g'), [key(1, 'c'), { at: 2, reload: 'next' }, key(3, 'e'), key(4, 'g')], {
      next: song('b', 'c', 'd', 'e', 'g'),
    })
    expect(trace.map((line) => line.outcome)).toEqual([null, null, null, null, 'solved'])
  })
})

describe('a timeline whose score is changed while it runs HR4', () => {
  const score = (items: object[], length: number) =>
    buildGraph({
      roles: ROLES,
      nodes: [
        { id: 't', type: 'timeline', data: { items, length } },
        { id: 'over', type: 'end' },
      ],
      edges: [{ id: 'e', source: 't', target: 'over' }],
    })
  const item = (id: string, at: number) => ({ id, at, action: { type: 'log', message: id } })
  const before = score([item('a', 100), item('b', 1000), item('c', 3000)], 4000)
  const changed = (items: object[], inputs: object[] = []) =>
    messages(
      play(before, [...inputs, { at: 500, reload: 'next' }, { at: 9000, end: true }], { next: score(items, 4000) }),
    )

  it('counts everything on the one clock: what is new too', () => {
    expect(changed([item('a', 100), item('new', 2000), item('c', 3500)])).toEqual([
      '100 log a',
      '2000 log new',
      '3500 log c',
    ])
  })
  it('does not do again what is done, and does at once what should have been done', () => {
    expect(changed([item('a', 700), item('missed', 300), item('b', 400)])).toEqual([
      '100 log a',
      '500 log missed',
      '500 log b',
    ])
  })
  it('SG9 is put off as a whole by the game master, what is new too', () => {
    const shown = {
      ...before,
      nodes: before.nodes.map((n) => (n.id === 't' ? { ...n, data: { ...n.data, timing: VISIBLE } } : n)),
    }
    const inputs = [
      { at: 200, adjust: { timer: 't', by: 1000 } },
      { at: 300, adjust: { timer: 't/at-b', by: 5000 } },
      { at: 500, reload: 'next' },
      { at: 9000, end: true },
    ]
    const next = score([item('a', 100), item('b', 1000), item('new', 2000)], 4000)
    const trace = play(shown, inputs, { next })
    expect(messages(trace)).toEqual(['100 log a', '2000 log b', '3000 log new'])
    expect(trace.find((line) => line.outcome !== null)?.at).toBe(5000)
    // What nobody sees nobody adjusts.
    expect(
      messages(
        play(before, [
          { at: 200, adjust: { timer: 't', by: 1000 } },
          { at: 9000, end: true },
        ]),
      ),
    ).toEqual(['100 log a', '1000 log b', '3000 log c'])
  })
  it('SG9 is stopped, started and added to as a whole by actions, and says what it has left', () => {
    const turn = (name: string, more: object) => ({
      id: name,
      source: 't',
      target: null,
      trigger: { type: 'event' as const, name },
      actions: [
        { type: 'timer' as const, node: 't', ...more },
        { type: 'log' as const, message: name, value: LEFT },
      ] as never,
    })
    const graph = buildGraph({
      roles: ROLES,
      nodes: before.nodes as never,
      edges: [
        ...(before.edges as never[]),
        turn('stop', { op: 'stop' }),
        turn('start', { op: 'start' }),
        turn('more', { op: 'add', by: 500 }),
      ],
    })
    const at = (time: number, name: string) => ({ at: time, event: { name } })
    const trace = play(graph, [at(200, 'stop'), at(700, 'start'), at(800, 'more'), { at: 9000, end: true }])
    expect(messages(trace)).toEqual([
      '100 log a',
      '200 log stop',
      '700 log start',
      '800 log more',
      '2000 log b',
      '4000 log c',
    ])
    expect(trace.flatMap((l) => l.effects.flatMap((e) => (typeof e.value === 'number' ? [e.value] : [])))).toEqual([
      3800, 3800, 3700,
    ])
  })
  it('also after a freeze', () => {
    const frozen = [
      { at: 200, freeze: true },
      { at: 400, freeze: false },
    ]
    expect(changed([item('new', 2000)], frozen)).toEqual(['100 log a', '2200 log new'])
  })
})
