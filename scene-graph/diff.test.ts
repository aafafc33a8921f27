import { describe, expect, it } from 'vitest'
import { diffGraphs } from './diff.ts'
import { buildGraph } from './testing/build.ts'

const nodes = [
  { id: 'g', type: 'group' },
  { id: 'a', type: 'state', parentId: 'g' },
  { id: 'b', type: 'state', parentId: 'g' },
  { id: 'c', type: 'state' },
]
const edges = ['x', 'y'].map((name, order) => ({
  id: name,
  source: 'a',
  target: 'b',
  order,
  trigger: { type: 'event' as const, name },
}))
const base = buildGraph({ nodes, edges })
const swapped = <T>([one, two, ...rest]: readonly T[]): T[] => [two, one, ...rest].filter((n) => n !== undefined)

describe('order has a meaning', () => {
  it('of the children of a container: the first may be where it starts, regions are entered in it', () => {
    const [g, ...others] = nodes
    const after = buildGraph({ nodes: [g, ...swapped(others)].filter((n) => n !== undefined), edges })
    expect(diffGraphs(base, after)).toEqual([
      {
        kind: 'changed',
        what: 'node',
        id: 'g',
        path: 'children',
        before: ['a', 'b'],
        after: ['b', 'a'],
        cosmetic: false,
      },
    ])
  })
  it('of a node’s edges; not of what was added or removed beside', () => {
    const changes = diffGraphs(base, buildGraph({ nodes, edges: swapped(edges) }))
    expect(changes).toMatchObject([{ what: 'node', id: 'a', path: 'edges', before: ['x', 'y'], after: ['y', 'x'] }])
    const fewer = diffGraphs(base, buildGraph({ nodes, edges: edges.slice(1) }))
    expect(fewer).toMatchObject([{ kind: 'removed', what: 'edge', id: 'x' }])
  })
})

it('what changed inside a contained graph is told under its key', () => {
  const inner = (name: string) => ({
    schemaVersion: 1,
    id: 'in',
    kind: 'puzzle',
    name,
    nodes: [{ id: 's', type: 'state' }],
    edges: [],
  })
  const outer = (graphs: Record<string, unknown>) => buildGraph({ nodes, edges, graphs })
  const changes = diffGraphs(outer({ 'in@1': inner('one'), 'in@2': inner('two') }), outer({ 'in@1': inner('other') }))
  expect(changes).toMatchObject([
    {
      kind: 'changed',
      what: 'graph',
      id: 'in@1',
      path: 'document in.name',
      before: 'one',
      after: 'other',
      cosmetic: true,
    },
    { kind: 'removed', what: 'graph', id: 'in@2' },
  ])
})
