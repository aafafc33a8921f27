import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { type AnyMachineSnapshot, type AnyStateMachine, transition } from 'xstate'
import { type Compiled, compile, machineOf } from '#scene-graph/compile/compile.ts'
import { forgetRaised } from '#scene-graph/compile/context.ts'
import { implementations } from '#scene-graph/compile/implementations.ts'
import { intervene } from '#scene-graph/compile/intervene.ts'
import type { StateConfig } from '#scene-graph/compile/machine-config.ts'
import type { MachineEvent } from '#scene-graph/compile/machine-event.ts'
import { interventionEvent, stateKey } from '#scene-graph/compile/names.ts'
import type { PlannedNode } from '#scene-graph/compile/plan.ts'
import { randomGraph } from '#scene-graph/testing/random-graph.ts'
import { randomScene } from '#scene-graph/testing/random-scene.ts'
import type * as Machine from './machine.ts'
import type { MachineState } from './session.ts'
import { simulate } from './simulate.ts'
import { randomInputs } from './testing.ts'

/**
 * Every reaction that the core takes from memory is worked out once more by XState itself, from the state alone, by a
 * machine that has everything in its configuration.
 */
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

const machines = new WeakMap<Compiled, AnyStateMachine>()

/** The version's machine, with what a game master can do written into its configuration. */
function whole(compiled: Compiled): AnyStateMachine {
  const made = machines.get(compiled) ?? machineOf(withInterventions(compiled), implementations(compiled.logic))
  machines.set(compiled, made)
  return made
}

function withInterventions({ config, plan }: Compiled): StateConfig {
  const planned = new Map([...plan.nodes.values()].map((p) => [stateKey(p.node.id), p]))
  const jumps: NonNullable<StateConfig['on']> = {}
  const written = (state: StateConfig): StateConfig => {
    const on = { ...state.on }
    const own = planned.get(state.id ?? '')
    for (const intervention of own?.interventions ?? []) {
      const { kind, node } = intervention
      ;(kind === 'jump' ? jumps : on)[interventionEvent(kind, node)] = intervene(
        own as PlannedNode,
        intervention,
        state,
      )
    }
    const states = Object.entries(state.states ?? {}).map(([key, inner]) => [key, written(inner)] as const)
    return { ...state, on, ...(state.states === undefined ? {} : { states: Object.fromEntries(states) }) }
  }
  const root = written(config)
  return { ...root, on: jumps }
}

function plainly(compiled: Compiled, state: MachineState, event: MachineEvent): AnyMachineSnapshot {
  const machine = whole(compiled)
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
