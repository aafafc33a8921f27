import { signalKey } from './context.ts'

/** `role.signal` of every signal that a part of a document looks at (triggers and operands alike). */
export function signalsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own =
    'type' in value && value.type === 'signal' && 'role' in value && 'signal' in value
      ? [signalKey(String(value.role), String(value.signal))]
      : []
  return [...own, ...Object.values(value).flatMap(signalsIn)]
}
