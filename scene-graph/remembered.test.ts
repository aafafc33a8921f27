import { expect, it } from 'vitest'
import { remembered } from './remembered.ts'

it('puts each pair together once, and never takes one for another', () => {
  let made = 0
  const text = remembered((a, b) => {
    made += 1
    return `${a}.${b}`
  })
  const pairs = ['a', 'a.b', ''].flatMap((a) => ['b', 'b.c', ''].map((b) => [a, b] as const))
  for (let round = 0; round < 3; round += 1) for (const [a, b] of pairs) expect(text(a, b)).toBe(`${a}.${b}`)
  expect(made).toBe(pairs.length)
})

it('forgets when somebody makes up names without end', () => {
  let made = 0
  const text = remembered((a, b) => {
    made += 1
    return a + b
  })
  text('first', '')
  for (let n = 0; n < 10_000; n += 1) text('role', String(n))
  expect([text('first', ''), made]).toEqual(['first', 10_002])
})
