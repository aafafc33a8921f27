import { WAKE } from '#scene-graph/compile/names.ts'
import { canonicalJson, textHash } from '#scene-graph/hash.ts'
import type { Session } from './session.ts'

/**
 * Everything that a later step depends on, as text: two sessions with the same text react alike. Left out is what
 * follows from the rest: the time of the last step, and when `held` conditions will have been true long enough.
 */
export function stateText(session: Session): string {
  const { at: _at, machine, timers, ...rest } = session
  const { now: _now, ...context } = machine.context
  return canonicalJson({ ...rest, machine: { ...machine, context }, timers: timers.filter((t) => t.event !== WAKE) })
}

/** SHA-256 of it, hex. */
export const stateHash = (session: Session): string => textHash(stateText(session))
