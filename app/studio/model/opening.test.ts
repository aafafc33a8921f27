import { expect, test } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { CARD_WIDTH } from './geometry.ts'
import { opening } from './opening.ts'

const CANVAS = { width: 860, height: 780 }
const at = (id: string, x: number, y = 0, more: object = {}) => ({
  id,
  type: 'state',
  view: { position: { x, y } },
  ...more,
})
/** Where a point of the drawing is on the screen. */
const seen = (view: { x: number; y: number; zoom: number }, x: number, y = 0) => ({
  x: x * view.zoom + view.x,
  y: y * view.zoom + view.y,
})

test('nothing opens where the canvas begins', () => {
  expect(opening(buildGraph({ nodes: [], edges: [] }), CANVAS)).toEqual({ x: 0, y: 0, zoom: 1 })
})

test('what fits opens whole, in the middle, and never larger than it is', () => {
  const view = opening(buildGraph({ nodes: [at('a', 0), at('b', 300)], edges: [] }), CANVAS)
  expect(view.zoom).toBe(1)
  const [left, right] = [seen(view, 0).x, seen(view, 300 + CARD_WIDTH).x]
  expect(left).toBeCloseTo(CANVAS.width - right)
})

test('what is too wide to be read opens where it starts, with no empty canvas before it', () => {
  const wide = buildGraph({ nodes: [at('a', 0), at('b', 2_000), at('c', 6_000)], edges: [], initial: 'a' })
  const view = opening(wide, CANVAS)
  expect(view.zoom).toBe(0.75)
  expect(seen(view, 0).x).toBe(56)
})

test('a start in the middle of it is in the middle of the canvas, one at its end at the end', () => {
  const nodes = [at('a', 0), at('b', 3_000), at('c', 6_000)]
  const middle = opening(buildGraph({ nodes, edges: [], initial: 'b' }), CANVAS)
  expect(seen(middle, 3_000 + CARD_WIDTH / 2).x).toBeCloseTo(CANVAS.width / 2)
  const end = opening(buildGraph({ nodes, edges: [], initial: 'c' }), CANVAS)
  expect(seen(end, 6_000 + CARD_WIDTH).x).toBeCloseTo(CANVAS.width - 56)
})

test('the start of a wide group is its own first card', () => {
  const nodes = [
    { id: 'g', type: 'group', view: { position: { x: 0, y: 0 }, size: { width: 4_000, height: 3_000 } } },
    at('in', 40, 1_500, { parentId: 'g' }),
  ]
  const view = opening(buildGraph({ nodes, edges: [] }), CANVAS)
  expect(seen(view, 0).x).toBe(56)
  expect(seen(view, 40, 1_500 + 36).y).toBeCloseTo(CANVAS.height / 2)
})
