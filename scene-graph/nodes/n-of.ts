import { z } from 'zod'
import { buildConditions } from './build-conditions.ts'
import { PUZZLE_BEHAVIOUR, SOLVED } from './build-puzzle.ts'
import { conditionListData, conditionListFields, listed } from './condition-list.ts'
import { defineNode, EVERY_TRIGGER } from './define-node.ts'

export const nOf = defineNode({
  type: 'n-of',
  family: 'puzzle',
  label: 'N of',
  summary: 'Solved when so many of its conditions hold.',
  behaviour: PUZZLE_BEHAVIOUR,
  icon: 'list-filter',
  container: false,
  data: z.strictObject({ ...conditionListData, n: z.number().int().min(1).max(200).default(2) }),
  ports: () => SOLVED,
  triggers: EVERY_TRIGGER,
  fields: conditionListFields({ at: 'n', label: 'How many', control: 'number', min: 1 }),
  lower: (data, node) =>
    buildConditions(data, node, {
      inputs: listed(data.conditions),
      hold: data.hold,
      latch: data.latch,
      enough: (of) => ({ type: 'at-least', n: data.n, of }),
    }),
  describe: (data) => `${data.n} of ${data.conditions.length}`,
})
