import { expect, it } from 'vitest'
import { slugOf, slugProblem } from './slug.ts'

it('makes a name for topics of any name', () => {
  expect(slugOf('The Alchemist’s Lab')).toBe('the-alchemist-s-lab')
  expect(slugOf('  Café Zürich 2 ')).toBe('cafe-zurich-2')
  expect(slugOf('x'.repeat(90))).toHaveLength(64)
})

it('says what is wrong with one', () => {
  expect(slugProblem('clock_work-1')).toBeNull()
  expect(slugProblem('Clock')).not.toBeNull()
  expect(slugProblem(slugOf('???'))).not.toBeNull()
})
