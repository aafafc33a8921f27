import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import { INTERVENTIONS, WAKE } from '#scene-graph/compile/names.ts'
import { randomGraph } from '#scene-graph/testing/random-graph.ts'
import { randomScene } from '#scene-graph/testing/random-scene.ts'
import { activeNodes } from './active.ts'
import { stateHash } from './hash.ts'
import { preview } from './preview.ts'
import { recover } from './recover.ts'
import type { Input, Session } from './session.ts'
import { inputOf } from './simulate.ts'
import type { SimulationInput } from './simulation-input.ts'
import { start } from './start.ts'
import { advance, step } from './step.ts'
import { randomInputs } from './testing.ts'

const KINDS = [
  { name: 'statecharts', randomGraph, runs: 60 },
  { name: 'scenes of the whole language', randomGraph: randomScene, runs: 50 },
]

const RESTLESS = /Infinite loop|never comes to rest/

/** Sessions on the way through the inputs; those of a scene that never comes to rest up to there. */
function* sessions(compiled: Compiled, lines: readonly SimulationInput[]): Generator<Session> {
  try {
    let { session } = start(compiled, { sessionId: 's', seed: 1, at: 0, known: { signals: {}, health: {} } })
    yield session
    for (const line of lines) {
      const input = inputOf(line)
      if (input === null) continue
      session = step(compiled, session, input).session
      yield session
    }
  } catch (error) {
    if (!RESTLESS.test(String(error))) throw error
  }
}

/** Everything that a game master could ask of it now. */
function commandsFor(compiled: Compiled, session: Session): Input[] {
  const at = session.at + 10
  const nodes = new Set([...compiled.plan.interventions.values()].map((i) => i.node))
  return [
    ...[...nodes].flatMap((node) => INTERVENTIONS.map((type): Input => ({ type, at, node }))),
    ...session.timers.map((t): Input => ({ type: 'adjust', at, timer: t.id, by: -100_000 })),
    ...(['pause-clock', 'resume-clock', 'freeze', 'abandon', 'end'] as const).map((type): Input => ({ type, at })),
    { type: 'resume', at, inputs: 'apply' },
    { type: 'resume', at, inputs: 'discard' },
    { type: 'end', at, outcome: 'failed' },
  ]
}

/** Without what every step changes. */
const beside = ({ timers, ...session }: Session) => ({
  ...session,
  at: 0,
  seq: 0,
  machine: null,
  timers: timers.filter((t) => t.event !== WAKE),
})

const deadlines = (session: Session): string[] =>
  session.timers
    .filter((t) => t.event !== WAKE)
    .map((t) => t.id)
    .sort()

describe.each(KINDS)('for random $name and what a game master asks of them', { timeout: 120_000 }, (kind) => {
  const property = (judge: (compiled: Compiled, session: Session, input: Input) => void) =>
    fc.assert(
      fc.property(kind.randomGraph, randomInputs, fc.nat(30), fc.nat(200), (graph, lines, place, which) => {
        const compiled = compile(graph)
        const seen = [...sessions(compiled, lines)]
        const session = seen[Math.min(place, seen.length - 1)]
        if (session === undefined || session.endedAt !== null) return
        const commands = commandsFor(compiled, session)
        const input = commands[which % commands.length]
        if (input === undefined) return
        try {
          judge(compiled, session, input)
        } catch (error) {
          if (!RESTLESS.test(String(error))) throw error
        }
      }),
      { numRuns: kind.runs },
    )

  it('RT1 a preview is what then happens, and moves nothing', () => {
    property((compiled, session, input) => {
      const before = stateHash(session)
      const told = preview(compiled, session, input)
      expect(stateHash(session)).toBe(before)
      const due = advance(compiled, session, input.at).session
      const { session: after, records } = step(compiled, due, input)
      const [was, is] = [activeNodes(compiled, due.machine), activeNodes(compiled, after.machine)]
      expect([...told.entered].sort()).toEqual(
        is.filter((node) => records.some((r) => r.entered.includes(node))).sort(),
      )
      // What is gone was left; what was left and is there again was entered.
      expect(told.left).toEqual(expect.arrayContaining(was.filter((node) => !is.includes(node))))
      expect(told.commands).toHaveLength(records.flatMap((r) => r.effects).filter((e) => e.type === 'command').length)
      expect({ status: told.status, outcome: told.outcome }).toEqual({ status: after.status, outcome: after.outcome })
      const gone = new Set(told.timers.cancelled.map((t) => t.id))
      const expected = deadlines(due).filter((id) => !gone.has(id))
      expect([...expected, ...told.timers.started.map((t) => t.id)].sort()).toEqual(deadlines(after))
      if (told.nothing && !told.recorded) expect(beside(after)).toEqual(beside(due))
    })
  })

  it('RT1 SG10 what was asked is replayed alike: from memory, from storage, after a restart', () => {
    property((compiled, session, input) => {
      const live = step(compiled, session, input)
      const reread: Session = JSON.parse(JSON.stringify(session))
      const again = step(compile(compiled.graph), recover(reread, session.at), JSON.parse(JSON.stringify(input)))
      expect(again.records).toEqual(live.records)
      expect(stateHash(again.session)).toBe(stateHash(live.session))
    })
  })

  it('RT2 freezing and going on sends nothing, and every deadline is later by the time that it stood', () => {
    property((compiled, session, input) => {
      if (session.status === 'frozen') return
      // A decision that stays where it is does so at every occasion.
      const occasion: Input = { type: 'signal', at: input.at, role: 'nobody', signals: { x: 1 } }
      if (step(compiled, session, occasion).records.at(-1)?.fired.length !== 0) return
      const frozen = step(compiled, session, { type: 'freeze', at: input.at })
      if (frozen.session.status !== 'frozen') return
      const { session: on, records } = step(compiled, frozen.session, {
        type: 'resume',
        at: input.at,
        inputs: 'apply',
      })
      const own = records.filter((r) => 'input' in r.cause && r.cause.input.type === 'resume')
      expect(own.flatMap((r) => r.effects)).toEqual([])
      expect(own.flatMap((r) => [...r.entered, ...r.exited, ...r.fired])).toEqual([])
      expect(deadlines(on)).toEqual(deadlines(frozen.session))
    })
  })
})
