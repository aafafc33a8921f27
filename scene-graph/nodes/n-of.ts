import { z } from 'zod'
import { describeCondition } from '../describe.ts'
import { condition } from '../schema/condition.ts'
import { puzzleData } from '../schema/node-data.ts'
import { duration, id } from '../schema/values.ts'
import { buildConditions, identified } from './build-conditions.ts'
import { PUZZLE_BEHAVIOUR, PUZZLE_FIELDS, SOLVED } from './build-puzzle.ts'
import { defineNode, EVERY_TRIGGER } from './define-node.ts'

const item = z.strictObject({ id: id.optional(), label: z.string().max(60).default(''), condition })

export const nOf = defineNode({
  type: 'n-of',
  family: 'puzzle',
  label: 'N of',
  summary: 'Solved when so many of its conditions hold.',
  behaviour: PUZZLE_BEHAVIOUR,
  icon: 'list-filter',
  container: false,
  data: z.strictObject({
    ...puzzleData,
    conditions: z.array(item).max(200).default([]),
    n: z.number().int().min(1).max(200).default(2),
    /** For how long they must hold without a break. */
    hold: duration.default(0),
    /** What was right once stays right. */
    latch: z.boolean().default(false),
  }),
  ports: () => SOLVED,
  triggers: EVERY_TRIGGER,
  fields: [
    {
      at: 'conditions',
      label: 'Conditions',
      control: 'list',
      noun: 'condition',
      required: true,
      fields: [
        { at: 'label', label: 'Label', control: 'text' },
        { at: 'condition', label: 'Is right when', control: 'condition' },
      ],
    },
    { at: 'n', label: 'How many', control: 'number', min: 1 },
    { at: 'hold', label: 'Held for', control: 'duration', help: 'Without a break.' },
    { at: 'latch', label: 'Right once is right', control: 'toggle', help: 'They need not be right all at once.' },
    ...PUZZLE_FIELDS,
  ],
  lower: (data, node) =>
    buildConditions(data, node, {
      inputs: identified(data.conditions).map((c) => ({
        id: c.id,
        label: c.label || describeCondition(c.condition),
        right: c.condition,
      })),
      hold: data.hold,
      latch: data.latch,
      enough: (of) => ({ type: 'at-least', n: data.n, of }),
    }),
  describe: (data) => `${data.n} of ${data.conditions.length}`,
})
