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
  for (const [name, variable] of Object.entries(to.graph.variables)) {
    const before = from.graph.variables[name]
    const value = context.variables[name]
    if (before === undefined) changes.push({ name, change: 'added' })
    else if (before.type !== variable.type) changes.push({ name, change: 'retyped' })
    const keeps = before?.type === variable.type && value !== undefined
    variables[name] = keeps ? value : variable.initial
  }
  for (const name of Object.keys(from.graph.variables))
    if (to.graph.variables[name] === undefined) changes.push({ name, change: 'removed' })
  return { context: { ...context, variables }, changes }
}

/**
 * What is remembered for the conditions of states that stay: `held` clocks run on where the condition is the same
 * (SG5, HR4), what fired and still holds does not fire again (HR3).
 */
export function carryHeld(from: Compiled, to: Compiled, plan: ReloadPlan, context: Context): Context {
  const held: Record<string, number | null> = {}
  const latched: Record<string, true> = {}
  const active: Record<string, true> = {}
  for (const state of plan.active) {
    if (state.node === null || state.isStep || !plan.kept.has(state.key)) continue
    const id = state.node.node.id
    active[id] = true
    for (const part of to.logic.observed.held.get(id) ?? []) {
      const before = from.logic.observed.heldByKey.get(part.key)
      const same = before !== undefined && canonicalJson(before.source) === canonicalJson(part.source)
      held[part.key] = same ? (context.held[part.key] ?? null) : null
    }
    for (const { edge } of to.logic.observed.latches.get(id) ?? [])
      if (context.latched[edge] === true) latched[edge] = true
  }
  return { ...context, held, latched, active }
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
        changes.push({ id, change: same ? 'kept' : 'changed', remaining_ms: due - now })
      } else if (old !== undefined || before === undefined) {
        const length = reaction.durationOf(duration, context)
        reaction.arm(id, now, length)
        changes.push({ id, change: 'started', remaining_ms: length })
      }
    }
  }
  for (const id of running.keys()) changes.push({ id, change: 'dropped', remaining_ms: null })
  return changes
}
