import { expect, it } from 'vitest'
import { kelvinColour, sectionsOf } from './pattern.ts'

it('reads which sections of the ceiling are lit', () => {
  expect([...sectionsOf('1 purple, 2 blue,5 yellow')]).toEqual([
    [1, 'purple'],
    [2, 'blue'],
    [5, 'yellow'],
  ])
  expect(sectionsOf('off').size).toBe(0)
})

it('shows a cold flame bluer than a warm one', () => {
  const channels = (kelvin: number) => (kelvinColour(kelvin).match(/\d+/g) ?? []).map(Number)
  expect(channels(1_500)).toEqual([255, 108, 0])
  const [red = 0, , blue = 0] = channels(9_000)
  expect(blue).toBeGreaterThan(red)
})
