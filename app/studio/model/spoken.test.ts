import { expect, test } from 'vitest'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { indexOf } from './document.ts'
import { lineOf, nodesNamedBy, speaksOfOthers, spokenEdge } from './spoken.ts'

const active = { type: 'active' as const, node: 'dials' }
const graph = buildGraph({
  nodes: [
    { id: 'dials', type: 'state', data: { name: 'Three dials' } },
    { id: 'wait', type: 'wait', data: { condition: { type: 'not', of: active } } },
    { id: 'help', type: 'hints', data: { to: 'dials', rungs: [{ id: 'a', text: 'look' }] } },
    { id: 'plain', type: 'delay' },
  ],
  edges: [{ id: 'e', source: 'plain', target: 'wait', guard: active }],
})
const node = (id: string) => {
  const found = indexOf(graph).nodes.get(id)
  if (found === undefined) throw new Error(`${id} is gone`)
  return found
}

test('sentences speak of nodes by their names', () => {
  expect(lineOf(graph, node('wait'))).toBe('until not Three dials is active')
  expect(lineOf(graph, node('help'))).toBe('for Three dials · on request')
  const [edge] = graph.edges
  if (edge === undefined) throw new Error('the edge is gone')
  expect(spokenEdge(graph, edge).guard).toEqual({ type: 'active', node: 'Three dials' })
  expect(nodesNamedBy(edge)).toEqual(['dials'])
})

test('what speaks of no other node is drawn from itself alone', () => {
  expect(['wait', 'help', 'plain', 'dials'].map((id) => speaksOfOthers(node(id)))).toEqual([true, true, false, false])
  expect(lineOf(graph, node('plain'))).toBe(nodeDefinition('delay').describe(node('plain').data))
})
