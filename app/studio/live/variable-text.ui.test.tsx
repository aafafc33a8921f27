import { expect, test } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { variableText } from './variable-text.ts'

test.each([
  ['patience', 90_000, '90 s'],
  ['tries', 90_000, '90000'],
  ['gone', 1, '1'],
  ['team', 'Red', '“Red”'],
])('%s: %j', (name, value, said) => {
  const graph = buildGraph({
    variables: {
      patience: { type: 'duration', initial: 0 },
      tries: { type: 'number', initial: 0 },
      team: { type: 'text', initial: '' },
    },
    nodes: [],
    edges: [],
  })
  expect(variableText(graph, name, value)).toBe(said)
})
