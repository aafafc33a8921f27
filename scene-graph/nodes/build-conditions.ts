import type { Condition } from '../schema/condition.ts'
import type { Duration } from '../schema/values.ts'
import { allOf, equals, setTo, steady, variable, when } from './build.ts'
import { buildPuzzle } from './build-puzzle.ts'
import { type Built, type BuiltEdge, part } from './define-node.ts'

export type Input = { id: string; label: string; right: Condition }

/**
 * A puzzle that is solved when its inputs are right, all at once or (`latch`) each once. `enough` makes the condition
 * out of those of the inputs.
 */
export function buildConditions(
  data: Parameters<typeof buildPuzzle>[0],
  id: string,
  parts: { inputs: readonly Input[]; hold: Duration; latch: boolean; enough?: (of: Condition[]) => Condition },
): Built {
  const at = (name: string): string => part(id, name)
  const { inputs, hold, latch, enough = allOf } = parts
  const seen = (input: Input): string => at(`seen-${input.id}`)
  const right = (input: Input): Condition => (latch ? equals(variable(seen(input)), true) : input.right)
  const edges: BuiltEdge[] = latch
    ? inputs.map((input) => ({
        id: at(`see-${input.id}`),
        source: at('open'),
        target: null,
        trigger: when(input.right),
        actions: [setTo(seen(input), true)],
      }))
    : []
  return buildPuzzle(data, id, {
    initial: at('open'),
    states: [{ id: at('open'), kind: { type: 'state' } }],
    edges: [
      ...edges,
      {
        id: at('solve'),
        source: at('open'),
        target: at('solved'),
        trigger: when(steady(enough(inputs.map(right)), hold)),
      },
    ],
    variables: latch
      ? Object.fromEntries(inputs.map((input) => [seen(input), { type: 'boolean' as const, initial: false }]))
      : {},
    progress: { inputs: inputs.map((input) => ({ ...input, right: right(input) })) },
  })
}

/** Ids of items are theirs, or their places. */
export const identified = <T extends { id?: string | undefined }>(items: readonly T[]): (T & { id: string })[] =>
  items.map((item, index) => ({ ...item, id: item.id ?? String(index) }))
