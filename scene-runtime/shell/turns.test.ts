import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

test('HR9 the first is done at once, the others one by one, each when the event loop has come round', () => {
  const rounds: (() => void)[] = []
  const done: string[] = []
  const turns = createTurns((run) => rounds.push(run))
  const round = () => {
    for (const run of rounds.splice(0)) run()
  }
  expect(turns.free()).toBe(true)
  turns.taken()
  expect(turns.free()).toBe(false)
  turns.wait(() => done.push('two'))
  turns.wait(() => done.push('three'))
  expect(done).toEqual([])
  round()
  expect(done).toEqual(['two'])
  round()
  expect(done).toEqual(['two', 'three'])
  expect(turns.free()).toBe(false)
  round()
  expect(turns.free()).toBe(true)
})
