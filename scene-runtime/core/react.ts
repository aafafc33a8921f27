import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Context } from '#scene-graph/compile/context.ts'
import type { MachineEvent } from '#scene-graph/compile/machine-event.ts'
import { refresh } from '#scene-graph/compile/observe.ts'
import { activeNodes, leaves } from './active.ts'
import { isDone, run, withContext } from './machine.ts'
import { Reaction } from './reaction.ts'
import type { Cause, MachineState, Session, StepRecord } from './session.ts'

/** The ids that a step's effects begin with. */
export const stepPrefix = (session: Session, seq: number): string => `${session.id}.${seq}`

/**
 * Puts the facts into the context, lets the machine react to the events one after the other, and gathers what follows.
 * The facts are there before the first event is judged (SG2).
 */
export function react(
  compiled: Compiled,
  session: Session,
  at: number,
  facts: (context: Context) => Context,
  events: readonly MachineEvent[],
): { session: Session; reaction: Reaction } {
  const reaction = new Reaction(compiled, session, stepPrefix(session, session.seq + 1))
  const context = refresh(compiled.logic.observed, facts({ ...session.machine.context, now: at }))
  let state = withContext(session.machine, context)
  for (const event of events) {
    if (isDone(compiled, state)) break
    const result = run(compiled, state, event)
    for (const action of result.actions) reaction.perform(action)
    state = result.state
  }
  return { session: settle(compiled, session, at, state, reaction), reaction }
}

/** The session after its machine came to rest in `state`. The step's number is not given here. */
export function settle(
  compiled: Compiled,
  session: Session,
  at: number,
  state: MachineState,
  reaction: Reaction,
): Session {
  const done = isDone(compiled, state)
  if (done) reaction.rest(activeNodes(compiled, state), at)
  return {
    ...session,
    ...reaction.outcome(state.context, done),
    at,
    machine: state,
    ...(done ? { status: 'completed' as const, outcome: outcomeOf(compiled, state), endedAt: at } : {}),
  }
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
    variables: session.machine.context.variables,
    effects: reaction?.effects ?? [],
    fired: reaction?.fired ?? [],
    entered: reaction?.entered ?? [],
    exited: reaction?.exited ?? [],
  }
}
