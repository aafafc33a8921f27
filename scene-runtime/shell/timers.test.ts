import { describe, expect, test } from 'vitest'
import { manualClock } from './testing/clock.ts'
import { createTimers } from './timers.ts'

describe('RT4 timers', () => {
  test('RT4 fire in the order of their deadlines, each once', () => {
    const clock = manualClock(1000)
    const timers = createTimers(clock)
    const fired: string[] = []
    const names = ['e', 'b', 'd', 'a', 'c']
    for (const name of names)
      timers.set(name, 1000 + (name.charCodeAt(0) - 96) * 10, () => fired.push(`${name}@${clock.now()}`))
    clock.advance(25)
    expect(fired).toEqual(['a@1010', 'b@1020'])
    clock.advance(100)
    expect(fired).toEqual(['a@1010', 'b@1020', 'c@1030', 'd@1040', 'e@1050'])
    clock.advance(1000)
    expect(fired).toHaveLength(5)
  })

  test('RT4 a deadline that moved fires at its new time only; one that was taken back never', () => {
    const clock = manualClock(0)
    const timers = createTimers(clock)
    const fired: string[] = []
    timers.set('moved', 10, () => fired.push('early'))
    timers.set('moved', 30, () => fired.push(`moved@${clock.now()}`))
    timers.set('gone', 20, () => fired.push('gone'))
    timers.set('gone', null, () => fired.push('never'))
    timers.set('cleared', 20, () => fired.push('cleared'))
    timers.clear('cleared')
    clock.advance(100)
    expect(fired).toEqual(['moved@30'])
  })

  test('RT4 a deadline in the past fires at the next turn, and one set while firing is kept', () => {
    const clock = manualClock(100)
    const timers = createTimers(clock)
    const fired: number[] = []
    const again = () => {
      fired.push(clock.now())
      if (fired.length < 3) timers.set('again', clock.now() + 5, again)
    }
    timers.set('again', 50, again)
    expect(fired).toEqual([])
    clock.advance(0)
    expect(fired).toEqual([100])
    clock.advance(20)
    expect(fired).toEqual([100, 105, 110])
  })

  test('RT4 stopped timers fire no more', () => {
    const clock = manualClock(0)
    const timers = createTimers(clock)
    timers.set('x', 5, () => expect.unreachable())
    timers.stop()
    clock.advance(10)
    expect(clock.pending()).toBe(0)
  })

  test('RT4 many deadlines are kept in order', () => {
    const clock = manualClock(0)
    const timers = createTimers(clock)
    const fired: number[] = []
    const dues = Array.from({ length: 500 }, (_, n) => ((n * 7919) % 503) + 1)
    for (const [n, due] of dues.entries()) timers.set(String(n), due, () => fired.push(due))
    clock.advance(600)
    expect(fired).toEqual([...dues].sort((a, b) => a - b))
  })
})
