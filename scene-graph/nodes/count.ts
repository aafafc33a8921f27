import { z } from 'zod'
import { describeDuration, describeTrigger } from '../describe.ts'
import type { Condition } from '../schema/condition.ts'
import { puzzleData } from '../schema/node-data.ts'
import { signalTrigger } from '../schema/signal-trigger.ts'
import { duration } from '../schema/values.ts'
import { add, compare, on, variable, when } from './build.ts'
import { buildPuzzle, PUZZLE_BEHAVIOUR, PUZZLE_FIELDS, SOLVED } from './build-puzzle.ts'
import { type BuiltEdge, defineNode, EVERY_TRIGGER, part } from './define-node.ts'

/** As many as a console shows one by one. */
const MAX_SHOWN = 20

/** So many events, in a window of time or at any time. */
export const count = defineNode({
  type: 'count',
  family: 'puzzle',
  label: 'Count',
  summary: 'Solved when something has happened so many times, in all or within a window.',
  behaviour: PUZZLE_BEHAVIOUR,
  icon: 'tally-5',
  container: false,
  data: z.strictObject({
    ...puzzleData,
    signal: signalTrigger.nullable().default(null),
    n: z.number().int().min(1).max(1_000).default(3),
    /** null: however long it takes. */
    within: duration.nullable().default(null),
  }),
  ports: () => SOLVED,
  triggers: EVERY_TRIGGER,
  fields: [
    { at: 'signal', label: 'Count', control: 'signal-trigger', match: true, required: true },
    { at: 'n', label: 'Times', control: 'number', min: 1, max: 1_000 },
    {
      at: 'within',
      label: 'Within',
      control: 'duration',
      help: 'The window moves along. Empty: however long it takes.',
      optional: true,
    },
    ...PUZZLE_FIELDS,
  ],
  lower: (data, node) => {
    const at = (name: string): string => part(node, name)
    const counted = at('counted')
    const { signal, n, within } = data
    const edges: BuiltEdge[] = []
    if (signal !== null) {
      const enough =
        within === null ? compare(variable(counted), '≥', n) : { type: 'times' as const, of: signal, n, within }
      edges.push(
        { id: at('solve'), source: at('open'), target: at('solved'), trigger: when(enough) },
        { id: at('event'), source: at('open'), target: null, trigger: on(signal), actions: [add(counted, 1)] },
      )
    }
    // In a window what counts now becomes less by time alone.
    const soFar = (times: number): Condition =>
      within === null || signal === null
        ? compare(variable(counted), '≥', times)
        : { type: 'times', of: signal, n: times, within }
    const inputs = Array.from({ length: n > MAX_SHOWN ? 0 : n }, (_, i) => ({
      id: String(i),
      label: String(i + 1),
      right: soFar(i + 1),
    }))
    return buildPuzzle(data, node, {
      initial: at('open'),
      states: [{ id: at('open'), kind: { type: 'state' } }],
      edges,
      variables: { [counted]: { type: 'number', initial: 0 } },
      progress: { inputs, ...(n > MAX_SHOWN ? { measure: { value: variable(counted), of: n } } : {}) },
    })
  },
  describe: (data) =>
    `${data.signal === null ? '…' : describeTrigger(data.signal)} ${data.n} times${data.within === null ? '' : ` within ${describeDuration(data.within)}`}`,
})
