import { expect, it } from 'vitest'
import { standsFor, standsForSentence } from './hardware-words.ts'

it('RT8 says what a game stands still for, and counts what would be too long to read', () => {
  expect(standsFor(['b/door'])).toBe('b/door is offline')
  expect(standsFor(['b/door', 'b/lamp'])).toBe('b/door and b/lamp are offline')
  expect(standsFor(['a/x', 'b/y', 'c/z'])).toBe('a/x, b/y and c/z are offline')
  expect(standsFor(['a/x', 'b/y', 'c/z', 'd/w', 'e/v'])).toBe('a/x, b/y and 3 more devices are offline')
  expect(standsFor(['b/door', 'hardware'])).toBe('nothing is heard of any hardware, and b/door is offline')
  expect(standsForSentence(['hardware'])).toBe('Nothing is heard of any hardware.')
  expect(standsForSentence(['b/door'])).toBe('b/door is offline.')
})
