import { describe, expect, it } from 'vitest'
import type { BoardReport } from '#wire/emergency.ts'
import { tally, tallySentence } from './standing.ts'

const board = (controller_id: string, standing: BoardReport['standing'], after_ms?: number): BoardReport => ({
  controller_id,
  standing,
  commands: 0,
  done: 0,
  ...(after_ms === undefined ? {} : { after_ms }),
})
const said = (...boards: BoardReport[]) => tallySentence(tally(boards))

describe('how the boards took a stop, in words', () => {
  it('tells the slowest when all acknowledged', () => {
    expect(said(board('a', 'acknowledged', 12), board('b', 'acknowledged', 41))).toBe(
      'All 2 boards acknowledged within 41 ms.',
    )
  })
  it('counts while some have time left', () => {
    expect(said(board('a', 'acknowledged', 12), board('b', 'waiting'))).toBe('1 of 2 boards acknowledged; 1 to go.')
  })
  it('names whoever is silent, refuses or is away', () => {
    const boards = [board('a', 'acknowledged', 1), board('b', 'missing'), board('c', 'offline'), board('d', 'refused')]
    expect(said(...boards)).toBe('1 of 4 boards acknowledged. Go and look at:')
    expect(tally(boards).silent.map(({ controller_id }) => controller_id)).toEqual(['b', 'c', 'd'])
  })
  it('does not take an empty room for a stopped one', () => {
    expect(said()).toMatch(/No board is known/)
  })
})
