import { z } from 'zod'
import { comparator, condition } from './condition.ts'
import { duration, name, operand, scalar, timingField, wireName } from './values.ts'

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

export const trigger = z.discriminatedUnion('type', [
  signalTrigger,
  /** True now, or becomes true while the source is active, whatever caused it. */
  z.strictObject({ type: z.literal('condition'), condition }),
  z.strictObject({ type: z.literal('after'), duration, timing: timingField }),
  /** The source came to an end through `sourcePort`. */
  z.strictObject({ type: z.literal('done') }),
  /** A button on the console. */
  z.strictObject({
    type: z.literal('operator'),
    action: name,
    label: z.string().max(60).optional(),
    dangerous: z.boolean().default(false),
  }),
  /** A named event from another scene, the API or a booking system. */
  z.strictObject({ type: z.literal('event'), name }),
  /** A device went offline or came back. */
  z.strictObject({ type: z.literal('device'), role: name, health: z.enum(['online', 'offline']) }),
])
export type Trigger = z.output<typeof trigger>
export type SignalTrigger = z.output<typeof signalTrigger>
