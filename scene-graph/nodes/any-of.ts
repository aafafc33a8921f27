import { z } from 'zod'
import { buildConditions } from './build-conditions.ts'
import { PUZZLE_BEHAVIOUR, SOLVED } from './build-puzzle.ts'
import { conditionListData, conditionListFields, listed, namesOf } from './condition-list.ts'
import { defineNode, EVERY_TRIGGER } from './define-node.ts'

export const anyOf = defineNode({
  type: 'any-of',
  family: 'puzzle',
  label: 'Any of',
  summary: 'Solved when any of its conditions holds.',
  behaviour: PUZZLE_BEHAVIOUR,
  icon: 'list-plus',
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
      enough: (of) => ({ type: 'any', of }),
    }),
  describe: (data) => namesOf(data.conditions).join(' or '),
})
