import { expect, test } from 'vitest'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { indexOf } from './document.ts'
import { lineOf, nodesNamedBy, speaksOfOthers, spokenEdge, whenTaken } from './spoken.ts'

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

test('an edge says its exit by its label, and a decision’s “if” once', () => {
  const exits = buildGraph({
    variables: { tries: { type: 'number', initial: 0 } },
    nodes: [
      { id: 'judge', type: 'decision' },
      { id: 'wait', type: 'history' },
    ],
    edges: [
      {
        id: 'few',
        source: 'judge',
        target: 'wait',
        guard: { type: 'compare', left: { type: 'variable', name: 'tries' }, op: '<', right: 3 },
      },
      { id: 'else', source: 'judge', sourcePort: 'else', target: 'wait' },
      { id: 'back', source: 'wait', target: 'judge' },
    ],
  })
  expect(exits.edges.map((e) => whenTaken(exits, e).words)).toEqual(['if tries < 3', 'else', 'first time'])
})
