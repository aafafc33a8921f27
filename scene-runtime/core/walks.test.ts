import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { type AnyMachineSnapshot, transition } from 'xstate'
import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import { forgetRaised } from '#scene-graph/compile/context.ts'
import type { MachineEvent } from '#scene-graph/compile/machine-event.ts'
import { randomGraph } from '#scene-graph/testing/random-graph.ts'
import { randomScene } from '#scene-graph/testing/random-scene.ts'
import type * as Machine from './machine.ts'
import type { MachineState } from './session.ts'
import { simulate } from './simulate.ts'
import { randomInputs } from './testing.ts'

/** Every reaction that the core takes from memory is worked out once more by XState itself, from the state alone. */
const compared = vi.hoisted(() => ({ count: 0 }))
vi.mock('./machine.ts', async (original) => {
  const machine = await original<typeof Machine>()
  return {
    ...machine,
    run: (compiled: Compiled, state: MachineState, event: MachineEvent): Machine.Run => {
      const result = machine.run(compiled, state, event)
      const plain = plainly(compiled, state, event)
      expect(result.state.value).toEqual(plain.value)
      expect(result.state.context).toEqual(forgetRaised(plain.context))
      expect(result.state.history).toEqual(
        Object.fromEntries(Object.entries(plain.historyValue).map(([id, nodes]) => [id, nodes.map((n) => n.id)])),
      )
      compared.count += 1
      return result
    },
  }
})

function plainly({ machine }: Compiled, state: MachineState, event: MachineEvent): AnyMachineSnapshot {
  const historyValue = Object.fromEntries(
    Object.entries(state.history).map(([id, nodes]) => [id, nodes.map((node) => machine.getStateNodeById(node))]),
  )
  const value = state.value as Parameters<typeof machine.resolveState>[0]['value']
  const snapshot: AnyMachineSnapshot = machine.resolveState({ value, context: state.context, historyValue })
  snapshot._nodes.sort((a, b) => a.order - b.order)
  const [next] = transition(machine, snapshot, event)
  return next
}

describe('SG1 SG10 what is remembered of a machine is what XState does', { timeout: 120_000 }, () => {
  it.each([
    ['statecharts', randomGraph],
    ['scenes of the whole language', randomScene],
  ] as const)('in random %s, for games that come after one another', (_, graphs) => {
    compared.count = 0
    fc.assert(
      fc.property(graphs, fc.array(randomInputs, { minLength: 1, maxLength: 4 }), (graph, games) => {
        const compiled = compile(graph)
        for (const inputs of games)
          try {
            for (const line of simulate(compiled, inputs, { seed: 1 })) expect(line.seq).toBeGreaterThanOrEqual(0)
          } catch (error) {
            if (!(error instanceof Error) || !/never comes to rest/.test(error.message)) throw error
          }
      }),
      { numRuns: 60 },
    )
    expect(compared.count).toBeGreaterThan(500)
  })
})
