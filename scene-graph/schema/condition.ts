import { z } from 'zod'
import { type Duration, duration, id, type Operand, operand } from './values.ts'

export const COMPARATORS = ['=', '≠', '<', '≤', '>', '≥'] as const
export type Comparator = (typeof COMPARATORS)[number]

const ASCII: Record<string, Comparator> = { '==': '=', '!=': '≠', '<=': '≤', '>=': '≥' }

/** `=`, `≠`, `<`, `≤`, `>`, `≥`; also taken: `==`, `!=`, `<=`, `>=`. */
export const comparator = z.preprocess((op) => (typeof op === 'string' ? (ASCII[op] ?? op) : op), z.enum(COMPARATORS))

/**
 * A condition is a tree. A comparison with a value that is not known yet (a signal never heard) is false, and so is
 * one of values of different types; `not` turns that round like anything else.
 */
export type Condition =
  | { type: 'all'; of: Condition[] }
  | { type: 'any'; of: Condition[] }
  | { type: 'not'; of: Condition }
  | { type: 'compare'; left: Operand; op: Comparator; right: Operand }
  /** `of` has been true without a break for `for`, counted from when its node became active at the earliest (SG5). */
  | { type: 'held'; of: Condition; for: Duration }
  | { type: 'active'; node: string }

export const condition: z.ZodType<Condition> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('all'), of: z.array(condition) }),
    z.strictObject({ type: z.literal('any'), of: z.array(condition) }),
    z.strictObject({ type: z.literal('not'), of: condition }),
    z.strictObject({ type: z.literal('compare'), left: operand, op: comparator, right: operand }),
    z.strictObject({ type: z.literal('held'), of: condition, for: duration }),
    z.strictObject({ type: z.literal('active'), node: id }),
  ]),
) as z.ZodType<Condition>
