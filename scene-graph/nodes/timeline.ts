import { z } from 'zod'
import { describeAction, describeMs } from '../describe.ts'
import { action } from '../schema/action.ts'
import { common } from '../schema/node-data.ts'
import { id, timingField } from '../schema/values.ts'
import { built } from './build.ts'
import { DONE, defineNode, EVERY_TRIGGER, part } from './define-node.ts'

const ms = z.number().min(0).max(86_400_000)
const item = z.strictObject({ id: id.optional(), at: ms, action })

/** Actions at offsets on one clock: a lighting score, a cut scene. */
export const timeline = defineNode({
  type: 'timeline',
  family: 'flow',
  label: 'Timeline',
  summary: 'Does things at their times on one clock: a lighting score, a cut scene.',
  behaviour: {
    again: 'It begins from the start of its score.',
    frozen:
      'Its clock stands still, unless `timing` lets it run. Added to, stopped or started, by an action or the game master, it moves as a whole.',
    reload:
      'The clock goes on. What is done is not done again, what is new or moved comes at its time from the start, and at once if that has passed.',
  },
  icon: 'gantt-chart',
  container: false,
  data: z.strictObject({
    ...common,
    items: z.array(item).max(1_000).default([]),
    /** When it is over, ms from its start; default: with its last item. */
    length: ms.nullable().default(null),
    timing: timingField,
  }),
  ports: () => DONE,
  triggers: EVERY_TRIGGER,
  fields: [
    {
      at: 'items',
      label: 'Score',
      help: 'Those of one moment go in the order of the list.',
      control: 'list',
      noun: 'item',
      fields: [
        { at: 'at', label: 'At', control: 'number', min: 0, unit: 'ms' },
        { at: 'action', label: 'Do', control: 'action' },
      ],
    },
    {
      at: 'length',
      label: 'Length',
      control: 'number',
      help: 'It is over with its last item at the earliest.',
      min: 0,
      unit: 'ms',
      optional: true,
    },
    { at: 'timing', label: 'Timing', control: 'timing' },
  ],
  // Every item counts from the start by a deadline of its own: a changed score is taken while it runs, and what is new
  // in it counts from the start too (HR4). People see one clock, the whole score's: what moves it moves all of them.
  lower: (data, node) => {
    const at = (name: string): string => part(node, name)
    const length = Math.max(data.length ?? 0, ...data.items.map((i) => i.at))
    const offset = (duration: number, visible = false) => ({
      type: 'after' as const,
      duration,
      timing: { ...data.timing, visible },
    })
    const score = data.items.map((i, index) => ({ ...i, id: i.id ?? String(index) })).sort((a, b) => a.at - b.at)
    return built({
      clock: at('end'),
      initial: at('running'),
      states: [
        { id: at('running'), kind: { type: 'state' } },
        { id: at('done'), kind: { type: 'final', outcome: 'done' } },
      ],
      edges: [
        ...score.map((i) => ({
          id: at(`at-${i.id}`),
          source: at('running'),
          target: null,
          trigger: offset(i.at),
          actions: [i.action],
          says: describeAction(i.action),
        })),
        { id: at('end'), source: at('running'), target: at('done'), trigger: offset(length, data.timing.visible) },
      ],
    })
  },
  describe: (data) =>
    `${data.items.length} ${data.items.length === 1 ? 'action' : 'actions'} in ${describeMs(Math.max(data.length ?? 0, ...data.items.map((i) => i.at)))}`,
})
