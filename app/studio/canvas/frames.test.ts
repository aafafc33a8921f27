import { expect, test } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { nudge } from '../model/arrange.ts'
import { carriedWith } from '../model/geometry.ts'

const at = (x: number, y: number) => ({ position: { x, y } })
const graph = buildGraph({
  nodes: [
    { id: 'area', type: 'frame', view: { ...at(0, 0), size: { width: 400, height: 300 } } },
    { id: 'on', type: 'state', view: at(32, 64) },
    { id: 'half', type: 'state', view: at(320, 64) },
    { id: 'off', type: 'state', view: at(600, 0) },
  ],
  edges: [],
})

test('a frame takes along what lies on it whole, and nothing else', () => {
  expect(carriedWith(graph, ['area'])).toEqual(['area', 'on'])
  expect(carriedWith(graph, ['on'])).toEqual(['on'])
  const moved = nudge(graph, ['area'], { x: 16, y: 0 })
  expect(moved.nodes.map((n) => n.view.position.x)).toEqual([16, 48, 320, 600])
})
