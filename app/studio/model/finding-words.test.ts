import { expect, test } from 'vitest'
import { findingWords } from './finding-words.ts'

test.each([
  ['node/unreachable', 'nothing leads to "Bomb"', 'Nothing leads to “Bomb”'],
  ['node/no-exit', '"kitchen" has no exit', '“kitchen” has no exit'],
  ['expression/error', '“a == "b"”, character 3: no', '“a == "b"”, character 3: no'],
])('%s: %s', (code, message, said) => {
  expect(findingWords({ code, message } as never)).toBe(said)
})
