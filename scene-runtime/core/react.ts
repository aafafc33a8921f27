import type { Compiled } from '#scene-graph/compile/compile.ts'
import { type Context, withFacts } from '#scene-graph/compile/context.ts'
import type { MachineEvent } from '#scene-graph/compile/machine-event.ts'
import { WAKE } from '#scene-graph/compile/names.ts'
import { note, refresh } from '#scene-graph/compile/observe.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import { activeNodes, leaves } from './active.ts'
import type { Facts } from './inputs.ts'
import { isDone, run, withContext } from './machine.ts'
import { Reaction } from './reaction.ts'
import type { Cause, MachineState, Session, StepRecord } from './session.ts'

/** The ids that a step's effects begin with. */
export const stepPrefix = (session: Session, seq: number): string => `${session.id}.${seq}`

/**
 * Puts the facts into the context, lets the machine react to the events one after the other, and gathers what follows.
 * The facts are there before the first event is judged (SG2). The session comes back with the number of a new step.
 */
export function react(
  compiled: Compiled,
  session: Session,
  at: number,
  facts: Facts,
  events: readonly MachineEvent[],
): { session: Session; reaction: Reaction } {
  const seq = session.seq + 1
  const reaction = new Reaction(compiled, session, stepPrefix(session, seq))
  const { observed } = compiled.logic
  let context = reaction.withTimers(facts(session.machine.context, at))
  for (const event of events) context = note(observed, context, event)
  const ready = withContext(session.machine, refresh(observed, context))
  const state = runAll(compiled, ready, events, reaction)
  return { session: settle(compiled, session, at, state, reaction, seq), reaction }
}

/** Lets the machine hear the events one after the other; and look again when a countdown that it asks about changed. */
export function runAll(
  compiled: Compiled,
  ready: MachineState,
  events: readonly MachineEvent[],
  reaction: Reaction,
): MachineState {
  let state = ready
  // Nearly always one, and then nothing else.
  let rest = events
  for (let event = rest[0]; event !== undefined; event = rest[0]) {
    rest = rest.length === 1 ? NONE : rest.slice(1)
    if (isDone(compiled, state)) return state
    if (event.data !== undefined) state = withContext(state, withFacts(state.context, { payload: event.data }))
    const result = run(compiled, state, event)
    for (const action of result.actions) reaction.perform(action)
    state = result.state
    const context = reaction.withTimers(state.context)
    if (context === state.context) continue
    state = withContext(state, refresh(compiled.logic.observed, context))
    rest = [{ type: WAKE }, ...rest]
  }
  return state
}

const NONE: readonly MachineEvent[] = []

/** The session after its machine came to rest in `state`, in the step `seq`. */
export function settle(
  compiled: Compiled,
  session: Session,
  at: number,
  state: MachineState,
  reaction: Reaction,
  seq: number,
): Session {
  const done = isDone(compiled, state)
  if (done) reaction.rest(activeNodes(compiled, state), at)
  const { entered, timers, pending } = reaction.outcome(state.context, done)
  // Field by field: every step passes here, and copying an object of this size by spreading it took a sixth of a step.
  const next: Session = {
    id: session.id,
    version: session.version,
    seed: session.seed,
    seq,
    reloads: session.reloads,
    at,
    startedAt: session.startedAt,
    endedAt: done ? at : session.endedAt,
    status: done ? 'completed' : session.status,
    outcome: done ? outcomeOf(compiled, state) : session.outcome,
    machine: state,
    entered,
    timers,
    pending,
    clock: session.clock,
    frozenAt: session.frozenAt,
    recorded: session.recorded,
  }
  return session.hold === undefined ? next : { ...next, hold: session.hold }
}

function outcomeOf(compiled: Compiled, state: MachineState): string | null {
  for (const id of activeNodes(compiled, state)) {
    const planned = compiled.plan.nodes.get(id)
    if (planned?.parent === null && planned.lowering.kind === 'final') return planned.lowering.outcome
  }
  return null
}

/** What a step did, as the journal and the trace have it. */
export function record(compiled: Compiled, session: Session, cause: Cause, reaction: Reaction | null): StepRecord {
  return {
    seq: session.seq,
    at: session.at,
    cause,
    active: leaves(compiled, session.machine),
    outcome: session.outcome,
    variables: declaredVariables(compiled, session.machine.context.variables),
    effects: reaction?.effects ?? [],
    fired: reaction?.fired ?? [],
    entered: reaction?.entered ?? [],
    exited: reaction?.exited ?? [],
  }
}

/** Names of the variables that the version's document declares; null where nodes remember nothing beside them. */
const declaredNames = new WeakMap<Compiled['plan'], readonly string[] | null>()

function declaredIn(plan: Compiled['plan']): readonly string[] | null {
  let names = declaredNames.get(plan)
  if (names === undefined) {
    const declared = [...plan.variables].flatMap(([name, variable]) => (variable.declared ? [name] : []))
    names = declared.length === plan.variables.size ? null : declared
    declaredNames.set(plan, names)
  }
  return names
}

const shown = new WeakMap<Context['variables'], Context['variables']>()

/** Without what nodes remember for themselves. */
export function declaredVariables({ plan }: Compiled, variables: Context['variables']): Context['variables'] {
  const names = declaredIn(plan)
  if (names === null) return variables
  const known = shown.get(variables)
  if (known !== undefined) return known
  const made: Record<string, Scalar> = {}
  for (const name of names) {
    const value = variables[name]
    if (value !== undefined) made[name] = value
  }
  shown.set(variables, made)
  return made
}
