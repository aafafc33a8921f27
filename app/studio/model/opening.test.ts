import { expect, test } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { opensWith } from './opening.ts'

const at = (id: string, x: number) => ({ id, type: 'state', view: { position: { x, y: 0 } } })

test('a small graph opens whole, a large one where it starts', () => {
  expect(opensWith(buildGraph({ nodes: [], edges: [] }))).toEqual([])
  expect(opensWith(buildGraph({ nodes: [at('a', 0), at('b', 600)], edges: [] }))).toEqual(['a', 'b'])
  expect(opensWith(buildGraph({ nodes: [at('a', 0), at('b', 6000)], edges: [], initial: 'b' }))).toEqual(['b'])
})
