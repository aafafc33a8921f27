import { z } from 'zod'
import { puzzleData } from '../schema/node-data.ts'
import { signalRef } from '../schema/signal-trigger.ts'
import { duration, id, scalar } from '../schema/values.ts'
import { sameText, signalValue } from './build.ts'
import { buildConditions, identified } from './build-conditions.ts'
import { PUZZLE_BEHAVIOUR, PUZZLE_FIELDS, SOLVED } from './build-puzzle.ts'
import { defineNode, EVERY_TRIGGER } from './define-node.ts'

const item = z.strictObject({
  id: id.optional(),
  label: z.string().max(60).default(''),
  signal: signalRef,
  tag: scalar,
})

export const tags = defineNode({
  type: 'tags',
  family: 'puzzle',
  label: 'Tags',
  summary: 'Solved when each RFID reader sees its tag.',
  behaviour: PUZZLE_BEHAVIOUR,
  icon: 'nfc',
  container: false,
  data: z.strictObject({
    ...puzzleData,
    readers: z.array(item).max(100).default([]),
    /** For how long all must be right without a break. */
    steady: duration.default(0),
    /** What was right once stays right. */
    latch: z.boolean().default(false),
  }),
  ports: () => SOLVED,
  triggers: EVERY_TRIGGER,
  fields: [
    {
      at: 'readers',
      label: 'Tags',
      control: 'list',
      noun: 'reader',
      required: true,
      fields: [
        { at: 'label', label: 'Label', control: 'text' },
        { at: 'signal', label: 'Signal', control: 'signal', required: true },
        { at: 'tag', label: 'Tag', control: 'scalar' },
      ],
    },
    { at: 'steady', label: 'Steady for', control: 'duration', help: 'All of them right, without a break.' },
    { at: 'latch', label: 'Right once is right', control: 'toggle', help: 'They need not be right all at once.' },
    ...PUZZLE_FIELDS,
  ],
  lower: (data, node) =>
    buildConditions(data, node, {
      inputs: identified(data.readers).map((i) => ({
        id: i.id,
        label: i.label || `${i.signal.role} ${i.signal.signal}`,
        right: sameText(signalValue(i.signal), [i.tag]),
      })),
      hold: data.steady,
      latch: data.latch,
    }),
  describe: (data) => data.readers.map((i) => `${i.label || i.signal.role} = ${i.tag}`).join(' · '),
})
