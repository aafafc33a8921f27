import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import { WAKE } from '#scene-graph/compile/names.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import { randomScene } from '#scene-graph/testing/random-scene.ts'
import { stateText } from './hash.ts'
import type { Session } from './session.ts'
import { inputOf } from './simulate.ts'
import { start } from './start.ts'
import { step } from './step.ts'
import { randomInputs } from './testing.ts'

/** The state without what follows from the rest, as one object. */
function state({ at: _at, machine, timers, ...rest }: Session): unknown {
  const { now: _now, ...context } = machine.context
  return { ...rest, machine: { ...machine, context }, timers: timers.filter((t) => t.event !== WAKE) }
}

describe('RT1 the text that a state is known by', () => {
  it('is the canonical JSON of all that a later step depends on, whatever was written before', () => {
    fc.assert(
      fc.property(randomScene, randomInputs, (graph, inputs) => {
        const compiled = compile(graph)
        try {
          let { session } = start(compiled, { sessionId: 's', seed: 1, at: 0, known: { signals: {}, health: {} } })
          for (const line of inputs) {
            const input = inputOf(line)
            if (input !== null) session = step(compiled, session, input).session
            expect(stateText(session)).toBe(canonicalJson(state(session)))
          }
        } catch (error) {
          if (!/never comes to rest/.test(String(error))) throw error
        }
      }),
      { numRuns: 25 },
    )
  })
})
