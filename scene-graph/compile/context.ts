import type { Scalar } from '../schema/values.ts'

/**
 * What a machine's guards and actions read and write. It travels inside XState's snapshot as plain data. Values that
 * came with an input stand in it before the machine sees the event, so that every region judges by the same facts,
 * whoever takes the event (SG2).
 */
export type Context = {
  /** Time of the step under way, ms. */
  readonly now: number
  /** `role.signal` → last known value. */
  readonly signals: Readonly<Record<string, Scalar>>
  /** role → health; a role that nothing was heard of is online. */
  readonly health: Readonly<Record<string, Health>>
  readonly variables: Readonly<Record<string, Scalar>>
  /** Nodes that some condition asks about and that are active. */
  readonly active: Readonly<Record<string, true>>
  /** Key of each `held` condition whose node is active → since when it has been true, null while it is not (SG5). */
  readonly held: Readonly<Record<string, number | null>>
  /** Keys of condition edges that stay in their source, fired, and are still true. */
  readonly latched: Readonly<Record<string, true>>
  /** Cue step key → times that it was tried again. */
  readonly attempts: Readonly<Record<string, number>>
}

export type Health = 'online' | 'offline'

export const signalKey = (role: string, signal: string): string => `${role}.${signal}`

export function initialContext(now: number, variables: Readonly<Record<string, Scalar>>): Context {
  return { now, signals: {}, health: {}, variables, active: {}, held: {}, latched: {}, attempts: {} }
}
