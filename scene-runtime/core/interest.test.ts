import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import { signalKey } from '#scene-graph/compile/context.ts'
import { randomGraph } from '#scene-graph/testing/random-graph.ts'
import { randomScene } from '#scene-graph/testing/random-scene.ts'
import type { Scalar } from '#wire/json.ts'
import { stateText } from './hash.ts'
import { interest, type Noted, note } from './interest.ts'
import type { Input, Session, StepRecord } from './session.ts'
import { inputOf } from './simulate.ts'
import { start } from './start.ts'
import { advance, step } from './step.ts'
import { randomInputs } from './testing.ts'
import { progressOf } from './view.ts'

const begin = (compiled: Compiled): Session =>
  start(compiled, { sessionId: 'sim', seed: 1, at: 0, known: { signals: {}, health: {} } }).session

type Run = { records: StepRecord[]; session: Session; inert: number }

/** Every input is a step. */
function stepped(compiled: Compiled, inputs: readonly Input[], end: number): Run {
  const records: StepRecord[] = []
  let session = begin(compiled)
  for (const input of inputs) {
    const next = step(compiled, session, input)
    records.push(...next.records)
    session = next.session
  }
  const last = advance(compiled, session, end)
  return { records: [...records, ...last.records], session: last.session, inert: 0 }
}

/** What nobody waits for is noted, and taken over before the next step; at `cuts` also in between. */
function noted(compiled: Compiled, inputs: readonly Input[], end: number, cuts: ReadonlySet<number>): Run {
  const records: StepRecord[] = []
  let session = begin(compiled)
  let waiting: Noted | null = null
  let inert = 0
  const settle = (): void => {
    // It travels through the journal meanwhile.
    if (waiting !== null) session = note(session, JSON.parse(JSON.stringify(waiting)))
    waiting = null
  }
  inputs.forEach((input, i) => {
    if (cuts.has(i)) settle()
    const at: number = Math.max(input.at, session.at, waiting?.at ?? 0)
    const waits =
      input.type !== 'signal' ||
      Object.keys(input.signals).some((name) => interest(compiled, session, signalKey(input.role, name), at) === 'step')
    if (!waits && input.type === 'signal') {
      inert += 1
      const signals: Record<string, Scalar> = { ...waiting?.signals }
      for (const [name, value] of Object.entries(input.signals)) signals[signalKey(input.role, name)] = value
      waiting = { at, count: (waiting?.count ?? 0) + 1, signals }
      return
    }
    settle()
    const next = step(compiled, session, { ...input, at })
    records.push(...next.records)
    session = next.session
  })
  settle()
  const last = advance(compiled, session, end)
  return { records: [...records, ...last.records], session: last.session, inert }
}

const isStill = ({ cause, fired, effects, entered, exited }: StepRecord): boolean =>
  'input' in cause &&
  cause.input.type === 'signal' &&
  [fired, effects, entered, exited].every((list) => list.length === 0)

function settled<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (/Infinite loop|never comes to rest/.test(String(error))) return null
    throw error
  }
}

describe('RT5 an input that nobody waits for', () => {
  it('noted or stepped, all that comes later is the same: steps, effects and their ids, what is remembered and shown', () => {
    let inert = 0
    const cuts = fc.uniqueArray(fc.nat(30), { maxLength: 4 })
    fc.assert(
      fc.property(fc.oneof(randomScene, randomGraph), randomInputs, cuts, (graph, lines, cut) => {
        const compiled = compile(graph)
        // What nothing in the scene looks at never comes so far.
        const inputs = lines
          .flatMap((line) => inputOf(line) ?? [])
          .filter(
            (i) =>
              i.type !== 'signal' || Object.keys(i.signals).every((s) => compiled.signals.has(signalKey(i.role, s))),
          )
        const end = (lines.at(-1)?.at ?? 0) + 5_000
        const all = settled(() => stepped(compiled, inputs, end))
        const some = settled(() => noted(compiled, inputs, end, new Set(cut)))
        if (all === null || some === null) {
          expect(all).toEqual(some)
          return
        }
        inert += some.inert
        const taken = new Set(some.records.map((record) => record.seq))
        expect(all.records.filter((record) => taken.has(record.seq))).toEqual(some.records)
        for (const record of all.records) if (!taken.has(record.seq)) expect(isStill(record)).toBe(true)
        expect(stateText(some.session)).toBe(stateText(all.session))
        expect(progressOf(compiled, some.session)).toEqual(progressOf(compiled, all.session))
      }),
      { numRuns: 150 },
    )
    expect(inert).toBeGreaterThan(50)
  }, 60_000)
})
