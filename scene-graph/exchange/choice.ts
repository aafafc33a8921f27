import type { Action } from '../schema/action.ts'
import type { Condition } from '../schema/condition.ts'

/** One way of a choice: what it asks, and what is done then. */
export type Way = { readonly condition: Condition; readonly actions: Action[] }

/** As many ways as are said one in the `else` of the other. */
export const LONGEST_CHAIN = 12

/**
 * The first way whose condition holds, as actions. A long list would be nested deeper than a document may be: it is asked
 * by halves, which comes to the same.
 */
export function firstThatHolds(ways: readonly Way[], otherwise: Action[]): Action[] {
  if (ways.length <= LONGEST_CHAIN)
    return ways.reduceRight<Action[]>(
      (rest, { condition, actions }) => [{ type: 'if', condition, do: actions, else: rest }],
      otherwise,
    )
  const half = ways.length >> 1
  const first = ways.slice(0, half)
  const any: Condition = { type: 'any', of: first.map(({ condition }) => condition) }
  return [
    { type: 'if', condition: any, do: firstThatHolds(first, []), else: firstThatHolds(ways.slice(half), otherwise) },
  ]
}
