import { expect, it } from 'vitest'
import { safeNext, signInLink } from './sign-in-link.ts'

it('keeps where the person wanted to go', () => {
  expect(safeNext('/console/clockwork?x=1')).toBe('/console/clockwork?x=1')
  expect(signInLink('/rooms?tab=a b')).toBe('/sign-in?next=%2Frooms%3Ftab%3Da%20b')
})

it.each([
  '//evil.example',
  'https://evil.example',
  '/\\evil.example',
  'console',
  '',
  '/sign-in?next=/x',
  null,
  undefined,
])('leads home instead of to %s', (next) => {
  expect(safeNext(next)).toBe('/console')
})
