import { expect, it, test } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { validate } from '#scene-graph/validate/validate.ts'
import { findingWords, fixWords } from './finding-words.ts'

const nothing = buildGraph({ nodes: [{ id: 's', type: 'state' }], edges: [] })

test.each([
  ['node/unreachable', 'nothing leads to "Bomb"', 'Nothing leads to “Bomb”'],
  ['node/no-exit', '"kitchen" has no exit', '“kitchen” has no exit'],
  ['expression/error', '“a == "b"”, character 3: no', '“a == "b"”, character 3: no'],
])('%s: %s', (code, message, said) => {
  expect(findingWords(nothing, { code, message } as never)).toBe(said)
})

it('calls another edge by when it is taken and where it leads', () => {
  const operator = { type: 'operator', action: 'go' } as const
  const graph = (order: number) =>
    buildGraph({
      nodes: [
        { id: 's', type: 'state', data: { name: 'Hall' } },
        { id: 'e', type: 'end', data: { name: 'Out' } },
      ],
      edges: [
        { id: 'Kqu28FQgwsMv', source: 's', target: 'e', trigger: operator },
        { id: 'b', source: 's', target: null, trigger: operator, order },
      ],
    })
  const said = (order: number, code: string) => {
    const finding = validate(graph(order)).find((f) => f.code === code)
    return finding === undefined ? [] : [findingWords(graph(order), finding), fixWords(graph(order), finding)]
  }
  expect(said(1, 'edge/never-fires')).toEqual([
    'It can never fire: “GM: go → Out” always fires first',
    'Delete the edge',
  ])
  expect(said(0, 'edge/tie')).toEqual([
    'It ties with “GM: go → Out”: both leave “Hall” with order 0 and could fire at once',
    'Try it after “GM: go → Out”',
  ])
})
