import type { Duration, Timing } from '../schema/values.ts'
import { afterEvent, stateKey, stepKey, stepName } from './names.ts'
import { type Plan, visible } from './plan.ts'

/** A deadline that a node can have: of an `after` edge, of a delay, or of a cue's step (SG9). */
export type TimerDefinition = {
  /** Edge id, node id, or `node/step`. */
  readonly id: string
  /** The node that people see it on. */
  readonly node: string
  readonly edge: string | null
  readonly duration: Duration
  readonly timing: Timing
  /** The timer beside which it counts: one that a reload brings counts from that one's start (HR4). */
  readonly clock: string | null
  /** Waits for an action that starts it. */
  readonly stopped: boolean
  /** The machine's event when it is due. */
  readonly event: string
  /** For people. */
  readonly label: string
  /** Ties between deadlines: inner nodes first, then the document's order, then the edges' order (SG3). */
  readonly rank: readonly [number, number]
}

const CUE_TIMING: Timing = { frozen: 'freezes', reload: 'keeps', restart: 'keeps-deadline', visible: false }

export function timerDefinitions(plan: Plan): Map<string, TimerDefinition> {
  const timers = new Map<string, TimerDefinition>()
  const put = (definition: TimerDefinition): void => {
    timers.set(definition.id, definition)
  }
  for (const planned of plan.nodes.values()) {
    const { node: own, lowering, edges, rank } = planned
    const { node } = visible(planned)
    const key = stateKey(own.id)
    const label = node.data.name || node.id
    const owner = planned.owner?.lowering
    const clock = (owner?.kind === 'built' ? owner.clock : undefined) ?? null
    if (lowering.kind === 'timed')
      put({
        id: own.id,
        node: node.id,
        edge: null,
        duration: lowering.duration,
        timing: lowering.timing,
        clock: null,
        stopped: !lowering.running,
        event: afterEvent(own.id, key),
        label,
        rank: [rank, -1],
      })
    if (lowering.kind === 'steps')
      lowering.steps.forEach((step, index) => {
        const id = stepName(own.id, step.id)
        const ms =
          step.wait.type === 'duration' ? step.wait.ms : step.action.type === 'command' ? step.action.ackWithin : null
        if (ms === null) return
        put({
          id,
          node: node.id,
          edge: null,
          duration: ms,
          timing: CUE_TIMING,
          clock: null,
          stopped: false,
          event: afterEvent(id, `${key}/${stepKey(step.id)}`),
          label,
          rank: [rank, index],
        })
      })
    edges.forEach((edge, index) => {
      if (edge.trigger.type !== 'after') return
      put({
        id: edge.id,
        node: node.id,
        edge: edge.id,
        duration: edge.trigger.duration,
        timing: edge.trigger.timing,
        clock,
        stopped: false,
        event: afterEvent(edge.id, key),
        label,
        rank: [rank, index],
      })
    })
  }
  return timers
}
