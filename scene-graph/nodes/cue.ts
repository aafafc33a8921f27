import { z } from 'zod'
import { describeAction, describeMs } from '../describe.ts'
import { action } from '../schema/action.ts'
import { common } from '../schema/node-data.ts'
import { id } from '../schema/values.ts'
import { defineNode } from './define-node.ts'

const wait = z.union([
  z.enum(['none', 'acknowledged', 'finished']).transform((type) => ({ type })),
  z
    .number()
    .min(0)
    .transform((ms) => ({ type: 'duration' as const, ms })),
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('none') }),
    z.strictObject({ type: z.literal('acknowledged') }),
    z.strictObject({ type: z.literal('finished') }),
    z.strictObject({ type: z.literal('duration'), ms: z.number().min(0) }),
  ]),
])

/** One thing to do, and what to wait for before the next. `"acknowledged"` and `2000` are short for the objects. */
const step = z.strictObject({ id: id.optional(), action, wait: wait.default({ type: 'none' }) })
export type CueStepData = z.output<typeof step>

/** A list of actions done in order. */
export const cue = defineNode({
  type: 'cue',
  family: 'flow',
  label: 'Cue',
  summary: 'Does a list of things in order, waiting after each as it says.',
  behaviour: {
    again: 'It begins with its first step, with all its retries.',
    frozen: 'Waits and deadlines of acknowledgements stand still; acknowledgements that come are recorded.',
    reload:
      'The step under way goes on, found by its `id` (or its place); what is done is not done again. When that step is gone, it goes on with the next one that is left.',
  },
  icon: 'list-ordered',
  container: false,
  data: z.strictObject({
    ...common,
    steps: z.array(step).default([]),
    /** How often a step whose command was refused or not acknowledged in time is tried again. */
    retries: z.number().int().min(0).max(10).default(0),
  }),
  ports: () => [
    { id: 'done', label: 'done' },
    { id: 'failed', label: 'failed' },
  ],
  triggers: ['done', 'signal', 'condition', 'after', 'operator', 'event', 'device'],
  fields: [
    {
      at: 'steps',
      label: 'Steps',
      control: 'cue-steps',
      help: 'Each may wait for nothing, for its acknowledgement, or for a time.',
    },
    {
      at: 'retries',
      label: 'Retries',
      control: 'number',
      help: 'Of a step whose command was refused, or not acknowledged in time.',
      min: 0,
      max: 10,
    },
  ],
  lower: (data) => ({
    kind: 'steps',
    steps: data.steps.map((s, index) => ({ id: s.id ?? String(index), action: s.action, wait: s.wait })),
    retries: data.retries,
  }),
  describe: (data) => data.steps.map(describeStep).join(' → '),
})

/** A step in a line: what it does, and what it waits for then. */
export function describeStep({ action, wait }: CueStepData): string {
  const then =
    wait.type === 'none' ? '' : wait.type === 'duration' ? ` · wait ${describeMs(wait.ms)}` : ' · wait for ack'
  return describeAction(action) + then
}
