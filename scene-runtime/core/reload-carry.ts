import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Context } from '#scene-graph/compile/context.ts'
import { WAKE } from '#scene-graph/compile/names.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import type { ReloadReport } from '#wire/session-view.ts'
import type { Reaction } from './reaction.ts'
import type { ReloadPlan } from './reload-plan.ts'
import type { Session } from './session.ts'

/** Variables keep their values by name and type; new ones begin, those of another type begin again. */
export function carryVariables(
  from: Compiled,
  to: Compiled,
  context: Context,
): { context: Context; changes: ReloadReport['variables'] } {
  const changes: ReloadReport['variables'] = []
  const variables: Record<string, Scalar> = {}
  for (const [name, variable] of to.plan.variables) {
    const before = from.plan.variables.get(name)
    const value = context.variables[name]
    if (!variable.declared) {
      // What a node remembers for itself is no news to anybody.
    } else if (before === undefined) changes.push({ name, change: 'added' })
    else if (before.type !== variable.type) changes.push({ name, change: 'retyped' })
    const keeps = before?.type === variable.type && value !== undefined
    variables[name] = keeps ? value : variable.initial
  }
  for (const [name, { declared }] of from.plan.variables)
    if (declared && !to.plan.variables.has(name)) changes.push({ name, change: 'removed' })
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

/**
 * Timers of states that stay, by id: elapsed time is kept, a changed duration applies to the whole (HR4). A deadline
 * that the old version knew and that is not running has passed already and is not armed again (HR3).
 */
export function carryTimers(
  from: Compiled,
  plan: ReloadPlan,
  session: Session,
  context: Context,
  now: number,
  reaction: Reaction,
): ReloadReport['timers'] {
  const changes: ReloadReport['timers'] = []
  const running = new Map(session.timers.filter((t) => t.event !== WAKE).map((t) => [t.id, t]))
  for (const state of plan.active) {
    if (!plan.kept.has(state.key)) continue
    for (const definition of state.timers) {
      const { id, duration, timing, event, rank, label, node, edge } = definition
      const old = running.get(id)
      running.delete(id)
      const before = from.timers.get(id)
      if (old !== undefined && timing.reload === 'keeps') {
        const same = before !== undefined && canonicalJson(before.duration) === canonicalJson(duration)
        const length = same ? old.duration : reaction.durationOf(duration, context)
        const due = old.startedAt + length + old.adjusted
        reaction.keep({ ...old, node, edge, event, rank, label, timing, duration: length, due })
        changes.push({ id, change: same ? 'kept' : 'changed', remaining_ms: due - (old.stoppedAt ?? now) })
      } else if (old !== undefined || before === undefined) {
        const length = reaction.durationOf(duration, context)
        const clock = timing.reload === 'keeps' ? session.timers.find((t) => t.id === definition.clock) : undefined
        if (clock === undefined) reaction.arm(id, now, length)
        else reaction.armBeside(id, clock, length)
        const start = clock === undefined ? now : clock.startedAt + clock.adjusted
        changes.push({ id, change: 'started', remaining_ms: start + length - (clock?.stoppedAt ?? now) })
      }
    }
  }
  for (const [id, timer] of running)
    if (timer.send !== undefined) reaction.keep(timer)
    else changes.push({ id, change: 'dropped', remaining_ms: null })
  return changes
}
