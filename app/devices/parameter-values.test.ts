import { describe, expect, it } from 'vitest'
import type { ParameterDeclaration } from '#wire/messages/capabilities.ts'
import { fillParameters, freshDraft } from './parameter-values.ts'

const params: Record<string, ParameterDeclaration> = {
  ms: { type: 'number', min: 100, max: 3_000 },
  colour: { type: 'text', optional: true },
  loud: { type: 'boolean' },
}

describe('parameters', () => {
  it('starts with what can be sent as it stands', () => {
    expect(freshDraft(params)).toEqual({ ms: 100, colour: null, loud: false })
    expect(fillParameters(params, freshDraft(params))).toEqual({ ok: true, params: { ms: 100, loud: false } })
  })

  it('says which field is wrong, and how', () => {
    expect(fillParameters(params, { ms: 5_000, loud: true })).toEqual({
      ok: false,
      problems: { ms: 'Must be at most 3000.' },
    })
    expect(fillParameters(params, { ms: null, loud: true })).toEqual({ ok: false, problems: { ms: 'Needs a value.' } })
  })

  it('keeps false and zero: they are values', () => {
    const zero: Record<string, ParameterDeclaration> = { level: { type: 'number' }, on: { type: 'boolean' } }
    expect(fillParameters(zero, { level: 0, on: false })).toEqual({ ok: true, params: { level: 0, on: false } })
  })
})
