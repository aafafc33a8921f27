import { remembered } from '../remembered.ts'

/**
 * How node and edge ids appear in the machine. Keys are prefixed because JavaScript would reorder integer-like ones,
 * and a `.` would be read as a path; `~` is in no id, so both directions are exact (SG8).
 */
export const stateKey = (node: string): string => `n_${node.includes('.') ? node.replaceAll('.', '~') : node}`
export const nodeOfState = (key: string): string => key.slice(2).replaceAll('~', '.')

export const stepKey = (step: string): string => `s_${step.replaceAll('.', '~')}`
/** What a cue's step is called in timers and acknowledgements. */
export const stepName = (node: string, step: string): string => `${node}/${step}`

export const signalEvent = remembered((role, signal) => `signal:${role}.${signal}`)
export const deviceEvent = (role: string): string => `device:${role}`
export const operatorEvent = (action: string): string => `operator:${action}`
export const namedEvent = (name: string): string => `event:${name}`
/**
 * What a game master can do to a node, whatever the scene says: *override* (it counts as solved), *bypass* (it is
 * skipped), *reset* (it begins anew); and *jump* puts the game to a checkpoint.
 */
export const INTERVENTIONS = ['override', 'bypass', 'reset', 'jump'] as const
export type InterventionKind = (typeof INTERVENTIONS)[number]
export const interventionEvent = (kind: InterventionKind, node: string): string => `${kind}:${node}`
/** What an event asks for, if it is one of these. */
export function interventionOf(event: string): { kind: InterventionKind; node: string } | null {
  const kind = INTERVENTIONS.find((k) => event.startsWith(k) && event[k.length] === ':')
  return kind === undefined ? null : { kind, node: event.slice(kind.length + 1) }
}
export const ackEvent = (step: string): string => `ack:${step}`
/** Sent when time or a new version may have made a condition true. */
export const WAKE = 'wake'

/** Delays are named, one a timer: XState reads a number-like name as milliseconds, so none may look like one. */
export const delayName = (timer: string): string => `t_${timer}`
export const afterEvent = (timer: string, key: string): string => `xstate.after.${delayName(timer)}.${key}`
export const doneEvent = (key: string): string => `xstate.done.state.${key}`
