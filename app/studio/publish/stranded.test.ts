import { describe, expect, it } from 'vitest'
import { buildGraph } from '#scene-graph/testing/build.ts'
import type { SessionView } from '#wire/session-view.ts'
import { strandedIn } from './stranded.ts'

const playing = (whenRemoved: 'container' | 'block' = 'container') =>
  buildGraph({
    nodes: [
      { id: 'room', type: 'group', data: { name: 'Room' } },
      { id: 'inner', type: 'group', parentId: 'room', data: { whenRemoved } },
      { id: 'here', type: 'state', parentId: 'inner' },
      { id: 'top', type: 'state' },
    ],
    edges: [],
  })
const draft = buildGraph({
  nodes: [
    { id: 'room', type: 'group', data: { name: 'Room' } },
    { id: 'other', type: 'state' },
  ],
  edges: [],
})
// Only what is active matters here.
const standing = (...active: string[]) => ({ active }) as unknown as SessionView

describe('HR2 where a game goes whose node is gone', () => {
  it('to the first room around it that is left', () => {
    expect(strandedIn(standing('here'), draft, playing())[0]?.otherwise).toEqual({ goesTo: 'Room' })
  })
  it('nowhere, where something that is gone with it says so', () => {
    expect(strandedIn(standing('here'), draft, playing('block'))[0]?.otherwise).toBe('blocked')
  })
  it('nowhere, where only the start of the whole game would be left', () => {
    expect(strandedIn(standing('top'), draft, playing())[0]?.otherwise).toBe('blocked')
  })
  it('what is still there is not stranded', () => {
    expect(strandedIn(standing('other'), draft, playing())).toEqual([])
  })
})
