import { describe, expect, it } from 'vitest'
import { viewOf } from '#app/live/testing.ts'
import { actionsFor, commandOf, outcomeStanding, pauseKey, roomStanding } from './actions.ts'

const may = { start: true, act: true }
const stopped = { paused_ms: 0, paused_at: 5, clock_paused: true }

describe('actionsFor', () => {
  it('offers nothing that sets a room going which was stopped', () => {
    const frozen = viewOf({ status: 'frozen', recorded_inputs: 2 })
    expect(actionsFor({ view: null, starting: false, may, stopped: true })).toEqual([])
    expect(actionsFor({ view: frozen, starting: false, may, stopped: true })).toEqual(['end'])
  })

  it('offers only a start where no game is', () => {
    expect(actionsFor({ view: null, starting: false, may })).toEqual(['start'])
  })

  it.each(['completed', 'abandoned', 'faulted'] as const)('offers the next start after a game was %s', (status) => {
    expect(actionsFor({ view: viewOf({ status }), starting: false, may })).toEqual(['start'])
  })

  it('offers nothing while a game is starting', () => {
    expect(actionsFor({ view: null, starting: true, may })).toEqual([])
  })

  it('offers pause, freeze and end while it runs, and the way back while the clock stands', () => {
    expect(actionsFor({ view: viewOf(), starting: false, may })).toEqual(['pause_clock', 'freeze', 'end'])
    expect(actionsFor({ view: viewOf({ clock: stopped }), starting: false, may })).toEqual([
      'resume_clock',
      'freeze',
      'end',
    ])
  })

  it('asks what to do with recorded inputs only where there are some', () => {
    const frozen = viewOf({ status: 'frozen' })
    expect(actionsFor({ view: frozen, starting: false, may })).toEqual(['resume_apply', 'end'])
    expect(actionsFor({ view: { ...frozen, recorded_inputs: 3 }, starting: false, may })).toEqual([
      'resume_apply',
      'resume_discard',
      'end',
    ])
  })

  it('offers nothing to whoever may only look', () => {
    const nobody = { start: false, act: false }
    expect(actionsFor({ view: null, starting: false, may: nobody })).toEqual([])
    expect(actionsFor({ view: viewOf(), starting: false, may: nobody })).toEqual([])
  })
})

describe('keys', () => {
  it('P moves the clock, and never thaws a frozen game', () => {
    expect(pauseKey(['pause_clock', 'freeze', 'end'])).toBe('pause_clock')
    expect(pauseKey(['resume_clock', 'freeze', 'end'])).toBe('resume_clock')
    expect(pauseKey(['resume_apply', 'end'])).toBeNull()
  })

  it('says what becomes of recorded inputs', () => {
    expect(commandOf('resume_apply')).toEqual({ command: 'resume', inputs: 'apply' })
    expect(commandOf('resume_discard')).toEqual({ command: 'resume', inputs: 'discard' })
    expect(commandOf('start')).toBeNull()
  })
})

describe('roomStanding', () => {
  it('tells the states apart in words and in colour', () => {
    const standings = [
      roomStanding(null, false),
      roomStanding(null, true),
      roomStanding(viewOf(), false),
      roomStanding(viewOf({ clock: stopped }), false),
      roomStanding(viewOf({ status: 'frozen' }), false),
      roomStanding(viewOf({ status: 'faulted' }), false),
    ]
    expect(standings.map(({ label }) => label)).toEqual([
      'Ready',
      'Starting',
      'Running',
      'Clock paused',
      'Frozen',
      'Stopped by a fault',
    ])
    expect(standings.map(({ state }) => state)).toEqual(['idle', 'waiting', 'active', 'waiting', 'attention', 'urgent'])
  })

  it('gives a colour to outcomes that everybody knows, and none to a designer’s own', () => {
    expect(outcomeStanding('solved')).toEqual({ state: 'solved', label: 'Solved' })
    expect(outcomeStanding('failed').state).toBe('failed')
    expect(outcomeStanding('out_of_time')).toEqual({ state: 'idle', label: 'Out of time' })
  })
})
