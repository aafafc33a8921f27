import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Context } from '#scene-graph/compile/context.ts'
import { WAKE } from '#scene-graph/compile/names.ts'
import type { TimerDefinition } from '#scene-graph/compile/timers.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import type { ReloadReport } from '#wire/session-view.ts'
import type { Reaction } from './reaction.ts'
import type { ReloadPlan } from './reload-plan.ts'
import { enteredAt, type Session, type Timer } from './session.ts'

/**
 * Variables keep their values by name and type; new ones begin, those of another type begin again. One that the version
 * had once before, when the session ran it (`earlier`), has the value that it had then.
 */
export function carryVariables(
  from: Compiled,
  to: Compiled,
  context: Context,
  earlier: Session | null,
): { context: Context; changes: ReloadReport['variables'] } {
  const changes: ReloadReport['variables'] = []
  const variables: Record<string, Scalar> = {}
  for (const [name, variable] of to.plan.variables) {
    const before = from.plan.variables.get(name)
    const value = context.variables[name]
    const begins = earlier?.machine.context.variables[name] ?? variable.initial
    if (!variable.declared) {
      // What a node remembers for itself is no news to anybody.
    } else if (before === undefined) changes.push({ name, change: 'added', value: begins })
    else if (before.type !== variable.type)
      changes.push({ name, change: 'retyped', value: begins, ...(value === undefined ? {} : { lost: value }) })
    const keeps = before?.type === variable.type && value !== undefined
    variables[name] = keeps ? value : begins
  }
  for (const [name, { declared }] of from.plan.variables) {
    const lost = context.variables[name]
    if (declared && !to.plan.variables.has(name))
      changes.push({ name, change: 'removed', ...(lost === undefined ? {} : { lost }) })
  }
  return { context: { ...context, variables }, changes }
}

/**
 * What is remembered for the conditions of states that stay: `held` clocks run on where the condition is the same
 * (SG5, HR4), what fired and still holds does not fire again (HR3).
 */
export function carryMemory(from: Compiled, to: Compiled, plan: ReloadPlan, context: Context): Context {
  const held: Record<string, number | null> = {}
  const counts: Record<string, Context['counts'][string]> = {}
  const bases: Record<string, Scalar | null> = {}
  const latched: Record<string, true> = {}
  const active: Record<string, number> = {}
  const observed = to.logic.observed
  for (const state of plan.active) {
    if (state.planned === null || !plan.kept.has(state.key)) continue
    const { id } = state.planned.node
    // A node that nobody asked about before counts as active from now on.
    active[id] = context.active[id] ?? context.now
    for (const { kind, key, source } of observed.memory.get(id) ?? []) {
      const before = from.logic.observed.memoryByKey.get(key)
      const same = before?.kind === kind && canonicalJson(before.source) === canonicalJson(source)
      if (kind === 'held') held[key] = same ? (context.held[key] ?? null) : null
      else if (kind === 'times') counts[key] = (same ? context.counts[key] : undefined) ?? { was: false, at: [] }
      else bases[key] = same ? (context.bases[key] ?? null) : null
    }
    for (const { edge } of observed.latches.get(id) ?? []) if (context.latched[edge] === true) latched[edge] = true
  }
  return { ...context, held, counts, bases, latched, active }
}

type Carrying = {
  from: Compiled
  to: Compiled
  plan: ReloadPlan
  session: Session
  earlier: Session | null
  context: Context
  now: number
  reaction: Reaction
}

/**
 * Timers by id: elapsed time is kept, a changed duration applies to the whole (HR4); also where the game goes on to
 * another node, which the timed edge leaves now. A deadline of a state that stays, which the old version knew and that
 * is not running, has passed already and is not armed again (HR3). Other timers of states that are entered are not here:
 * they begin when those are.
 */
export function carryTimers(carrying: Carrying): ReloadReport['timers'] {
  const { from, plan, session, context, now, reaction } = carrying
  const changes: ReloadReport['timers'] = []
  const running = new Map(session.timers.filter((t) => t.event !== WAKE).map((t) => [t.id, t]))
  const tell = (
    { id, label }: Pick<Timer, 'id' | 'label'>,
    change: ReloadReport['timers'][number]['change'],
    before: Timer | undefined,
    after: Timer | undefined,
  ): void => {
    const left = (timer: Timer | undefined) => (timer === undefined ? null : timer.due - (timer.stoppedAt ?? now))
    const fires = after !== undefined && after.stoppedAt === undefined && after.due <= now
    changes.push({ id, label, change, before_ms: left(before), remaining_ms: left(after), fires })
  }
  for (const state of plan.active) {
    const stays = plan.kept.has(state.key)
    for (const definition of state.timers) {
      const { id, duration, timing, event, rank, label, node, edge } = definition
      const old = running.get(id)
      const leavesAnother = edge !== null && old !== undefined && old.node !== node
      if (!stays && !leavesAnother) continue
      running.delete(id)
      const before = from.timers.get(id)
      if (old !== undefined && timing.reload === 'keeps') {
        const same = before !== undefined && canonicalJson(before.duration) === canonicalJson(duration)
        const length = same ? old.duration : reaction.durationOf(duration, context)
        const due = old.startedAt + length + old.adjusted
        const kept = { ...old, node, edge, event, rank, label, timing, duration: length, due }
        reaction.keep(kept)
        tell(definition, same ? 'kept' : 'changed', old, kept)
      } else if (stays && (old !== undefined || before === undefined)) {
        const length = reaction.durationOf(duration, context)
        const clock = timing.reload === 'keeps' ? clockOf(carrying, definition) : undefined
        const started = clock === undefined ? reaction.arm(id, now, length) : reaction.armBeside(id, clock, length)
        tell(definition, 'started', old, started)
      }
    }
  }
  for (const [id, timer] of running)
    if (timer.send !== undefined) reaction.keep(timer)
    else tell(timer, 'dropped', from.timers.has(id) ? timer : undefined, undefined)
  return changes
}

/**
 * With what a timer that a move brings counts on: the clock that it shares and that runs already; or what it was itself
 * when the session was on this version before and its node was never left since. Undefined: it begins now.
 */
function clockOf({ session, earlier }: Carrying, { id, node, clock }: TimerDefinition): Timer | undefined {
  const shared = session.timers.find((t) => t.id === clock)
  if (shared !== undefined || earlier === null) return shared
  return enteredAt(earlier, node) === enteredAt(session, node) ? earlier.timers.find((t) => t.id === id) : undefined
}
