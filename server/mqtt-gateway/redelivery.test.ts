import { expect, it } from 'vitest'
import { createRedeliveryFilter } from './redelivery.ts'

const report = (seq: number, text: string) => ({
  board: 'b',
  device: 'd',
  signal: 's',
  seq,
  bytes: new TextEncoder().encode(text),
})

it('knows a redelivered report by its number and bytes, until the board boots', () => {
  const filter = createRedeliveryFilter()
  expect(filter.isRedelivered(report(1, 'a'))).toBe(false)
  expect(filter.isRedelivered(report(2, 'b'))).toBe(false)
  expect(filter.isRedelivered(report(1, 'a'))).toBe(true)
  expect(filter.isRedelivered(report(1, 'c'))).toBe(false)
  expect(filter.isRedelivered({ ...report(1, 'a'), device: 'e' })).toBe(false)
  filter.forget('b')
  expect(filter.isRedelivered(report(1, 'a'))).toBe(false)
})
