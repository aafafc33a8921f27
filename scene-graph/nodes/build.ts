import type { Action } from '../schema/action.ts'
import type { Comparator } from '../schema/comparator.ts'
import type { Condition } from '../schema/condition.ts'
import type { SignalTrigger } from '../schema/signal-trigger.ts'
import type { Trigger } from '../schema/trigger.ts'
import type { Duration, Operand, Scalar } from '../schema/values.ts'
import type { Built } from './define-node.ts'

/** Pieces that nodes are built of, as a parsed document would have them. */

export const built = (parts: Partial<Built> & Pick<Built, 'initial' | 'states' | 'edges'>): Built => ({
  kind: 'built',
  entry: [],
  exit: [],
  variables: {},
  progress: null,
  ...parts,
})

export const constant = (value: Scalar): Operand => ({ type: 'constant', value })
export const variable = (name: string): Operand => ({ type: 'variable', name })
export const signalValue = (ref: { role: string; signal: string }): Operand => ({
  type: 'signal',
  role: ref.role,
  signal: ref.signal,
})

export const compare = (left: Operand, op: Comparator, right: Operand | Scalar): Condition => ({
  type: 'compare',
  left,
  op,
  right: typeof right === 'object' ? right : constant(right),
})
export const equals = (left: Operand, right: Operand | Scalar): Condition => compare(left, '=', right)
export const not = (of: Condition): Condition => ({ type: 'not', of })
export const allOf = (of: Condition[]): Condition => ({ type: 'all', of })
export const anyOf = (of: Condition[]): Condition => ({ type: 'any', of })
export const isActive = (node: string): Condition => ({ type: 'active', node })

/** True while it holds, or once it has held for so long. */
export const steady = (of: Condition, time: Duration): Condition => (time === 0 ? of : { type: 'held', of, for: time })

export const setTo = (name: string, value: Scalar | Operand): Action => ({
  type: 'set',
  variable: name,
  to: typeof value === 'object' ? value : constant(value),
  mode: 'set',
})
export const add = (name: string, value: Scalar | Operand): Action => ({
  type: 'set',
  variable: name,
  to: typeof value === 'object' ? value : constant(value),
  mode: 'add',
})

export const when = (condition: Condition): Trigger => ({ type: 'condition', condition })
export const after = (duration: Duration, visible = false): Trigger => ({
  type: 'after',
  duration,
  timing: { frozen: 'freezes', reload: 'keeps', restart: 'keeps-deadline', visible },
})
export const on = (signal: SignalTrigger): Trigger => signal

/** A code or a tag as a board may report it: as text, or as the number that the text stands for. */
export function sameText(value: Operand, wanted: readonly Scalar[]): Condition {
  const forms = wanted.flatMap((one): Scalar[] => {
    const text = String(one)
    return text.trim() !== '' && String(Number(text)) === text ? [text, Number(text)] : [one]
  })
  return { type: 'in', value, of: forms.map(constant) }
}
