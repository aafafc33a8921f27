import { z } from 'zod'
import { describeOperand } from '../describe.ts'
import { puzzleData } from '../schema/node-data.ts'
import { signalRef } from '../schema/signal-trigger.ts'
import { duration, id, operand } from '../schema/values.ts'
import { signalValue } from './build.ts'
import { buildConditions, identified } from './build-conditions.ts'
import { PUZZLE_BEHAVIOUR, PUZZLE_FIELDS, SOLVED } from './build-puzzle.ts'
import { defineNode, EVERY_TRIGGER } from './define-node.ts'

const item = z.strictObject({
  id: id.optional(),
  label: z.string().max(60).default(''),
  signal: signalRef,
  target: operand,
  tolerance: operand.prefault(0),
})

export const dial = defineNode({
  type: 'dial',
  family: 'puzzle',
  label: 'Dials',
  summary: 'Solved when every dial is near its set point, all at once, for so long.',
  behaviour: PUZZLE_BEHAVIOUR,
  icon: 'gauge',
  container: false,
  data: z.strictObject({
    ...puzzleData,
    dials: z.array(item).max(100).default([]),
    /** For how long all must be right without a break. */
    steady: duration.default(0),
    /** What was right once stays right. */
    latch: z.boolean().default(false),
  }),
  ports: () => SOLVED,
  triggers: EVERY_TRIGGER,
  fields: [
    {
      at: 'dials',
      label: 'Dials',
      control: 'list',
      noun: 'dial',
      required: true,
      fields: [
        { at: 'label', label: 'Label', control: 'text' },
        { at: 'signal', label: 'Signal', control: 'signal', required: true },
        { at: 'target', label: 'Set point', control: 'operand' },
        { at: 'tolerance', label: 'Tolerance', control: 'operand' },
      ],
    },
    { at: 'steady', label: 'Steady for', control: 'duration', help: 'All of them right, without a break.' },
    { at: 'latch', label: 'Right once is right', control: 'toggle', help: 'They need not be right all at once.' },
    ...PUZZLE_FIELDS,
  ],
  lower: (data, node) =>
    buildConditions(data, node, {
      inputs: identified(data.dials).map((i) => ({
        id: i.id,
        label: i.label || `${i.signal.role} ${i.signal.signal}`,
        right: { type: 'within', value: signalValue(i.signal), of: i.target, tolerance: i.tolerance },
      })),
      hold: data.steady,
      latch: data.latch,
    }),
  describe: (data) =>
    data.dials
      .map((i) => `${i.label || i.signal.role} ${describeOperand(i.target)} ± ${describeOperand(i.tolerance)}`)
      .join(' · '),
})
