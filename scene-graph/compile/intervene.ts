import type { Intervention } from './interventions.ts'
import {
  type ActionConfig,
  actionConfigs,
  type StateConfig,
  type TransitionConfig,
  transition,
} from './machine-config.ts'
import { afterEvent, stateKey } from './names.ts'
import type { PlannedNode } from './plan.ts'

/**
 * What a game master's command does to a node, as the transitions that its machine takes for it. `state` is the node's
 * own. They stand in no configuration: every node would carry up to three that hardly any game ever takes.
 */
export function intervene(planned: PlannedNode, intervention: Intervention, state: StateConfig): TransitionConfig[] {
  const { id, node, kind, way } = intervention
  const fired: ActionConfig = { type: 'fired', params: { edge: id } }
  if ('to' in way) {
    const target = `#${way.to}`
    if (kind !== 'jump') return [{ target, actions: [fired] }]
    return [{ target, actions: [fired, { type: 'recall', params: { node } }, { type: 'forget', params: { node } }] }]
  }
  if ('exit' in way)
    return planned.edges
      .filter((edge) => edge.trigger.type === 'done')
      .map((edge) => transition(planned, edge))
      .map((taken) => ({ ...taken, actions: [fired, ...(taken.actions ?? [])] }))
  // Leaving the node and entering it again would leave every region beside it too: it is done in its place instead.
  const forget = way.forget.flatMap((action) => actionConfigs(action))
  const timers = timersOf(planned)
  const rearm: ActionConfig[] = timers.length === 0 ? [] : [{ type: 'rearm', params: { timers } }]
  const actions = [fired, ...(state.exit ?? []), ...forget, ...(state.entry ?? []), ...rearm]
  return [way.anew === null ? { actions } : { target: `#${way.anew}`, actions }]
}

/** Deadlines of the node itself, which begin when it is entered. */
function timersOf({ node, lowering, edges }: PlannedNode): { timer: string; event: string }[] {
  const own = lowering.kind === 'timed' ? [node.id] : []
  const ofEdges = edges.flatMap((edge) => (edge.trigger.type === 'after' ? [edge.id] : []))
  return [...own, ...ofEdges].map((timer) => ({ timer, event: afterEvent(timer, stateKey(node.id)) }))
}
