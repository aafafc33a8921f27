import type { Compiled } from '#scene-graph/compile/compile.ts'
import { atTime, type Context, signalKey, withFacts } from '#scene-graph/compile/context.ts'
import type { MachineEvent } from '#scene-graph/compile/machine-event.ts'
import {
  ackEvent,
  deviceEvent,
  interventionEvent,
  namedEvent,
  operatorEvent,
  signalEvent,
} from '#scene-graph/compile/names.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import { canIntervene } from './interventions.ts'
import type { Input, Session } from './session.ts'

/** The context of a step at `now` with what is true from then on. */
export type Facts = (context: Context, now: number) => Context

/** No new facts. */
export const unchanged: Facts = (context, now) => atTime(context, now)

/** What is true from now on because of an input. */
export function facts(input: Input): Facts {
  if (input.type === 'signal')
    return (context, now) => {
      let signals: Record<string, Scalar> | null = null
      for (const name in input.signals) {
        const key = signalKey(input.role, name)
        const value = input.signals[name]
        if (value === undefined || context.signals[key] === value) continue
        signals ??= { ...context.signals }
        signals[key] = value
      }
      return atTime(context, now, signals ?? context.signals)
    }
  if (input.type === 'health')
    return (context, now) =>
      context.health[input.role] === input.health
        ? atTime(context, now)
        : withFacts(context, { now, health: { ...context.health, [input.role]: input.health } })
  if (input.type === 'event') return (context, now) => withFacts(context, { now, payload: input.data })
  return unchanged
}

function reported({ graph }: Compiled, context: Context, input: Extract<Input, { type: 'signal' }>): MachineEvent[] {
  const { role, signals } = input
  const declared = graph.roles[role]?.signals
  const events: MachineEvent[] = []
  for (const name in signals) {
    const momentary = declared?.[name]?.momentary === true
    const changed = momentary || context.signals[signalKey(role, name)] !== signals[name]
    events.push({ type: signalEvent(role, name), changed })
  }
  return events
}

/** The events that the machine gets for an input, in order: one for each signal that was reported. */
export function eventsOf(compiled: Compiled, session: Session, input: Input): MachineEvent[] {
  const { context } = session.machine
  switch (input.type) {
    case 'signal':
      return reported(compiled, context, input)
    case 'health':
      return [{ type: deviceEvent(input.role), changed: (context.health[input.role] ?? 'online') !== input.health }]
    case 'operator':
      return [{ type: operatorEvent(input.action), ...(input.node === undefined ? {} : { node: input.node }) }]
    case 'event':
      return [{ type: namedEvent(input.name) }]
    case 'ack': {
      const pending = session.pending.find((p) => p.id === input.command)
      if (pending === undefined) return []
      return [{ type: ackEvent(pending.step), succeeded: input.outcome === 'applied' || input.outcome === 'duplicate' }]
    }
    case 'override':
    case 'bypass':
    case 'reset':
    case 'jump':
      return canIntervene(compiled, session.machine, input.type, input.node)
        ? [{ type: interventionEvent(input.type, input.node) }]
        : []
    case 'adjust':
    case 'pause-clock':
    case 'resume-clock':
    case 'freeze':
    case 'resume':
    case 'hold':
    case 'end':
    case 'abandon':
      return []
  }
}
