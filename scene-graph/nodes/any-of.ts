import { z } from 'zod'
import { describeCondition } from '../describe.ts'
import { condition } from '../schema/condition.ts'
import { puzzleData } from '../schema/node-data.ts'
import { duration, id } from '../schema/values.ts'
import { buildConditions, identified } from './build-conditions.ts'
import { PUZZLE_BEHAVIOUR, PUZZLE_FIELDS, SOLVED } from './build-puzzle.ts'
import { defineNode, EVERY_TRIGGER } from './define-node.ts'

const item = z.strictObject({ id: id.optional(), label: z.string().max(60).default(''), condition })

export const anyOf = defineNode({
  type: 'any-of',
  family: 'puzzle',
  label: 'Any of',
  summary: 'Solved when any of its conditions holds.',
  behaviour: PUZZLE_BEHAVIOUR,
  icon: 'list-plus',
  container: false,
  data: z.strictObject({
    ...puzzleData,
    conditions: z.array(item).max(200).default([]),
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
      enough: (of) => ({ type: 'any', of }),
    }),
  describe: (data) => data.conditions.map((c) => c.label || describeCondition(c.condition)).join(' or '),
})
