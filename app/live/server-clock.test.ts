import { expect, it } from 'vitest'
import { addSample, offsetOf } from './server-clock.ts'

it('takes the message that was fastest on its way for the truth', () => {
  // The browser is 60 s behind; messages took 200, 5 and 90 ms.
  const sent = 1_000_000
  let samples = addSample([], sent, sent - 60_000 + 200)
  samples = addSample(samples, sent, sent - 60_000 + 5)
  samples = addSample(samples, sent, sent - 60_000 + 90)
  expect(offsetOf(samples)).toBe(59_995)
})

it('takes a few milliseconds for the way, not for another clock', () => {
  expect(offsetOf(addSample([], 1_000, 1_040))).toBe(0)
  expect(offsetOf([])).toBe(0)
})

it('forgets old samples, for clocks are set', () => {
  let samples = addSample([], 0, -500_000)
  for (let n = 0; n < 16; n += 1) samples = addSample(samples, 0, 10)
  expect(offsetOf(samples)).toBe(0)
})

it('leaves out a time that is none', () => {
  expect(addSample([1], Number.NaN, 5)).toEqual([1])
})
