import { z } from 'zod'
import { buildConditions } from './build-conditions.ts'
import { PUZZLE_BEHAVIOUR, SOLVED } from './build-puzzle.ts'
import { conditionListData, conditionListFields, listed, namesOf } from './condition-list.ts'
import { defineNode, EVERY_TRIGGER } from './define-node.ts'

export const allOf = defineNode({
  type: 'all-of',
  family: 'puzzle',
  label: 'All of',
  summary: 'Solved when all of its conditions hold.',
  behaviour: PUZZLE_BEHAVIOUR,
  icon: 'list-checks',
  container: false,
  data: z.strictObject({ ...conditionListData }),
  ports: () => SOLVED,
  triggers: EVERY_TRIGGER,
  fields: conditionListFields(),
  lower: (data, node) =>
    buildConditions(data, node, {
      inputs: listed(data.conditions),
      hold: data.hold,
      latch: data.latch,
    }),
  describe: (data) => namesOf(data.conditions).join(' and '),
})
