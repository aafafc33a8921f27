import { describe, expect, test } from 'vitest'
import { completionsAt } from './expression-completions.ts'

const scope = {
  variables: { tries: 'number', 'team-name': 'text' },
  roles: { gauge: { level: 'number', '1_open': 'boolean' } },
} as const
const at = (text: string) => completionsAt(text, text.length, scope)
const inserts = (text: string) => at(text)?.options.map((o) => o.insert)

describe('names offered while an expression is typed', () => {
  test('variables, by their beginning, where the word begins', () => {
    expect(at('1 + tr')).toMatchObject({ from: 4, options: [{ insert: 'tries' }] })
  })
  test('names that are no words in the form that reaches them', () => {
    expect(inserts('team')).toEqual(['vars["team-name"]'])
    expect(inserts('gauge.1')).toEqual(['gauge["1_open"]'])
  })
  test('a role with its signals, and functions', () => {
    expect(inserts('gau')).toEqual(['gauge.level', 'gauge["1_open"]'])
    expect(inserts('cl')).toEqual(['clamp('])
    expect(inserts('onl')).toEqual(['online("gauge")'])
  })
  test('methods after a text', () => expect(inserts('tries.st')).toEqual(['tries.startsWith(']))
  test('nothing inside quotation marks, in numbers, or for what is whole', () => {
    expect([at('"tr'), at('12tr'), at(''), at('tries')]).toEqual([null, null, null, null])
  })
})
