import type { ExpressionText } from '../schema/values.ts'
import { signalKey } from './context.ts'
import type { Languages } from './language.ts'
import type { Plan } from './plan.ts'

type Part = Readonly<Record<string, unknown>>

/** `role.signal` of every signal that a part of a plan looks at: triggers, operands and expressions alike. */
export function signalsIn(value: unknown, language: Languages, into: Set<string>): Set<string> {
  eachPart(value, (part) => addSignals(part, language, into))
  return into
}

/** What the logic of a graph names, wherever that stands. */
export type Named = {
  /** `role.signal` of signals that are looked at. */
  readonly signals: ReadonlySet<string>
  /** Nodes that are asked whether, or for how long, they are active. */
  readonly active: ReadonlySet<string>
  /** Nodes whose countdowns are asked how much is left. */
  readonly remaining: ReadonlySet<string>
}

/** One walk for all: of a large graph it is a good part of what compiling costs. */
export function namedIn(plan: Plan, language: Languages): Named {
  const signals = new Set<string>()
  const active = new Set<string>()
  const remaining = new Set<string>()
  const see = (part: Part): void => {
    addSignals(part, language, signals)
    const { type, node } = part
    if (typeof node !== 'string') return
    if (type === 'active' || type === 'elapsed') active.add(node)
    else if (type === 'remaining') remaining.add(node)
  }
  for (const { edges, entry, exit, lowering } of plan.nodes.values()) {
    for (const { trigger, guard, actions } of edges) {
      eachPart(trigger, see)
      if (guard !== null) eachPart(guard, see)
      if (actions.length > 0) eachPart(actions, see)
    }
    eachPart(entry, see)
    eachPart(exit, see)
    if (lowering.kind === 'built') eachPart(lowering.progress, see)
    else if (lowering.kind === 'steps') eachPart(lowering.steps, see)
    else if (lowering.kind === 'timed') eachPart(lowering.duration, see)
  }
  return { signals, active, remaining }
}

function addSignals(part: Part, language: Languages, into: Set<string>): void {
  const { type } = part
  if (type === 'signal') {
    if ('role' in part && 'signal' in part) into.add(signalKey(String(part.role), String(part.signal)))
  } else if (type === 'expression' && 'cel' in part) {
    const text = part as ExpressionText
    const { uses } = language.expression(text)
    for (const { role, signal } of uses.signals) into.add(signalKey(text.names?.roles[role] ?? role, signal))
  }
}

/** Every object inside plain data, itself first. */
function eachPart(value: unknown, see: (part: Part) => void): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const item of value) eachPart(item, see)
    return
  }
  const part = value as Part
  see(part)
  for (const key in part) eachPart(part[key], see)
}
