import { z } from 'zod'
import { describeCondition } from '../describe.ts'
import { condition } from '../schema/condition.ts'
import { common } from '../schema/node-data.ts'
import { duration } from '../schema/values.ts'
import { after, built, when } from './build.ts'
import { defineNode, EVERY_TRIGGER, part } from './define-node.ts'

/** Waits until a condition holds. */
export const wait = defineNode({
  type: 'wait',
  family: 'flow',
  label: 'Wait',
  summary: 'Waits until a condition holds, or for so long at most.',
  behaviour: {
    again: 'It waits anew: what its condition remembers (held, times, changed) and its limit begin again.',
    frozen: 'Its limit and what is held stand still.',
    reload: 'It goes on waiting; a new condition that holds already is noticed at once.',
  },
  icon: 'hourglass',
  container: false,
  data: z.strictObject({
    ...common,
    condition: condition.nullable().default(null),
    /** Leaves by `timeout` after so long. */
    limit: duration.nullable().default(null),
  }),
  ports: () => [
    { id: 'done', label: 'done' },
    { id: 'timeout', label: 'timeout' },
  ],
  triggers: EVERY_TRIGGER,
  fields: [
    { at: 'condition', label: 'Until', control: 'condition', required: true },
    {
      at: 'limit',
      label: 'At most',
      control: 'duration',
      help: 'Then it leaves by “timeout”. Empty: for ever.',
      optional: true,
    },
  ],
  lower: (data, id) => {
    const at = (name: string): string => part(id, name)
    return built({
      initial: at('waiting'),
      states: [
        { id: at('waiting'), kind: { type: 'state' } },
        { id: at('done'), kind: { type: 'final', outcome: 'done' } },
        { id: at('timeout'), kind: { type: 'final', outcome: 'timeout' } },
      ],
      edges: [
        ...(data.condition === null
          ? []
          : [{ id: at('until'), source: at('waiting'), target: at('done'), trigger: when(data.condition) }]),
        ...(data.limit === null
          ? []
          : [
              {
                id: at('limit'),
                source: at('waiting'),
                target: at('timeout'),
                trigger: after(data.limit),
                says: 'waits no longer',
              },
            ]),
      ],
    })
  },
  describe: (data) => (data.condition === null ? 'until …' : `until ${describeCondition(data.condition)}`),
})
