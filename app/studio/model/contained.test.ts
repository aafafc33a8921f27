import { describe, expect, test } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { alone, containedKeys, withContained } from './contained.ts'
import { indexOf } from './document.ts'
import { portsOf, sizeOf } from './geometry.ts'

const puzzle = buildGraph({
  id: 'dials',
  kind: 'puzzle',
  nodes: [
    { id: 'a', type: 'state' },
    { id: 'won', type: 'end', data: { outcome: 'solved' } },
    { id: 'lost', type: 'end', data: { outcome: 'failed' } },
  ],
  edges: [],
})
const scene = buildGraph({
  nodes: [
    { id: 'one', type: 'graph', data: { graph: 'dials', version: 2 } },
    { id: 'same', type: 'graph', data: { graph: 'dials', version: 2 } },
    { id: 'none', type: 'graph' },
  ],
  edges: [],
})
const loaded = { 'dials@2': puzzle }

describe('SG7 contained graphs in the studio', () => {
  test('are asked for once each', () => {
    expect(containedKeys(scene.nodes)).toEqual([{ key: 'dials@2', graph: 'dials', version: 2 }])
  })

  test('give their node its exits, each with room for its name', () => {
    const whole = withContained(scene, loaded)
    const node = indexOf(whole).nodes.get('one')
    if (node === undefined) throw new Error('it is gone')
    expect(portsOf(whole, node).map((p) => p.id)).toEqual(['done', 'solved', 'failed', 'skipped'])
    expect(sizeOf(whole, node).height).toBeGreaterThan(4 * 24)
  })

  test('the same again is the same document, and leaves with nothing of it', () => {
    const whole = withContained(scene, loaded)
    expect(withContained(whole, loaded)).toBe(whole)
    expect(alone(whole)).toEqual(scene)
    expect(withContained(whole, {})).toEqual(scene)
  })
})
