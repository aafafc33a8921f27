import { expect, test } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { indexOf } from '../model/document.ts'
import { rectOf } from '../model/geometry.ts'
import { laidOut, withPlacesOf } from './laid-out.ts'

const graph = buildGraph({
  nodes: [
    { id: 'area', type: 'frame', view: { position: { x: -32, y: -64 }, size: { width: 400, height: 240 } } },
    { id: 'a', type: 'state' },
    {
      id: 'many',
      type: 'random',
      data: { choices: ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id })) },
      view: { position: { x: 900, y: 0 } },
    },
    { id: 'b', type: 'history', view: { position: { x: 900, y: 60 } } },
    { id: 'c', type: 'state', view: { position: { x: 900, y: 90 } } },
  ],
  edges: [
    { id: 'ab', source: 'a', target: 'many', trigger: { type: 'operator', action: 'go' } },
    { id: 'bc', source: 'many', sourcePort: 'a', target: 'c' },
  ],
})
const rect = (of: typeof graph, id: string) => {
  const node = indexOf(of).nodes.get(id)
  if (node === undefined) throw new Error(`${id} is gone`)
  return rectOf(of, node)
}

test('tidied up, nothing covers anything as the canvas draws it, and a frame stays around what lies on it', async () => {
  const drawn = await laidOut(graph)
  const ids = ['a', 'many', 'b', 'c']
  for (const one of ids)
    for (const other of ids) {
      if (one >= other) continue
      const [a, b] = [rect(drawn, one), rect(drawn, other)]
      const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
      expect(apart, `${one} and ${other}`).toBe(true)
    }
  const [area, held] = [rect(drawn, 'area'), rect(drawn, 'a')]
  expect(area.x < held.x && area.y < held.y).toBe(true)
  expect(area.x + area.width > held.x + held.width && area.y + area.height > held.y + held.height).toBe(true)
})

test('what was edited while the layout was found keeps its edits and takes its places', async () => {
  const drawn = await laidOut(graph)
  const edited = { ...graph, name: 'other', nodes: graph.nodes.filter((n) => n.id !== 'b') }
  const both = withPlacesOf(edited, drawn)
  expect([both.name, both.nodes.length]).toEqual(['other', 4])
  expect(rect(both, 'c')).toEqual(rect(drawn, 'c'))
})
