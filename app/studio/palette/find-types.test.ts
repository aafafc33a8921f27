import { describe, expect, it } from 'vitest'
import { findTypes } from './find-types.ts'

const found = (typed: string) => findTypes(typed).map((d) => d.type)

describe('what is found for what was typed', () => {
  it('begins with the types of that name', () => {
    expect(found('Ti')[0]).toBe('timeline')
    expect(found('of').slice(0, 3).sort()).toEqual(['all-of', 'any-of', 'n-of'])
  })
  it('goes on with those whose summary has such a word, and not with words that only contain it', () => {
    expect(found('rfid')).toEqual(['tags'])
    expect(found('ha')).not.toContain('state') // "that"
  })
  it('is all there is when nothing was typed; only what can be entered where an edge should lead', () => {
    expect(found(' ').length).toBeGreaterThan(29)
    expect(findTypes('', 'enterable').map((d) => d.type)).not.toContain('note')
  })
})
