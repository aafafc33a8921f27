import { describe, expect, it } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import { buildGraph, onSignal, ROLES, signalIs } from '#scene-graph/testing/build.ts'
import { recover } from './recover.ts'
import { start } from './start.ts'
import { advance, step } from './step.ts'
import { play, signal } from './testing.ts'

type Timing = { frozen?: string; reload?: string; restart?: string; visible?: boolean }

/** Every kind of duration that has a `timing`: when it is over, the game has ended. */
const DURATIONS: Record<string, (duration: number, timing: Timing) => ReturnType<typeof buildGraph>> = {
  'the edge “after”': (duration, timing) =>
    buildGraph({
      roles: ROLES,
      nodes: [
        { id: 't', type: 'state' },
        { id: 'end', type: 'end' },
      ],
      edges: [{ id: 'e', source: 't', target: 'end', trigger: { type: 'after', duration, timing } as never }],
    }),
  'a delay': (duration, timing) => waits('delay', { duration, timing }),
  'a timer': (duration, timing) => waits('timer', { duration, timing: { visible: false, ...timing } }),
  'a timeline': (duration, timing) => waits('timeline', { length: duration, timing }),
}
const waits = (type: string, data: Record<string, unknown>) =>
  buildGraph({
    roles: ROLES,
    nodes: [
      { id: 't', type, data },
      { id: 'end', type: 'end' },
    ],
    edges: [{ id: 'e', source: 't', target: 'end' }],
  })

const endsAt = (trace: ReturnType<typeof play>) => trace.find((line) => line.outcome !== null)?.at
const end = { at: 9000, end: true }

describe.each(Object.entries(DURATIONS))('SG9 %s', (name, graph) => {
  const timer = name === 'the edge “after”' ? 'e' : name === 'a timeline' ? 't/end' : 't'

  it('stands still while the game is frozen, or runs', () => {
    const frozen = [{ at: 400, freeze: true }, { at: 700, freeze: false }, end]
    expect(endsAt(play(graph(1000, {}), frozen))).toBe(1300)
    expect(endsAt(play(graph(1000, { frozen: 'runs' }), frozen))).toBe(1000)
  })

  it('is adjusted by the game master only where he sees it', () => {
    const adjusted = [{ at: 400, adjust: { timer, by: 500 } }, end]
    expect(endsAt(play(graph(1000, {}), adjusted))).toBe(1000)
    expect(endsAt(play(graph(1000, { visible: true }), adjusted))).toBe(1500)
    const past = [{ at: 400, adjust: { timer, by: -700 } }, end]
    expect(endsAt(play(graph(1000, { visible: true }), past))).toBe(400)
  })

  it('keeps its elapsed time when the scene is reloaded, or starts again', () => {
    const reloaded = (timing: Timing, length: number) =>
      endsAt(play(graph(1000, timing), [{ at: 400, reload: 'next' }, end], { next: graph(length, timing) }))
    expect(reloaded({}, 2000)).toBe(2000)
    expect(reloaded({}, 300)).toBe(400)
    expect(reloaded({ reload: 'restarts' }, 2000)).toBe(2400)
  })

  it('keeps its deadline when the process was away, or pauses meanwhile', () => {
    const recovered = (timing: Timing, died: number, back: number) => {
      const compiled = compile(graph(1000, timing))
      const { session } = start(compiled, { sessionId: 's', seed: 1, at: 0, known: { signals: {}, health: {} } })
      const read = recover(JSON.parse(JSON.stringify(session)), back, died)
      return advance(compiled, read, 9000).session.endedAt
    }
    expect(recovered({}, 400, 600)).toBe(1000)
    expect(recovered({}, 400, 5000)).toBe(1000)
    expect(recovered({ restart: 'pauses' }, 400, 5000)).toBe(5600)
  })
})

describe('SG9 what has no timing of its own', () => {
  it('a condition that is held freezes, and keeps its deadline', () => {
    const graph = waits('wait', { condition: { type: 'held', of: signalIs('a', 'on', true), for: 1000 } })
    const on = signal(0, 'a', 'on', true)
    expect(endsAt(play(graph, [on, { at: 400, freeze: true }, { at: 700, freeze: false }, end]))).toBe(1300)
    expect(endsAt(play(graph, [on, { at: 400, restart: true }, end]))).toBe(1000)
    expect(endsAt(play(graph, [on, { at: 400, adjust: { timer: 't/until/when', by: 500 } }, end]))).toBe(1000)
  })

  it('a puzzle’s limit freezes, and the game master may adjust it', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'p', type: 'hold', data: { condition: signalIs('a', 'on', true), limit: 1000, atLimit: 'fail' } },
        { id: 'end', type: 'end' },
      ],
      edges: [{ id: 'e', source: 'p', target: 'end', sourcePort: 'failed' }],
    })
    expect(endsAt(play(graph, [{ at: 400, freeze: true }, { at: 700, freeze: false }, end]))).toBe(1300)
    expect(endsAt(play(graph, [{ at: 400, adjust: { timer: 'p/limit', by: 500 } }, end]))).toBe(1500)
  })

  it('a timer that an action holds has what it had left, also after the process was away', () => {
    const compiled = compile(
      buildGraph({
        roles: ROLES,
        nodes: [
          { id: 't', type: 'timer', data: { duration: 1000, timing: { restart: 'pauses' } } },
          { id: 'end', type: 'end' },
        ],
        edges: [
          { id: 'e', source: 't', target: 'end' },
          ...(['stop', 'start'] as const).map((op, i) => ({
            id: op,
            source: 't',
            target: null,
            order: i + 1,
            trigger: onSignal('a', 'on', op === 'start'),
            actions: [{ type: 'timer' as const, op, node: 't' }],
          })),
        ],
      }),
    )
    const turn = (at: number, on: boolean) => ({ type: 'signal' as const, at, role: 'a', signals: { on } })
    const first = start(compiled, { sessionId: 's', seed: 1, at: 0, known: { signals: {}, health: {} } }).session
    const held = step(compiled, first, turn(400, false)).session
    const back = recover(held, 5000, 1000)
    expect(advance(compiled, step(compiled, back, turn(6000, true)).session, 9000).session.endedAt).toBe(6600)
  })
})
