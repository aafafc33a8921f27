import { WAKE } from '#scene-graph/compile/names.ts'
import { hashOf } from '#scene-graph/hash.ts'
import type { Session } from './session.ts'

/**
 * Of everything that a later step depends on. Two sessions with the same hash react alike. Left out is what follows
 * from the rest: the time of the last step, and when `held` conditions will have been true long enough.
 */
export function stateHash(session: Session): string {
  const { at: _at, machine, timers, ...rest } = session
  const { now: _now, ...context } = machine.context
  return hashOf({ ...rest, machine: { ...machine, context }, timers: timers.filter((t) => t.event !== WAKE) })
}
