import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { readInput, type SimulationInput } from '#scene-runtime/core/simulation-input.ts'
import { Unusable } from './files.ts'
import { readInputs } from './input-lines.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'input-lines-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = path.join(folder, 'in.jsonl')
const read = (text: string): SimulationInput[] => {
  writeFileSync(file, text)
  return readInputs(file)
}

function refusal(text: string): string {
  try {
    read(text)
  } catch (error) {
    if (error instanceof Unusable) return error.message.replace(`${file}:`, '')
    throw error
  }
  return 'taken'
}

const rest = fc.constantFrom(
  '"signal":{"role":"a","name":"on","value":true}}',
  '"signal":{"role":"a","name":"on","value":1.5}}',
  '"signal":{"role":"a","name":"o\\u006e","value":true}}',
  '"operator":{"action":"go"}}',
  '"event":{"name":"x"}}',
  '"freeze":true}',
  '"freeze":true,"at":7}',
  '"freeze":true,"\\u0061t":7}',
  '"freeze":true} ',
  '"freeze":true}\r',
  '"freeze":true}}',
  '"freeze":1}',
  '',
)
const begin = fc.constantFrom(
  ...[
    '{"at":0,',
    '{"at":1,',
    '{"at":7,',
    '{"at":07,',
    '{"at":7.5,',
    '{"at":-1,',
    '{"at":,',
    '{"at":1e1,',
    '{ "at":7,',
    '{',
  ],
)
const said = fc
  .tuple(
    fc.constantFrom('{"at":7,', '{"at":8,'),
    fc.constantFrom('"freeze":true}', '"event":{"name":"x"}}', '"freeze":true,"at":9}'),
  )
  .map(([a, b]) => a + b)
const line = fc.oneof(
  { weight: 6, arbitrary: said },

  fc.tuple(begin, rest).map(([a, b]) => a + b),
  fc.constantFrom('', '  ', '\r', '[]', '7', 'null'),
)

/** The line alone, as JSON and its schema say. */
function alone(text: string): SimulationInput | null {
  try {
    return readInput(JSON.parse(text))
  } catch {
    return null
  }
}

describe('the lines of an inputs file', () => {
  it('say what each says alone, however often it was said before', () => {
    let taken = 0
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const inputs = lines.filter((text) => text.trim() !== '').map(alone)
        const usable = inputs.every((input, i) => input !== null && input.at >= (inputs[i - 1]?.at ?? 0))
        const text = lines.join('\n')
        if (usable) {
          taken += inputs.length
          expect(read(text)).toEqual(inputs)
        } else expect(refusal(text)).not.toBe('taken')
      }),
      { numRuns: 600 },
    )
    expect(taken).toBeGreaterThan(100)
  })
  it('are told by number when one is wrong', () => {
    const good = '{"at":5,"freeze":true}\n'
    expect(refusal(`${good}\n{"at":6,"freeze":true\n`)).toMatch(/^3: not JSON: /)
    expect(refusal(`${good}{"at":4,"freeze":true}\n`)).toBe('2: at: 4 is before 5, the line above')
    expect(refusal(`${good}{"at":${'9'.repeat(400)},"freeze":true}\n`)).toMatch(/^2: at: /)
    expect(refusal(`${good}{"at":6,"end":true}\n{"at":7,"freeze":true}\n`)).toBe('3: nothing may follow "end"')
    expect(refusal(`${good}{"at":6,"fly":true}\n`)).toMatch(/^2: expected "at" and exactly one of /)
  })
  it('may all be different', () => {
    const lines = Array.from({ length: 12_000 }, (_, at) => ({
      at,
      signal: { role: 'a', name: 'angle', value: at / 7 },
    }))
    const text = lines.map((l) => JSON.stringify(l)).join('\n')
    expect(read(`${text}\n`)).toEqual(lines)
    expect(read('\uFEFF')).toEqual([])
  })
})
