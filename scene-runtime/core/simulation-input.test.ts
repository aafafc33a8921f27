import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readInput, simulationInput } from './simulation-input.ts'

const scalarLike = fc.oneof(fc.boolean(), fc.string(), fc.double(), fc.constant(null), fc.constant([]), fc.constant({}))
const textLike = fc.oneof(fc.string(), fc.constant(''), fc.integer(), fc.constant(undefined))
const signalLike = fc.record(
  { role: textLike, name: textLike, value: scalarLike, more: fc.boolean() },
  { requiredKeys: [] },
)
const lineLike = fc.record(
  {
    at: fc.oneof(fc.double(), fc.nat(), fc.constant('0'), fc.constant(null)),
    signal: fc.oneof(signalLike, fc.constant(null), fc.string()),
    end: fc.constant(true),
    mapping: fc.constant({}),
  },
  { requiredKeys: [] },
)
const name = fc.string({ minLength: 1 })
const signalLine = fc.record({
  at: fc.nat(),
  signal: fc.record({ role: name, name, value: fc.oneof(fc.boolean(), fc.string(), fc.double()) }),
})

describe('a line of an inputs file', () => {
  it('is read as the schema reads it, also where it is read without it', () => {
    const taken = { yes: 0, no: 0 }
    fc.assert(
      fc.property(fc.oneof(lineLike, signalLine), (line) => {
        const bySchema = simulationInput.safeParse(line)
        taken[bySchema.success ? 'yes' : 'no'] += 1
        expect(readInput(line)).toEqual(bySchema.success ? bySchema.data : null)
      }),
      { numRuns: 2_000 },
    )
    expect(taken.yes).toBeGreaterThan(20)
    expect(taken.no).toBeGreaterThan(20)
  })
})
