import { z } from 'zod'
import { describeCondition } from '../describe.ts'
import { condition } from '../schema/condition.ts'
import { puzzleData } from '../schema/node-data.ts'
import { duration, id } from '../schema/values.ts'
import { type Input, identified } from './build-conditions.ts'
import { PUZZLE_FIELDS } from './build-puzzle.ts'
import type { Field } from './define-node.ts'

/** What the puzzles have in common whose inputs are conditions that the designer lists. */

const item = z.strictObject({ id: id.optional(), label: z.string().max(60).default(''), condition })
type Item = z.output<typeof item>

export const conditionListData = {
  ...puzzleData,
  conditions: z.array(item).max(200).default([]),
  /** For how long they must hold without a break. */
  hold: duration.default(0),
  /** What was right once stays right. */
  latch: z.boolean().default(false),
}

/** `own`: what the node asks for besides, after the list. */
export const conditionListFields = (...own: Field[]): Field[] => [
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
  ...own,
  { at: 'hold', label: 'Held for', control: 'duration', help: 'Without a break.' },
  { at: 'latch', label: 'Right once is right', control: 'toggle', help: 'They need not be right all at once.' },
  ...PUZZLE_FIELDS,
]

const labelOf = ({ label, condition }: Omit<Item, 'id'>): string => label || describeCondition(condition)

export const listed = (conditions: readonly Item[]): Input[] =>
  identified(conditions).map((c) => ({ id: c.id, label: labelOf(c), right: c.condition }))

export const namesOf = (conditions: readonly Item[]): string[] => conditions.map(labelOf)
