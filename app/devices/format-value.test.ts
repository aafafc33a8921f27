import { expect, it } from 'vitest'
import { formatValue } from './format-value.ts'

it.each([
  [4.166_666_7, '%', '4.167 %'],
  [1_234.56, undefined, '1235'],
  [123_456_789, 'steps', '123456789 steps'],
  [-0.000_123_456, undefined, '-0.0001235'],
  [3.331e-15, '%', '0 %'],
  [true, undefined, 'true'],
  ['', '', '“”'],
])('shows %j in %j as %s', (value, unit, shown) => {
  expect(formatValue(value, unit)).toBe(shown)
})
