import { expect, test } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { differences } from './difference-words.ts'

const node = (id: string, data: object = {}, x = 0) => ({
  id,
  type: 'delay',
  data: { name: id.toUpperCase(), ...data },
  view: { position: { x, y: 0 } },
})
const older = buildGraph({
  nodes: [node('a'), node('b', { duration: 1_000 }), node('c')],
  edges: [
    { id: 'ab', source: 'a', target: 'b' },
    { id: 'bc', source: 'b', target: 'c' },
  ],
})

test('nothing is told of what is alike', () => {
  expect(differences(older, older)).toEqual([])
})

test('each thing once, by name, with what of it changed; what no game notices comes last', () => {
  const newer = buildGraph({
    nodes: [node('a', {}, 480), node('b', { duration: 5_000, name: 'Pause' }), node('d')],
    edges: [
      { id: 'ab', source: 'a', target: 'd' },
      { id: 'bd', source: 'b', target: 'd' },
    ],
  })
  expect(differences(older, newer).map(({ kind, name, parts, cosmetic }) => [kind, name, parts, cosmetic])).toEqual([
    ['changed', 'Pause', ['name', 'for'], false],
    ['added', 'D', [], false],
    ['removed', 'C', [], false],
    ['changed', 'A → D', ['where it leads'], false],
    ['added', 'Pause → D', [], false],
    ['removed', 'B → C', [], false],
    ['changed', 'A', ['place on the canvas'], true],
  ])
})

test('what is still there can be shown', () => {
  const newer = buildGraph({
    nodes: [node('a'), node('b', { duration: 2_000 })],
    edges: [{ id: 'ab', source: 'a', target: 'b' }],
  })
  const shown = differences(older, newer).map(({ key, nodes, edges }) => [key, [...nodes, ...edges]])
  expect(shown).toEqual([
    ['node b', ['b']],
    ['node c', []],
    ['edge bc', []],
  ])
})
