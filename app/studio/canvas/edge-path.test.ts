import { describe, expect, test } from 'vitest'
import { type Ends, routeEdge } from './edge-path.ts'

const CARD = { above: 36, below: 36 }
const ends = (target: { x: number; y: number }, more: Partial<Ends> = {}): Ends => ({
  source: { x: 240, y: 36 },
  target,
  sourceReach: CARD,
  targetReach: CARD,
  lane: 0,
  lanes: 1,
  exit: 0,
  ...more,
})

describe('an edge', () => {
  test('that leads on has its label in the middle', () => {
    expect(routeEdge(ends({ x: 440, y: 136 }), 'edge').label).toEqual({ x: 340, y: 86 })
  })

  test('to the row below goes through the gap above its target', () => {
    const { label } = routeEdge(ends({ x: 0, y: 336 }), 'edge')
    expect(label.y).toBeGreaterThan(72)
    expect(label.y).toBeLessThan(300)
  })

  test('to the row above goes through the gap below its target', () => {
    const { label } = routeEdge(ends({ x: 0, y: -300 }), 'edge')
    expect(label.y).toBeGreaterThan(-264)
    expect(label.y).toBeLessThan(0)
  })

  test('back to a card at its side goes below both', () => {
    expect(routeEdge(ends({ x: -400, y: 40 }), 'edge').label.y).toBeGreaterThan(76)
  })

  test('to itself goes over its top, and the next one higher', () => {
    const first = routeEdge(ends({ x: 0, y: 36 }, { lanes: 2 }), 'loop').label.y
    const second = routeEdge(ends({ x: 0, y: 36 }, { lane: 1, lanes: 2 }), 'loop').label.y
    expect(first).toBeLessThan(0)
    expect(second).toBeLessThan(first)
  })

  test('that stays ends below its node', () => {
    expect(routeEdge(ends({ x: 0, y: 36 }), 'stays').label.y).toBeGreaterThan(72)
  })

  test.each(['edge', 'loop', 'stays'] as const)('%s: those of one bundle keep their labels apart', (kind) => {
    for (const target of [
      { x: 440, y: 36 },
      { x: 0, y: 336 },
      { x: -400, y: 40 },
    ]) {
      const labels = [0, 1, 2].map((lane) => routeEdge(ends(target, { lane, lanes: 3, exit: lane }), kind).label)
      expect(new Set(labels.map((l) => `${l.x},${l.y}`)).size).toBe(3)
    }
  })
})
