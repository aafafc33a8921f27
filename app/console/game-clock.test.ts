import { describe, expect, it } from 'vitest'
import { START, viewOf } from '#app/live/testing.ts'
import { gameClock, pace, timerProgress, timerRemaining } from './game-clock.ts'

const MINUTE = 60_000
const clock = (paused_ms: number, paused_at: number | null) => ({
  paused_ms,
  paused_at,
  clock_paused: paused_at !== null,
})

describe('gameClock', () => {
  it('counts what was paused as no game time', () => {
    const view = viewOf({ clock: clock(2 * MINUTE, null) })
    expect(gameClock(view, START + 10 * MINUTE)).toEqual({ official: 8 * MINUTE, elapsed: 10 * MINUTE, still: false })
  })

  it('stands while it is paused, and wall time goes on', () => {
    const view = viewOf({ clock: clock(0, START + 3 * MINUTE) })
    expect(gameClock(view, START + 9 * MINUTE)).toEqual({ official: 3 * MINUTE, elapsed: 9 * MINUTE, still: true })
  })

  it('stands at the end of a game', () => {
    const view = viewOf({ status: 'completed', ended_at: START + 5 * MINUTE, clock: clock(MINUTE, null) })
    expect(gameClock(view, START + 60 * MINUTE)).toEqual({ official: 4 * MINUTE, elapsed: 5 * MINUTE, still: true })
  })

  it('never goes below zero when the browser’s clock is behind', () => {
    expect(gameClock(viewOf(), START - 400)).toMatchObject({ official: 0, elapsed: 0 })
  })
})

it('pace: over at the planned end, far over a tenth later', () => {
  expect([59, 60, 60.1, 66, 66.1].map((minutes) => pace(minutes * MINUTE, 60))).toEqual([
    'in-time',
    'in-time',
    'over',
    'over',
    'far-over',
  ])
})

describe('timers', () => {
  const timer = { id: 't', node: 'n', label: '', due_at: START + 1_000, duration_ms: 4_000, adjustable: true }

  it('counts down to zero and no further', () => {
    expect(timerRemaining(timer, START)).toBe(1_000)
    expect(timerRemaining(timer, START + 9_000)).toBe(0)
    expect(timerProgress(timer, START)).toBe(0.75)
  })

  it('keeps what it had while the game is frozen', () => {
    expect(timerRemaining({ ...timer, remaining_ms: 300 }, START + 9_000)).toBe(300)
  })
})
