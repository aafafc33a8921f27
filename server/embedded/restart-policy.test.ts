import { describe, expect, it } from 'vitest'
import { afterDeath, PATIENT, type RestartPolicy } from './restart-policy.ts'

const policy: RestartPolicy = { firstDelay: 20, longestDelay: 400, deaths: 6, within: 60_000 }

describe('afterDeath', () => {
  it('starts again at once after the first death', () => {
    expect(afterDeath([1000], policy)).toEqual({ delay: 20 })
    expect(afterDeath([1000], PATIENT)).toEqual({ delay: expect.toSatisfy((ms: number) => ms <= 50) })
  })
  it('waits longer each time, up to the longest', () => {
    const deaths = [0, 1, 2, 3, 4]
    expect(deaths.map((n) => afterDeath(deaths.slice(0, n + 1), policy))).toEqual(
      [20, 100, 200, 400, 400].map((delay) => ({ delay })),
    )
  })
  it('gives up after too many in a short time', () => {
    expect(afterDeath([0, 1, 2, 3, 4, 5], policy)).toBe('give up')
  })
  it('forgets deaths of long ago', () => {
    expect(afterDeath([0, 1, 2, 3, 4, 100_000], policy)).toEqual({ delay: 20 })
  })
})
