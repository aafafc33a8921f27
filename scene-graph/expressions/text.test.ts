import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contains, sizeOfText } from './text.ts'

it('finds what is in a text, and nothing else', () => {
  const few = (least: number, most: number) =>
    fc.string({ unit: fc.constantFrom('a', 'b'), minLength: least, maxLength: most })
  const pieces = fc.array(few(1, 9), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(pieces, fc.nat({ max: 30 }), fc.nat({ max: 9 }), few(0, 200), (parts, times, cut, noise) => {
      const text = noise + parts.join('').repeat(times) + noise
      const part = parts
        .join('')
        .repeat(Math.ceil(times / 2))
        .slice(cut)
      for (const one of [part, `${part}a`, part + noise, noise])
        expect(contains(text, one)).toBe(text.indexOf(one) !== -1)
    }),
  )
  expect(contains('x', 'y'.repeat(40))).toBe(false)
})

it('counts characters, not their halves', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\ud83d', '\ude00') }), (text) => {
      expect(sizeOfText(text)).toBe([...text].length)
    }),
  )
})
