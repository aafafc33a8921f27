import { z } from 'zod'
import { type Comparator, comparator } from './comparator.ts'
import { type SignalTrigger, signalTrigger } from './signal-trigger.ts'
import { cel, type Duration, duration, type ExpressionText, id, name, type Operand, operand } from './values.ts'

/**
 * A condition is a tree. A comparison with a value that is not known yet (a signal never heard) is false, and so is
 * one of values of different types; `not` turns that round like anything else.
 */
export type Condition =
  | { type: 'all'; of: Condition[] }
  | { type: 'any'; of: Condition[] }
  /** At least `n` of them. */
  | { type: 'at-least'; n: number; of: Condition[] }
  | { type: 'not'; of: Condition }
  | { type: 'compare'; left: Operand; op: Comparator; right: Operand }
  /** From `min` to `max`, both included. */
  | { type: 'between'; value: Operand; min: Operand; max: Operand }
  | { type: 'in'; value: Operand; of: Operand[] }
  /** No further from `of` than `tolerance`. */
  | { type: 'within'; value: Operand; of: Operand; tolerance: Operand }
  /** `of` has been true without a break for `for`, counted from when its node became active at the earliest (SG5). */
  | { type: 'held'; of: Condition; for: Duration }
  /** `of` happened (a signal) or became true (a condition) at least `n` times in the last `within`, since its node became active. */
  | { type: 'times'; of: Condition | SignalTrigger; n: number; within: Duration }
  /** The value is at least `by` away from what it was when its node became active. */
  | { type: 'changed'; value: Operand; by: Operand; direction: 'any' | 'up' | 'down' }
  | { type: 'active'; node: string }
  | { type: 'device'; role: string; health: 'online' | 'offline' }
  | ExpressionText

export const condition: z.ZodType<Condition> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('all'), of: z.array(condition) }),
    z.strictObject({ type: z.literal('any'), of: z.array(condition) }),
    z.strictObject({ type: z.literal('at-least'), n: z.number().int().min(0), of: z.array(condition) }),
    z.strictObject({ type: z.literal('not'), of: condition }),
    z.strictObject({ type: z.literal('compare'), left: operand, op: comparator, right: operand }),
    z.strictObject({ type: z.literal('between'), value: operand, min: operand, max: operand }),
    z.strictObject({ type: z.literal('in'), value: operand, of: z.array(operand).min(1) }),
    z.strictObject({ type: z.literal('within'), value: operand, of: operand, tolerance: operand }),
    z.strictObject({ type: z.literal('held'), of: condition, for: duration }),
    z.strictObject({
      type: z.literal('times'),
      of: z.union([signalTrigger, condition]),
      n: z.number().int().min(1).max(1_000),
      within: duration,
    }),
    z.strictObject({
      type: z.literal('changed'),
      value: operand,
      by: operand.prefault(0),
      direction: z.enum(['any', 'up', 'down']).default('any'),
    }),
    z.strictObject({ type: z.literal('active'), node: id }),
    z.strictObject({ type: z.literal('device'), role: name, health: z.enum(['online', 'offline']) }),
    z.strictObject({ type: z.literal('expression'), cel }),
  ]),
) as z.ZodType<Condition>
