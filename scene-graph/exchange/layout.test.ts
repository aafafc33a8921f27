import Elk from 'elkjs/lib/elk.bundled.js'
import { describe, expect, it, vi } from 'vitest'
import type { SceneGraph } from '../parse.ts'
import { buildGraph } from '../testing/build.ts'
import { type Box, boxesOf } from './drawing.ts'
import { type LayoutEngine, layout } from './layout.ts'

// The engine is slow while it warms up, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 60_000 })

type Drawing = Parameters<LayoutEngine['layout']>[0]

/** Groups of ten in a row, each a chain with a jump back, out to another group and to a node in the next. */
function chapters(count: number): SceneGraph {
  const id = (chapter: number, step: number): string => `c${chapter % count}.${step % 10}`
  const numbers = (length: number): number[] => Array.from({ length }, (_, n) => n)
  const edges: [string, string][] = numbers(count).flatMap((c): [string, string][] => [
    ...numbers(9).map((s): [string, string] => [id(c, s), id(c, s + 1)]),
    [id(c, 7), id(c, 2)],
    [id(c, 9), `c${(c + 1) % count}`],
    [id(c, 4), `c${(c * 7) % count}`],
    [id(c, 5), id(c + 1, 3)],
  ])
  return buildGraph({
    nodes: numbers(count).flatMap((c) => [
      { id: `c${c}`, type: 'group' },
      ...numbers(10).map((s) => ({ id: id(c, s), type: 'state', parentId: `c${c}` })),
    ]),
    edges: edges.map(([source, target], n) => ({
      id: `e${n}`,
      source,
      target,
      trigger: { type: 'event' as const, name: `go${n}` },
    })),
  })
}

async function drawn(graph: SceneGraph): Promise<{ drawing: Drawing; laid: SceneGraph }> {
  const engine = new Elk()
  let drawing: Drawing | null = null
  const laid = await layout(graph, {
    layout: (given) => {
      drawing = structuredClone(given)
      return engine.layout(given)
    },
  })
  if (drawing === null) throw new Error('nothing was drawn')
  return { drawing, laid }
}

const apart = (a: Box, b: Box): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
const holds = (a: Box, b: Box): boolean =>
  a.x <= b.x && a.y <= b.y && b.x + b.width <= a.x + a.width && b.y + b.height <= a.y + a.height

function expectTidy(graph: SceneGraph): void {
  const boxes = boxesOf(graph)
  const box = (id: string): Box => boxes.get(id) as Box
  for (const node of graph.nodes) {
    if (node.parentId !== null) expect(holds(box(node.parentId), box(node.id))).toBe(true)
    for (const other of graph.nodes)
      if (other.parentId === node.parentId && other.id < node.id) expect(apart(box(node.id), box(other.id))).toBe(true)
  }
}

describe('a layout', () => {
  it.each([
    ['of a small drawing', 3],
    ['of one that is put together from its containers', 30],
  ])('%s: nothing lies on something else, everything in what holds it', async (_, count) => {
    const { laid } = await drawn(chapters(count))
    expectTidy(laid)
    expect(laid.nodes.every(({ view }) => view.position.x >= 0)).toBe(true)
    const { x } = laid.nodes.find(({ id }) => id === 'c0.1')?.view.position ?? { x: 0 }
    expect(x).toBeGreaterThan(laid.nodes.find(({ id }) => id === 'c0.0')?.view.position.x ?? 0)
  })

  it('of a large drawing has each edge in one container, and never two between the same', async () => {
    const { drawing } = await drawn(chapters(30))
    const check = ({ id, children = [], edges = [] }: Drawing): number => {
      const inside = new Set(children.map((child) => child.id))
      const ends = edges.map(({ sources, targets }) => [...sources, ...targets])
      expect(ends.flat().filter((end) => !inside.has(end))).toEqual([])
      expect(new Set(ends.map(String)).size, id).toBe(ends.length)
      return edges.length + children.reduce((sum, child) => sum + check(child), 0)
    }
    expect(check(drawing)).toBeGreaterThan(300)
  })

  it('of many nodes side by side goes by the edges that lead one step on: none is long', async () => {
    const random = (n: number): number => (n * 7_919 + ((n * n) % 104_729)) % 300
    const graph = buildGraph({
      nodes: Array.from({ length: 300 }, (_, n) => ({ id: `n${n}`, type: 'state' })),
      edges: Array.from({ length: 600 }, (_, n) => ({
        id: `e${n}`,
        source: `n${random(n)}`,
        target: `n${random(3 * n + 1)}`,
        trigger: { type: 'event' as const, name: `go${n}` },
      })),
    })
    const { drawing, laid } = await drawn(graph)
    expectTidy(laid)
    const into = new Map<string, string[]>()
    for (const { sources, targets } of drawing.edges ?? [])
      into.set(targets[0] ?? '', [...(into.get(targets[0] ?? '') ?? []), sources[0] ?? ''])
    const depth = (id: string): number => {
      const depths = new Set((into.get(id) ?? []).map(depth))
      expect(depths.size).toBeLessThanOrEqual(1)
      return depths.size === 0 ? 0 : Math.max(...depths) + 1
    }
    expect(into.size).toBeGreaterThan(100)
    for (const id of into.keys()) depth(id)
  })
})
