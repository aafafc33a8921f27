import { signalKey } from './context.ts'
import type { EdgeLogic } from './edge-logic.ts'
import type { Languages } from './language.ts'
import type { Plan, PlannedNode } from './plan.ts'
import { signalsIn } from './signals.ts'

/** Stands for every signal: something asks what time it is, and so looks again whatever comes. */
export const ANY_SIGNAL = '*'

/**
 * RT5. Node (or part of one) → the signals that may move something while it is active: those that its edges wait for or
 * that conditions of them remember, and those that its progress shows. What an edge asks only when something else fires
 * it is not among them: it is read then.
 */
export function listensOf(
  plan: Plan,
  edges: ReadonlyMap<string, EdgeLogic>,
  language: Languages,
): ReadonlyMap<string, ReadonlySet<string>> {
  const listens = new Map<string, ReadonlySet<string>>()
  for (const planned of plan.nodes.values()) {
    const heard = new Set<string>()
    // It is left in the step that enters it; where none of its exits leads anywhere it rests, and tries again at anything.
    if (planned.lowering.kind === 'transient' || planned.lowering.kind === 'draw') heard.add(ANY_SIGNAL)
    for (const value of judgedAnytime(planned, edges)) {
      signalsIn(value, language, heard)
      if (asksForTime(value, language)) heard.add(ANY_SIGNAL)
    }
    for (const { trigger } of planned.edges)
      if (trigger.type === 'signal') heard.add(signalKey(trigger.role, trigger.signal))
    if (heard.size > 0) listens.set(planned.node.id, heard)
  }
  return listens
}

/** What the machine may judge anew at any event. */
function judgedAnytime({ edges: own, lowering }: PlannedNode, edges: ReadonlyMap<string, EdgeLogic>): unknown[] {
  const judged: unknown[] = own.flatMap(({ id, trigger, guard }) =>
    trigger.type === 'condition' || (edges.get(id)?.memory.length ?? 0) > 0 ? [trigger, guard] : [],
  )
  if (lowering.kind === 'built') judged.push(lowering.progress)
  return judged
}

function asksForTime(value: unknown, language: Languages): boolean {
  if (typeof value !== 'object' || value === null) return false
  if ('type' in value && value.type === 'expression' && 'cel' in value)
    return language.expression(value as Parameters<Languages['expression']>[0]).uses.clock
  return Object.values(value).some((part) => asksForTime(part, language))
}
