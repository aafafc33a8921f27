import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { childrenOf, emptyDocument, indexOf } from './document.ts'
import { connect } from './edges.ts'
import { sizeOf } from './geometry.ts'
import { addNode } from './nodes.ts'
import { isUnplaced, tidy } from './tidy.ts'

const HERE = { x: 0, y: 0 }

function build(
  nodes: readonly [id: string, type: string, parent?: string][],
  edges: readonly [string, string][],
): SceneGraph {
  const placed = nodes.reduce(
    (g, [id, type, parentId = null]) => addNode(g, { id, type, parentId, position: HERE }),
    emptyDocument('g', 'scene', 'G'),
  )
  return edges.reduce((g, [source, target], i) => connect(g, { id: `e${i}`, source, port: 'done', target }), placed)
}

const at = (graph: SceneGraph, id: string) =>
  indexOf(graph).nodes.get(id)?.view.position ?? { x: Number.NaN, y: Number.NaN }

describe('tidying up', () => {
  test('leads from left to right, also where an edge leads back', () => {
    const graph = tidy(
      build(
        [
          ['c', 'state'],
          ['a', 'state'],
          ['b', 'delay'],
        ],
        [
          ['c', 'a'],
          ['a', 'b'],
          ['b', 'c'],
        ],
      ),
    )
    expect(at(graph, 'c').x).toBeLessThan(at(graph, 'a').x)
    expect(at(graph, 'a').x).toBeLessThan(at(graph, 'b').x)
  })

  test('a room is as large as what it holds, with its title free', () => {
    const graph = tidy(
      build(
        [
          ['room', 'group'],
          ['in', 'state', 'room'],
          ['out', 'end', 'room'],
        ],
        [['in', 'out']],
      ),
    )
    const room = indexOf(graph).nodes.get('room')
    expect(at(graph, 'in').y).toBeGreaterThanOrEqual(40)
    expect(room && sizeOf(graph, room).width).toBeGreaterThan(at(graph, 'out').x + 160)
  })

  test('nothing covers anything else, whatever the graph', () => {
    const ids = fc.constantFrom('n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'n9')
    const types = fc.array(fc.constantFrom('state', 'group', 'end', 'note', 'cue', 'decision'), {
      minLength: 10,
      maxLength: 10,
    })
    const parents = fc.array(fc.nat(10), { minLength: 10, maxLength: 10 })
    fc.assert(
      fc.property(types, parents, fc.array(fc.tuple(ids, ids), { maxLength: 25 }), (kinds, homes, edges) => {
        const nodes = kinds.map((type, i): [string, string, string?] => {
          const home = (homes[i] ?? 10) % 10
          return home < i && kinds[home] === 'group' ? [`n${i}`, type, `n${home}`] : [`n${i}`, type]
        })
        const graph = tidy(build(nodes, edges))
        for (const scope of [null, ...graph.nodes.map((n) => n.id)]) {
          const rects = childrenOf(graph, scope).map((n) => ({ ...n.view.position, ...sizeOf(graph, n) }))
          for (const [i, a] of rects.entries())
            for (const b of rects.slice(i + 1)) {
              const apart =
                a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
              expect(apart).toBe(true)
            }
        }
      }),
      { numRuns: 100 },
    )
  })

  test('a document from elsewhere is known by its nodes lying on one heap', () => {
    const graph = build(
      [
        ['a', 'state'],
        ['b', 'state'],
      ],
      [['a', 'b']],
    )
    expect(isUnplaced(graph)).toBe(true)
    expect(isUnplaced(tidy(graph))).toBe(false)
  })
})
