import { describe, expect, test } from 'vitest'
import { createEvent } from '#platform/events.ts'
import { domainEvent } from '#wire/domain-event.ts'
import { readEvent } from './inputs.ts'
import { eventText } from './own-events.ts'

const AT = Date.parse('2026-05-01T18:00:00.000Z')
const ID = `${AT + 3}-0`
const read = (type: Parameters<typeof createEvent>[0]['type'], payload: object, more = {}) =>
  readEvent(
    ID,
    JSON.stringify(
      createEvent({
        type,
        tenant_id: 'acme',
        room_id: 'lobby',
        payload: JSON.parse(JSON.stringify(payload)),
        source: 'test',
        now: AT,
        ...more,
      }),
    ),
  )
const device = { controller_id: 'board', device_id: 'button' }

describe('RT1 what an entry of the stream means', () => {
  test('signals that were reported together, at the time of the event', () => {
    expect(read('device_state_changed', { signals: { pressed: true, angle: 3 } }, device)).toEqual({
      type: 'signals',
      at: AT,
      device: 'board/button',
      signals: { pressed: true, angle: 3 },
    })
  })

  test('health of a device and of a whole controller', () => {
    expect(read('device_offline', {}, device)).toEqual({
      type: 'health',
      at: AT,
      controller: 'board',
      device: 'board/button',
      health: 'offline',
    })
    expect(read('controller_online', {}, { controller_id: 'board' })).toEqual({
      type: 'health',
      at: AT,
      controller: 'board',
      device: null,
      health: 'online',
    })
  })

  test('an emergency stop, whatever else it says', () => {
    const payload = { stop_id: 's1', level: 2, cause: 'smoke', by: 'Ada', actor: 'ada@x.example' }
    expect(read('emergency_stop_triggered', payload)).toMatchObject({ type: 'emergency', at: AT })
    expect(read('emergency_stop_triggered', {})).toMatchObject({ type: 'emergency', at: AT })
    const unreadable = JSON.stringify({ type: 'emergency_stop_triggered' })
    expect(readEvent(ID, unreadable)).toEqual({ type: 'emergency', at: AT + 3, by: 'emergency' })
    expect(read('emergency_stop_cleared', {})).toEqual({ type: 'ignored' })
  })

  test('a named event, with the game that told it, if one did', () => {
    const payload = { name: 'door.open', data: { by: 'host', count: 3 } }
    const event = { type: 'event', at: AT, ...payload }
    expect(read('room_event', { ...payload, by: 'Ada' })).toEqual({ ...event, from: null })
    expect(read('room_event', payload, { session_id: 's' })).toEqual({ ...event, from: 's' })
    expect(read('room_event', { name: 'door open', data: {} })).toMatchObject({ type: 'malformed' })
  })

  test('a scene that a game asks for, also when the event is the runtime’s own', () => {
    const asked = { op: 'stop', graph_id: 'music', effect_id: 's.1.0' }
    const room = { tenant_id: 'acme', room_id: 'lobby' }
    const own = { id: 's.1.0:scene_requested', type: 'scene_requested', room, session: 's', now: AT } as const
    const text = eventText({ ...own, payload: JSON.stringify(asked) })
    expect(readEvent(ID, text)).toEqual({ type: 'scene', at: AT, from: 's', asked, text })
    expect(read('scene_requested', asked)).toMatchObject({ type: 'malformed' })
  })

  test('an acknowledgement with its reason', () => {
    const ack = { command_id: 's.3.0', outcome: 'rejected', reason: 'jammed' }
    expect(read('device_command_acknowledged', ack, device)).toEqual({
      type: 'ack',
      at: AT,
      command: 's.3.0',
      outcome: 'rejected',
      reason: 'jammed',
    })
  })

  test('what concerns no game is ignored', () => {
    expect(read('controller_heartbeat', { uptime_ms: 3 }, { controller_id: 'board' })).toEqual({ type: 'ignored' })
    expect(read('gm_notice', { level: 'info', message: 'x' })).toEqual({ type: 'ignored' })
  })

  test.each([
    ['no JSON', 'not JSON'],
    ['[]', 'no event'],
    ['{"type":"unheard_of"}', 'no event'],
    [JSON.stringify({ type: 'device_state_changed', payload: { signals: { a: {} } } }), 'timestamp'],
  ])('%s is malformed, with the reason', (text, reason) => {
    const event = readEvent(ID, text)
    expect(event.type).toBe('malformed')
    expect(event.type === 'malformed' ? event.reason : '').toContain(reason)
  })

  test('signals of a device that is not named are malformed, not guessed', () => {
    expect(read('device_state_changed', { signals: { a: 1 } }, { controller_id: 'board' })).toMatchObject({
      type: 'malformed',
      reason: expect.stringContaining('device_id'),
    })
  })

  test('a writer whose clock runs ahead can not fire timers: no event is later than 5 s after Redis took it', () => {
    const event = read('device_state_changed', { signals: { a: 1 } }, { ...device, now: AT + 3_600_000 })
    expect(event).toMatchObject({ at: AT + 3 + 5000 })
  })

  test('the runtime’s own events are valid events, and known without being parsed', () => {
    const text = eventText({
      id: 's:1:scene_advanced',
      type: 'scene_advanced',
      room: { tenant_id: 'acme', room_id: 'lobby' },
      session: 's "1"',
      payload: '{"a":1}',
      now: AT,
    })
    expect(domainEvent.parse(JSON.parse(text))).toMatchObject({
      type: 'scene_advanced',
      session_id: 's "1"',
      payload: { a: 1 },
    })
    expect(readEvent(ID, text)).toEqual({ type: 'ignored' })
    expect(readEvent(ID, `${text.slice(0, 40)}broken`)).toEqual({ type: 'ignored' })
  })
})
