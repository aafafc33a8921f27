import { z } from 'zod'
import { puzzleData } from '../schema/node-data.ts'
import { signalRef } from '../schema/signal-trigger.ts'
import { duration, id, scalar } from '../schema/values.ts'
import { constant, equals, signalValue } from './build.ts'
import { buildConditions, identified } from './build-conditions.ts'
import { PUZZLE_BEHAVIOUR, PUZZLE_FIELDS, SOLVED } from './build-puzzle.ts'
import { defineNode, EVERY_TRIGGER } from './define-node.ts'

const item = z.strictObject({
  id: id.optional(),
  label: z.string().max(60).default(''),
  signal: signalRef,
  value: scalar,
})

export const switches = defineNode({
  type: 'switches',
  family: 'puzzle',
  label: 'Switches',
  summary: 'Solved when every switch stands as it should.',
  behaviour: PUZZLE_BEHAVIOUR,
  icon: 'toggle-left',
  container: false,
  data: z.strictObject({
    ...puzzleData,
    switches: z.array(item).max(100).default([]),
    /** For how long all must be right without a break. */
    steady: duration.default(0),
  }),
  ports: () => SOLVED,
  triggers: EVERY_TRIGGER,
  fields: [
    {
      at: 'switches',
      label: 'Switches',
      control: 'list',
      noun: 'switch',
      required: true,
      fields: [
        { at: 'label', label: 'Label', control: 'text' },
        { at: 'signal', label: 'Signal', control: 'signal', required: true },
        { at: 'value', label: 'Stands at', control: 'scalar' },
      ],
    },
    { at: 'steady', label: 'Steady for', control: 'duration', help: 'All of them right, without a break.' },
    ...PUZZLE_FIELDS,
  ],
  lower: (data, node) =>
    buildConditions(data, node, {
      inputs: identified(data.switches).map((i) => ({
        id: i.id,
        label: i.label || `${i.signal.role} ${i.signal.signal}`,
        right: equals(signalValue(i.signal), constant(i.value)),
      })),
      hold: data.steady,
      latch: false,
    }),
  describe: (data) => data.switches.map((i) => `${i.label || i.signal.role} ${i.value}`).join(' · '),
})
