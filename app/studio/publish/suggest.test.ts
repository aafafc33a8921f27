import { describe, expect, it } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { havensFor, searched } from './suggest.ts'

const draft = buildGraph({
  nodes: [
    { id: 'room', type: 'group', data: { name: 'Room' } },
    { id: 'wheel-2', type: 'state', parentId: 'room', data: { name: 'Wheel turns slowly' } },
    { id: 'pause', type: 'delay', data: { name: 'A moment', duration: 10 } },
    { id: 'door', type: 'state', data: { name: 'Door' } },
  ],
  edges: [],
})
const gone = { node: 'wheel', title: 'Wheel turns', type: 'state', within: 'room', otherwise: 'blocked' as const }

describe('HR2 where a game whose node is gone may go', () => {
  it('begins with what is called alike, then what is of its kind', () => {
    expect(havensFor(gone, draft).map((haven) => haven.id)).toEqual(['wheel-2', 'door', 'pause', 'room'])
    expect(
      havensFor(gone, draft)
        .filter((haven) => haven.suggested)
        .map((haven) => haven.id),
    ).toEqual(['wheel-2'])
    expect(havensFor({ ...gone, title: 'Zither', node: 'z' }, draft).some((haven) => haven.suggested)).toBe(false)
  })
  it('is found by words of name, kind and group', () => {
    expect(searched(havensFor(gone, draft), 'room slow').map((haven) => haven.id)).toEqual(['wheel-2'])
    expect(searched(havensFor(gone, draft), 'delay').map((haven) => haven.id)).toEqual(['pause'])
  })
})
