import { expect, it } from 'vitest'
import { storable } from './storable.ts'

it('takes 200 levels, and no more', () => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)])
  expect(() => storable(nested(200))).not.toThrow()
  expect(() => storable(nested(201))).toThrow('nested deeper')
})

it('takes what JSON can hold, whole pairs and all', () => {
  expect(() => storable({ a: ['x', 1, null, true, { b: '😀 é' }] })).not.toThrow()
})

it.each([
  [{ a: [{ b: 'x\0' }] }, 'input.a.0.b'],
  [{ 'k\0': 1 }, 'a key of input'],
  [['\ud83d alone'], 'input.0'],
  ['alone \ude00', 'input'],
])('names the place of what can not be stored', (input, place) => {
  expect(() => storable(input)).toThrow(`${place} holds`)
})
