import { z } from 'zod'
import { describeCondition, describeDuration } from '../describe.ts'
import { condition } from '../schema/condition.ts'
import { puzzleData } from '../schema/node-data.ts'
import { duration } from '../schema/values.ts'
import { buildConditions } from './build-conditions.ts'
import { PUZZLE_BEHAVIOUR, PUZZLE_FIELDS, SOLVED } from './build-puzzle.ts'
import { defineNode, EVERY_TRIGGER } from './define-node.ts'

export const hold = defineNode({
  type: 'hold',
  family: 'puzzle',
  label: 'Hold',
  summary: 'Solved when a condition has been true without a break for so long.',
  behaviour: PUZZLE_BEHAVIOUR,
  icon: 'grab',
  container: false,
  data: z.strictObject({ ...puzzleData, condition: condition.nullable().default(null), for: duration.default(3_000) }),
  ports: () => SOLVED,
  triggers: EVERY_TRIGGER,
  fields: [
    { at: 'condition', label: 'Hold', control: 'condition', required: true },
    {
      at: 'for',
      label: 'For',
      control: 'duration',
      help: 'Without a break; any break, however brief, begins it anew.',
    },
    ...PUZZLE_FIELDS,
  ],
  lower: (data, node) =>
    buildConditions(data, node, {
      inputs:
        data.condition === null ? [] : [{ id: '0', label: describeCondition(data.condition), right: data.condition }],
      hold: data.for,
      latch: false,
    }),
  describe: (data) =>
    `${data.condition === null ? '…' : describeCondition(data.condition)} for ${describeDuration(data.for)}`,
})
