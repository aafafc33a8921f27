import { describe, expect, test } from 'vitest'
import { renameInCel } from './cel-names.ts'

const rename = (cel: string) =>
  renameInCel(cel, {
    role: (name) => (name === 'gauge' ? 'dial' : name),
    variable: (name) => (name === 'tries' ? 'my-tries' : name === 'gauge' ? 'pressure' : name),
  })

describe('names in an expression', () => {
  test.each([
    ['tries + 1 > 3', 'vars["my-tries"] + 1 > 3'],
    ['gauge.level > 2 && gauge > 1', 'dial.level > 2 && pressure > 1'],
    ['gauge["1_open"]', 'dial["1_open"]'],
    ['vars["tries"] == roles["gauge"].level', 'vars["my-tries"] == roles["dial"].level'],
    ['online("gauge") && online(\'lamp\')', 'online("dial") && online(\'lamp\')'],
    ['gauge.contains("gauge")', 'pressure.contains("gauge")'],
    ['min(tries, 3) // tries', 'min(vars["my-tries"], 3) // tries'],
    ['other.tries', 'other.tries'],
  ])('%s', (before, after) => expect(rename(before)).toBe(after))

  test('a text that is no expression yet stays as it is, but for its names', () => {
    expect(rename('tries + "gauge')).toBe('vars["my-tries"] + "gauge')
    expect(rename('')).toBe('')
  })
})
