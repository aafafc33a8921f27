import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { noteServerDate, serverNow, setServerOffset } from './clock.ts'

const NOW = Date.parse('2026-01-01T10:00:00.000Z')

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  setServerOffset(0)
})
afterEach(() => {
  vi.useRealTimers()
})

it('follows the server where the tablet’s clock is minutes off', () => {
  noteServerDate('Thu, 01 Jan 2026 10:05:00 GMT')
  expect(serverNow()).toBe(NOW + 300_500)
})

it('does not disturb what was measured exactly by a header of whole seconds', () => {
  setServerOffset(300_123)
  noteServerDate('Thu, 01 Jan 2026 10:05:00 GMT')
  expect(serverNow()).toBe(NOW + 300_123)
})

it('ignores a header that is missing or none', () => {
  noteServerDate(null)
  noteServerDate('yesterday')
  expect(serverNow()).toBe(NOW)
})
