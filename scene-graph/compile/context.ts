import { remembered } from '../remembered.ts'
import type { Scalar } from '../schema/values.ts'
import type { MachineEvent } from './machine-event.ts'

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
  /** What the last named event brought along. */
  readonly payload: Readonly<Record<string, Scalar>>
  /** What the events bring along that the game told itself in the step under way, in their order; at rest none. */
  readonly raised: readonly Readonly<Record<string, Scalar>>[]
  /** When the game started, ms. */
  readonly startedAt: number
  /** Decides what `random` nodes draw (SG10). */
  readonly seed: number
  /** Node → how often it drew, and the exit that it drew last. */
  readonly draws: Readonly<Record<string, { readonly count: number; readonly port: string }>>
  /** Nodes that some condition asks about and that are active → since when. */
  readonly active: Readonly<Record<string, number>>
  /** Countdowns that some condition asks about and that run. */
  readonly timers: Readonly<Record<string, { readonly due: number; readonly stoppedAt: number | null }>>
  /** Key of each `held` condition whose node is active → since when it has been true, null while it is not (SG5). */
  readonly held: Readonly<Record<string, number | null>>
  /** Key of each `times` condition whose node is active → whether it was true last, and when it happened. */
  readonly counts: Readonly<Record<string, { readonly was: boolean; readonly at: readonly number[] }>>
  /** Key of each `changed` condition whose node is active → what the value was at first, null: not known yet. */
  readonly bases: Readonly<Record<string, Scalar | null>>
  /** Keys of condition edges that stay in their source, fired, and are still true. */
  readonly latched: Readonly<Record<string, true>>
  /** Cue step key → times that it was tried again. */
  readonly attempts: Readonly<Record<string, number>>
  /** Checkpoint → when it was passed last, and how the variables stood then; absent before the first is passed. */
  readonly passed?: Readonly<Record<string, Passed>> | undefined
}

export type Passed = {
  readonly at: number
  readonly variables: Readonly<Record<string, Scalar>>
  /** The game is on its way back there. */
  readonly back?: true
}

export type Health = 'online' | 'offline'

export const signalKey = remembered((role, signal) => `${role}.${signal}`)

const NONE: Context['raised'] = []

/** The context as whoever takes the event sees it: with what that event brought along. */
export const heard = (context: Context, { raised }: MachineEvent): Context =>
  raised === undefined ? context : withFacts(context, { payload: context.raised[raised] ?? {} })

/** Once the step has come to rest nobody asks any more. */
export const forgetRaised = (context: Context): Context =>
  context.raised === undefined || context.raised.length === 0 ? context : withFacts(context, { raised: NONE })

export function initialContext(now: number, seed: number, variables: Readonly<Record<string, Scalar>>): Context {
  const nothing = { signals: {}, health: {}, payload: {}, raised: NONE, draws: {}, active: {}, timers: {} }
  return {
    ...nothing,
    now,
    startedAt: now,
    seed,
    variables,
    held: {},
    counts: {},
    bases: {},
    latched: {},
    attempts: {},
  }
}

/** The context with some facts changed. Field by field: every step does this, and a spread costs several times as much. */
export function withFacts(context: Context, facts: Partial<Context>): Context {
  return {
    now: facts.now ?? context.now,
    startedAt: context.startedAt,
    seed: context.seed,
    signals: facts.signals ?? context.signals,
    health: facts.health ?? context.health,
    variables: facts.variables ?? context.variables,
    payload: facts.payload ?? context.payload,
    // A session that was stored by an older program has none.
    raised: facts.raised ?? context.raised ?? NONE,
    draws: facts.draws ?? context.draws,
    active: facts.active ?? context.active,
    timers: facts.timers ?? context.timers,
    held: facts.held ?? context.held,
    counts: facts.counts ?? context.counts,
    bases: facts.bases ?? context.bases,
    latched: facts.latched ?? context.latched,
    attempts: facts.attempts ?? context.attempts,
    passed: facts.passed ?? context.passed,
  }
}

/** The context at another time, with what devices said until then: what nearly every step begins with, and nothing else. */
export function atTime(context: Context, now: number, signals = context.signals): Context {
  return {
    now,
    startedAt: context.startedAt,
    seed: context.seed,
    signals,
    health: context.health,
    variables: context.variables,
    payload: context.payload,
    raised: context.raised ?? NONE,
    draws: context.draws,
    active: context.active,
    timers: context.timers,
    held: context.held,
    counts: context.counts,
    bases: context.bases,
    latched: context.latched,
    attempts: context.attempts,
    passed: context.passed,
  }
}
