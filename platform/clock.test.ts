import { describe, expect, it } from 'vitest'
import { createForwardClock } from './clock.ts'

describe('RT4 a clock that never goes back', () => {
  function machine() {
    let wall = 1_000_000
    let passed = 0
    const now = createForwardClock(
      () => wall,
      () => passed,
    )
    return {
      now,
      pass(ms: number) {
        wall += ms
        passed += ms
      },
      set(ms: number) {
        wall += ms
      },
    }
  }

  it('is the machine’s clock as long as that runs on', () => {
    const { now, pass } = machine()
    expect(now()).toBe(1_000_000)
    pass(250)
    expect(now()).toBe(1_000_250)
  })

  it('goes on while the machine’s clock is set back, until that has caught up', () => {
    const { now, pass, set } = machine()
    set(-3_600_000)
    expect(now()).toBe(1_000_000)
    pass(500)
    expect(now()).toBe(1_000_500)
    set(3_600_000)
    expect(now()).toBe(1_000_500)
  })

  it('follows a jump forwards', () => {
    const { now, set } = machine()
    set(60_000)
    expect(now()).toBe(1_060_000)
  })

  it('loses no fraction of a millisecond, however often it is asked', () => {
    const { now, pass, set } = machine()
    set(-10_000)
    now()
    for (let n = 0; n < 10_000; n += 1) {
      pass(0.25)
      now()
    }
    expect(now()).toBeGreaterThanOrEqual(1_002_499)
  })
})
