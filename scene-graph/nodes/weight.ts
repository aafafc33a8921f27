import { z } from 'zod'
import { describeOperand } from '../describe.ts'
import { puzzleData } from '../schema/node-data.ts'
import { signalRef } from '../schema/signal-trigger.ts'
import { duration, operand } from '../schema/values.ts'
import { signalValue } from './build.ts'
import { buildConditions } from './build-conditions.ts'
import { PUZZLE_BEHAVIOUR, PUZZLE_FIELDS, SOLVED } from './build-puzzle.ts'
import { defineNode, EVERY_TRIGGER } from './define-node.ts'

export const weight = defineNode({
  type: 'weight',
  family: 'puzzle',
  label: 'Weight',
  summary: 'Solved when a scale shows the right weight, within a tolerance, for so long.',
  behaviour: PUZZLE_BEHAVIOUR,
  icon: 'weight',
  container: false,
  data: z.strictObject({
    ...puzzleData,
    scale: signalRef.nullable().default(null),
    target: operand.prefault(1),
    tolerance: operand.prefault(0),
    /** For how long it must lie still. */
    steady: duration.default(1_000),
  }),
  ports: () => SOLVED,
  triggers: EVERY_TRIGGER,
  fields: [
    { at: 'scale', label: 'Scale', control: 'signal', required: true },
    { at: 'target', label: 'Weight', control: 'operand' },
    { at: 'tolerance', label: 'Tolerance', control: 'operand', help: 'Either way, its ends included.' },
    { at: 'steady', label: 'Steady for', control: 'duration', help: 'Without a break.' },
    ...PUZZLE_FIELDS,
  ],
  lower: (data, node) =>
    buildConditions(data, node, {
      inputs:
        data.scale === null
          ? []
          : [
              {
                id: '0',
                label: `${data.scale.role} ${data.scale.signal}`,
                right: { type: 'within', value: signalValue(data.scale), of: data.target, tolerance: data.tolerance },
              },
            ],
      hold: data.steady,
      latch: false,
    }),
  describe: (data) => `${describeOperand(data.target)} ± ${describeOperand(data.tolerance)}`,
})
