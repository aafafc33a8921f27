import { expect, it } from 'vitest'
import { clockFace, relativeTime, timeOfDay } from './format-time.ts'

const now = Date.parse('2026-01-10T12:00:00Z')

it('is relative where recent', () => {
  const ages = [1_000, 40_000, 5 * 60_000, 3 * 3_600_000]
  expect(ages.map((age) => relativeTime(now - age, now))).toEqual(['just now', '40 s ago', '5 min ago', '3 h ago'])
  expect(relativeTime(now - 3 * 86_400_000, now)).toMatch(/7/)
})

it('shows a clock in whole seconds that have passed', () => {
  expect([0, 59_999, 60_000, 3_723_000, -5_000].map(clockFace)).toEqual(['0:00', '0:59', '1:00', '1:02:03', '−0:05'])
})

it('tells the time of day by 24 hours, and midnight as 0', () => {
  const at = (hours: number) => new Date(2026, 0, 5, hours, 8, 5).getTime()
  expect(timeOfDay(at(22))).toMatch(/^22.08$/)
  expect(timeOfDay(at(0), 'medium')).toMatch(/^0?0.08.05$/)
})
