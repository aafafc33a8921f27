import { expect, it } from 'vitest'
import { offersOf } from './help.ts'

it('what helps players along stands apart from what the scene waits for', () => {
  const gate = { action: 'continue', label: 'Go on', node: 'gate', prompt: 'All seated?' }
  const hint = { action: 'hint', label: 'Next hint', node: 'dials', dangerous: false }
  const skip = { action: 'skip', label: 'Skip Dials', node: 'dials', dangerous: true }
  const own = { action: 'skip', label: 'Skip the film', node: 'film', dangerous: false }
  expect(offersOf({ operator: [gate, hint, skip, own] })).toEqual({
    decisions: [gate, own],
    hints: [hint],
    skips: [skip],
  })
})
