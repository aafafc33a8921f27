import { expect, test } from 'vitest'
import { describeAction, describeCondition, describeMs } from './describe.ts'
import type { Condition } from './schema/condition.ts'
import type { Operand } from './schema/values.ts'

test.each([
  [0, '0 s'],
  [250, '250 ms'],
  [1_500, '1.5 s'],
  [90_000, '90 s'],
  [150_000, '2 min 30 s'],
  [5_400_000, '90 min'],
  [7_200_000, '2 h'],
  [8_100_000, '2 h 15 min'],
])('%i ms is %s', (ms, said) => {
  expect(describeMs(ms)).toBe(said)
})

const ms = (value: number): Operand => ({ type: 'constant', value })
const time: Operand = { type: 'elapsed', node: 'study' }

test.each<[Condition, string]>([
  [{ type: 'compare', left: time, op: '>', right: ms(150_000) }, 'time in study > 2 min 30 s'],
  [{ type: 'between', value: time, min: ms(0), max: ms(1_500) }, 'time in study from 0 s to 1.5 s'],
  [{ type: 'in', value: time, of: [ms(5_000), ms(0)] }, 'time in study is 5 s or 0 s'],
  [{ type: 'within', value: time, of: ms(5_000), tolerance: ms(500) }, 'time in study = 5 s ± 500 ms'],
  [{ type: 'changed', value: time, by: ms(5_000), direction: 'any' }, 'time in study moved by 5 s'],
  [{ type: 'in', value: { type: 'variable', name: 'tries' }, of: [ms(0), ms(1)] }, 'tries is 0 or 1'],
])('a time is compared with times: %j', (condition, said) => {
  expect(describeCondition(condition)).toBe(said)
})

test.each<[Operand | undefined, string]>([
  [ms(60_000), 'add 60 s to bomb'],
  [ms(-150_000), 'take 2 min 30 s from bomb'],
  [{ type: 'variable', name: 'patience' }, 'add patience to bomb'],
])('%j: %s', (by, said) => {
  expect(describeAction({ type: 'timer', op: 'add', node: 'bomb', by })).toBe(said)
})

test('a variable is set in words', () => {
  const to: Operand = { type: 'constant', value: true }
  expect(describeAction({ type: 'set', variable: 'armed', to, mode: 'set' })).toBe('armed becomes true')
})
