import type { AnyStateMachine } from 'xstate'
import { intervene } from '#scene-graph/compile/intervene.ts'
import { interventionFor } from '#scene-graph/compile/interventions.ts'
import type { StateConfig } from '#scene-graph/compile/machine-config.ts'
import { stateKey } from '#scene-graph/compile/names.ts'
import type { Plan } from '#scene-graph/compile/plan.ts'

type StateNode = AnyStateMachine['root']
type Transitions = NonNullable<ReturnType<StateNode['transitions']['get']>>

/**
 * Gives the machine the transitions of a game master's command before it hears of it for the first time. They come to
 * stand where they would if the configuration had them: XState chooses among them and takes them like any other.
 */
export function teach(machine: AnyStateMachine, plan: Plan, event: string): void {
  const intervention = interventionFor(plan.interventions, event)
  if (intervention === undefined) return
  const planned = plan.nodes.get(intervention.node)
  if (planned === undefined) throw new Error(`nothing was compiled for "${event}"`)
  const own = machine.getStateNodeById(stateKey(planned.node.id))
  // To a checkpoint from wherever the game stands: everything is left, and entered properly on the way there.
  const source: StateNode = intervention.kind === 'jump' ? machine.root : own
  if (source.transitions.has(event)) return
  // As XState makes them of a configuration, which it does for a whole machine only.
  const transitions = intervene(planned, intervention, own.config as StateConfig).map((config) => ({
    ...config,
    actions: config.actions ?? [],
    target: config.target === undefined ? undefined : [config.target].flat().map((id) => machine.getStateNodeById(id)),
    source,
    reenter: config.reenter ?? false,
    eventType: event,
  }))
  source.transitions.set(event, transitions as unknown as Transitions)
}
