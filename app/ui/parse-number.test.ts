import { expect, it } from 'vitest'
import { outOfLimits, parseNumber } from './parse-number.ts'

it('takes a comma for the point, and nothing that is no number', () => {
  expect(['1,5', ' 2.25 ', '-3', '', 'x', '1.2.3', 'Infinity'].map(parseNumber)).toEqual([
    1.5,
    2.25,
    -3,
    null,
    null,
    null,
    null,
  ])
})

it('says which limit was passed', () => {
  expect(outOfLimits(5, { min: 0, max: 10 })).toBeNull()
  expect(outOfLimits(-1, { min: 0 })).toBe('Must be at least 0.')
  expect(outOfLimits(11, { max: 10 })).toBe('Must be at most 10.')
  expect(outOfLimits(1.5, { integer: true })).toBe('Must be a whole number.')
})
