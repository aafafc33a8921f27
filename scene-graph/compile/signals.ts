import type { ExpressionText } from '../schema/values.ts'
import { signalKey } from './context.ts'
import type { Languages } from './language.ts'

/** `role.signal` of every signal that a part of a plan looks at: triggers, operands and expressions alike. */
export function signalsIn(value: unknown, language: Languages, into: Set<string>): Set<string> {
  if (typeof value !== 'object' || value === null) return into
  if ('type' in value && value.type === 'signal' && 'role' in value && 'signal' in value)
    into.add(signalKey(String(value.role), String(value.signal)))
  if ('type' in value && value.type === 'expression' && 'cel' in value) {
    const text = value as ExpressionText
    const { uses } = language.expression(text)
    for (const { role, signal } of uses.signals) into.add(signalKey(text.names?.roles[role] ?? role, signal))
  }
  for (const item of Object.values(value)) signalsIn(item, language, into)
  return into
}
