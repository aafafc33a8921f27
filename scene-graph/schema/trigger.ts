import { z } from 'zod'
import { type Condition, condition } from './condition.ts'
import { type SignalTrigger, signalTrigger } from './signal-trigger.ts'
import { type Duration, duration, eventPattern, name, type Timing, timingField } from './values.ts'

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
  z.strictObject({ type: z.literal('event'), name: eventPattern }),
  /** A device went offline or came back. */
  z.strictObject({ type: z.literal('device'), role: name, health: z.enum(['online', 'offline']) }),
])

export type Trigger =
  | SignalTrigger
  | { type: 'condition'; condition: Condition }
  | { type: 'after'; duration: Duration; timing: Timing }
  | { type: 'done' }
  | { type: 'operator'; action: string; label?: string | undefined; dangerous: boolean }
  | { type: 'event'; name: string }
  | { type: 'device'; role: string; health: 'online' | 'offline' }
