import { z } from 'zod'
import { type Comparator, comparator } from './comparator.ts'
import { name, type Operand, operand, scalar, wireName } from './values.ts'

/** Which signal of which role. */
export const signalRef = z.strictObject({ role: name, signal: wireName })

export const signalTrigger = z.strictObject({
  type: z.literal('signal'),
  role: name,
  signal: wireName,
  /** The new value must satisfy this; without it, any change fires. A bare value is short for being equal to it. */
  match: z
    .union([
      scalar.transform((value) => ({ op: '=' as const, value: { type: 'constant' as const, value } })),
      z.strictObject({ op: comparator.default('='), value: operand }),
    ])
    .optional(),
  /**
   * `change`: the value differs from the last known one (a repeated report is none); a momentary signal changes with
   * every report. `report`: every report counts.
   */
  on: z.enum(['change', 'report']).default('change'),
})
export type SignalTrigger = {
  type: 'signal'
  role: string
  signal: string
  match?: { op: Comparator; value: Operand } | undefined
  on: 'change' | 'report'
}
