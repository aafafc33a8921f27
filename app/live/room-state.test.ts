import { describe, expect, it } from 'vitest'
import { applyEvents, applySeed, EMPTY_ROOM, isAfter, newerView, rebase } from './room-state.ts'
import { eventAt, inPayload, START, viewOf } from './testing.ts'

const board = { controller_id: 'gauge_1_3_4' }
const gauge = { ...board, device_id: 'gauge_1' }

describe('order', () => {
  it('compares stream ids as numbers, not as text', () => {
    expect(isAfter('1000-10', '1000-9')).toBe(true)
    expect(isAfter('999-0', '1000-0')).toBe(false)
    expect(isAfter('1-0', null)).toBe(true)
  })

  it('takes nothing twice: what a reconnect repeats changes nothing', () => {
    const events = [eventAt(1, 'gm_notice', { payload: { message: 'hello' } }), eventAt(2, 'session_created')]
    const once = applyEvents(EMPTY_ROOM, events)
    expect(applyEvents(once, events)).toBe(once)
    expect(once.events).toHaveLength(2)
    expect(once.lastEventId).toBe(`${START + 2_000}-0`)
  })

  it('starts again where a lost stream starts again', () => {
    const before = applyEvents(EMPTY_ROOM, [eventAt(60, 'gm_notice')])
    const lost = rebase(before, `${START}-0`)
    expect(applyEvents(lost, [eventAt(1, 'gm_notice')]).events).toHaveLength(2)
    expect(rebase(before, `${START + 90_000}-0`)).toBe(before)
  })

  it('leaves the state that it was given as it was', () => {
    const before = structuredClone(EMPTY_ROOM)
    applyEvents(EMPTY_ROOM, [eventAt(1, 'device_state_changed', { ...gauge, payload: { signals: { psi: 5 } } })])
    expect(EMPTY_ROOM).toEqual(before)
  })
})

describe('signals', () => {
  it('keeps the last value of every signal, with its time', () => {
    const state = applyEvents(EMPTY_ROOM, [
      eventAt(1, 'device_state_changed', { ...gauge, payload: { signals: { psi: 5, on: true } } }),
      eventAt(2, 'device_state_changed', { ...gauge, payload: { signals: { psi: 6 } } }),
    ])
    expect(state.signals).toEqual({
      'gauge_1_3_4/gauge_1/psi': { value: 6, at: START + 2_000 },
      'gauge_1_3_4/gauge_1/on': { value: true, at: START + 1_000 },
    })
    expect(state.events).toHaveLength(0)
    expect(state.reports).toHaveLength(2)
  })

  it('lays what was asked for under what was heard since', () => {
    const heard = applyEvents(EMPTY_ROOM, [
      eventAt(5, 'device_state_changed', { ...gauge, payload: { signals: { psi: 6 } } }),
    ])
    const seeded = applySeed(heard, {
      signals: {
        'gauge_1_3_4/gauge_1/psi': { value: 1, at: START },
        'gauge_1_3_4/gauge_3/psi': { value: 2, at: START },
      },
    })
    expect(seeded.signals['gauge_1_3_4/gauge_1/psi']?.value).toBe(6)
    expect(seeded.signals['gauge_1_3_4/gauge_3/psi']?.value).toBe(2)
  })

  it('ignores a payload that is no report', () => {
    const state = applyEvents(EMPTY_ROOM, [eventAt(1, 'device_state_changed', { ...gauge, payload: { signals: 7 } })])
    expect(state.signals).toEqual({})
  })
})

describe('views', () => {
  it('follows a game from its creation to its end', () => {
    const created = applyEvents(EMPTY_ROOM, [eventAt(1, 'session_created', { payload: { session_id: 's1' } })])
    expect(created).toMatchObject({ starting: 's1', view: null })
    const started = applyEvents(created, [
      eventAt(2, 'session_started', { session_id: 's1', payload: inPayload(viewOf()) }),
    ])
    expect(started).toMatchObject({ starting: null, view: { status: 'running' } })
    const ended = applyEvents(started, [
      eventAt(9, 'session_completed', {
        session_id: 's1',
        payload: inPayload(viewOf({ seq: 5, status: 'completed', outcome: 'solved' })),
      }),
    ])
    expect(ended.view).toMatchObject({ status: 'completed', outcome: 'solved' })
  })

  it('keeps the further of two views, whatever comes later', () => {
    const far = viewOf({ seq: 7, at: START + 7 })
    expect(newerView(far, viewOf({ seq: 3 }))).toBe(far)
    const reloaded = viewOf({ seq: 7, at: START + 9, version: 2 })
    expect(newerView(far, reloaded)).toBe(reloaded)
    const nextGame = viewOf({ session_id: 's2', seq: 1, started_at: START + 100 })
    expect(newerView(far, nextGame)).toBe(nextGame)
    expect(newerView(nextGame, far)).toBe(nextGame)
  })

  it('ends a game whose end came without a view', () => {
    const state = applyEvents({ ...EMPTY_ROOM, view: viewOf() }, [
      eventAt(9, 'session_faulted', { session_id: 's1', payload: { reason: 'out of memory' } }),
    ])
    expect(state.view).toMatchObject({ status: 'faulted', ended_at: START + 9_000 })
  })

  it('does not end another game', () => {
    const state = applyEvents({ ...EMPTY_ROOM, view: viewOf() }, [eventAt(9, 'session_faulted', { session_id: 's0' })])
    expect(state.view?.status).toBe('running')
  })
})

describe('boards', () => {
  it('knows who is there, and since when not', () => {
    const state = applyEvents(EMPTY_ROOM, [
      eventAt(1, 'controller_heartbeat', board),
      eventAt(2, 'controller_offline', { ...board, payload: { reason: 'no heartbeat' } }),
    ])
    expect(state.controllers.gauge_1_3_4).toEqual({ status: 'offline', lastSeen: START + 1_000 })
    expect(state.events.map(({ type }) => type)).toEqual(['controller_offline'])
  })

  it('says once that a board is away, not once for every device on it', () => {
    const state = applyEvents(EMPTY_ROOM, [
      eventAt(1, 'device_offline', gauge),
      eventAt(2, 'controller_offline', board),
      eventAt(3, 'device_offline', { ...board, device_id: 'gauge_3' }),
    ])
    expect(state.alerts.map(({ title }) => title)).toEqual(['Controller gauge_1_3_4 is offline'])
  })

  it('takes the alert back when the board is back', () => {
    const away = applyEvents(EMPTY_ROOM, [eventAt(1, 'controller_offline', board)])
    expect(away.alerts).toHaveLength(1)
    expect(applyEvents(away, [eventAt(2, 'controller_online', board)]).alerts).toHaveLength(0)
  })

  it('counts registrations, so that lists are asked for anew', () => {
    const state = applyEvents(EMPTY_ROOM, [
      eventAt(1, 'controller_registered', board),
      eventAt(2, 'device_registered', gauge),
    ])
    expect(state.registrations).toBe(2)
    expect(state.controllers.gauge_1_3_4?.status).toBe('online')
  })
})

describe('alerts', () => {
  it('replaces the same words instead of piling them up', () => {
    const notice = (second: number) => eventAt(second, 'gm_notice', { payload: { level: 'urgent', message: 'Door!' } })
    const state = applyEvents(EMPTY_ROOM, [notice(1), notice(2)])
    expect(state.alerts).toMatchObject([{ at: START + 2_000, level: 'urgent', title: 'Door!' }])
  })

  it('forgets the last game’s words when the next one is asked for', () => {
    const before = applyEvents(EMPTY_ROOM, [
      eventAt(1, 'gm_notice', { payload: { message: 'Door!' } }),
      eventAt(2, 'controller_offline', board),
    ])
    expect(applyEvents(before, [eventAt(3, 'session_created')]).alerts.map(({ kind }) => kind)).toEqual(['controller'])
  })

  it('takes back a notice of hardware that is away with the last of it, and says what is still away', () => {
    const notice = eventAt(1, 'gm_notice', {
      payload: { message: '3 devices are offline', away: ['a/door', 'a/lamp', 'b/bell'] },
    })
    const back = (second: number, controller_id: string, device_id?: string) =>
      eventAt(second, device_id === undefined ? 'controller_online' : 'device_online', {
        controller_id,
        ...(device_id === undefined ? {} : { device_id }),
      })
    const some = applyEvents(EMPTY_ROOM, [notice, back(2, 'a', 'door'), back(3, 'c', 'door')])
    expect(some.alerts).toMatchObject([{ title: '3 devices are offline', detail: 'Still away: a/lamp, b/bell.' }])
    const fewer = applyEvents(some, [back(4, 'a')])
    expect(fewer.alerts).toMatchObject([{ away: ['b/bell'] }])
    const none = applyEvents(fewer, [back(5, 'b', 'bell')])
    expect(none.alerts).toEqual([])
    expect(none.events.map(({ type }) => type)).toContain('gm_notice')
  })

  it('keeps an emergency in sight until it is cleared', () => {
    const stopped = applyEvents(EMPTY_ROOM, [
      eventAt(1, 'emergency_stop_triggered', { ...board, payload: { level: 2, cause: 'red button' } }),
      eventAt(2, 'session_created'),
    ])
    expect(stopped.alerts).toMatchObject([
      { level: 'urgent', title: 'Emergency stop at gauge_1_3_4, level 2', detail: 'red button' },
    ])
    const payload = { stop_id: 's', boards: [] }
    const reported = applyEvents(stopped, [eventAt(3, 'emergency_stop_reported', { payload })])
    expect(reported.events).toHaveLength(2)
    const cleared = applyEvents(reported, [eventAt(4, 'emergency_stop_cleared')])
    expect(cleared.alerts).toEqual([])
    expect(cleared.emergencies).toBe(3)
  })

  it('says in words why a board is away', () => {
    const state = applyEvents(EMPTY_ROOM, [
      eventAt(1, 'controller_offline', { ...board, payload: { reason: 'missed_heartbeats' } }),
    ])
    expect(state.alerts[0]?.detail).toBe('It stopped sending heartbeats.')
  })

  it('says why a game stayed on its version', () => {
    const report = {
      session_id: 's1',
      from: 1,
      to: 2,
      outcome: 'blocked',
      kept: [],
      mapped: {},
      restarted: [],
      entered: [],
      left: [],
      blocked: [{ node: 'a', reason: 'a is gone and nothing was mapped' }],
      timers: [],
      variables: [],
      commands: 0,
    }
    const state = applyEvents(EMPTY_ROOM, [eventAt(1, 'scene_reload_blocked', { payload: report })])
    expect(state.alerts[0]).toMatchObject({ level: 'attention', detail: 'a is gone and nothing was mapped' })
    expect(state.reloads[0]?.outcome).toBe('blocked')
  })
})

describe('commands', () => {
  it('knows what came of a command', () => {
    const state = applyEvents(EMPTY_ROOM, [
      eventAt(1, 'device_command_acknowledged', {
        ...gauge,
        payload: { command_id: 'c1', outcome: 'rejected', reason: 'hot' },
      }),
    ])
    expect(state.acknowledged.c1).toEqual({ command_id: 'c1', outcome: 'rejected', reason: 'hot' })
  })
})

describe('progress of a puzzle', () => {
  const progress = (done: number) => ({ node: 'dials', done, total: 2, inputs: [] })
  const told = (second: number, done: number, session = 's1') =>
    eventAt(second, 'puzzle_progress', { session_id: session, payload: { ...progress(done), name: 'Dials' } })
  const before = applySeed(EMPTY_ROOM, { view: viewOf({ progress: [progress(0)] }) })

  it('told between two steps is shown at once, and fills no timeline', () => {
    const after = applyEvents(before, [told(1, 1)])
    expect(after.view?.progress).toEqual([progress(1)])
    expect(after.events).toEqual([])
  })

  it('of another game, or of a puzzle that is active no more, changes nothing', () => {
    expect(applyEvents(before, [told(1, 2, 's0')]).view?.progress).toEqual([progress(0)])
    const over = applySeed(EMPTY_ROOM, { view: viewOf({ progress: [] }) })
    expect(applyEvents(over, [told(1, 2)]).view?.progress).toEqual([])
  })
})
