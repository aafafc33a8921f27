import { expect, test } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { validate } from '#scene-graph/validate/validate.ts'
import { markedText } from './marked-text.ts'

const withCel = (cel: string) =>
  buildGraph({
    variables: { tries: { type: 'number', initial: 0 } },
    nodes: [{ id: 'a', type: 'delay', data: { duration: { type: 'expression', cel } } }],
    edges: [],
  })

test('a finding about an expression marks the characters that it means', () => {
  const graph = withCel('tries + attempts * 2')
  const finding = validate(graph).find((f) => f.at !== undefined)
  expect(finding === undefined ? null : markedText(graph, finding)).toEqual({
    before: 'tries + ',
    at: 'attempts',
    after: ' * 2',
  })
})

test('what is missing at the end is marked there, and long texts are cut around it', () => {
  const graph = withCel(`${'1 + '.repeat(30)}`)
  const finding = validate(graph).find((f) => f.at !== undefined)
  const marked = finding === undefined ? null : markedText(graph, finding)
  expect(marked?.before.startsWith('…')).toBe(true)
  expect(marked?.before.length).toBeLessThan(40)
  expect(marked?.at.length).toBeGreaterThan(0)
})

test('a finding about no text marks none', () => {
  expect(markedText(withCel('1'), { path: 'nodes.0' })).toBeNull()
})
