import { describe, expect, it } from 'vitest'
import { domainEvent } from '#wire/domain-event.ts'
import { createEvent, eventText, type NewEvent } from './events.ts'

const given: NewEvent = {
  type: 'gm_action',
  tenant_id: 'house',
  room_id: 'lobby',
  payload: { a: [1, null] },
  source: 'api',
}

describe('createEvent', () => {
  it('makes a whole domain event, with a time, an id and a trace of its own', () => {
    const event = createEvent({ ...given, now: 1_700_000_000_000 })
    expect(domainEvent.parse(event)).toEqual(event)
    expect(event.timestamp).toBe('2023-11-14T22:13:20.000Z')
    const other = createEvent(given)
    expect(other.event_id).not.toBe(event.event_id)
    expect(other.metadata.trace_id).not.toBe(event.metadata.trace_id)
  })

  it('keeps what it is given and leaves out what is undefined', () => {
    const event = createEvent({
      ...given,
      session_id: undefined,
      device_id: 'lamp',
      caused_by: 'c1',
      trace_id: 't1',
      mqtt_topic: 'a/b',
    })
    expect(Object.keys(event)).not.toContain('session_id')
    expect(event).toMatchObject({
      device_id: 'lamp',
      metadata: { source: 'api', caused_by: 'c1', trace_id: 't1', mqtt_topic: 'a/b' },
    })
  })
})

describe('eventText', () => {
  it('is the JSON of the same event', () => {
    const now = 1_700_000_000_000
    const about = { controller_id: 'door', device_id: 'lamp', mqtt_topic: 'house/lobby/sensors/door/lamp/on' }
    for (const more of [{}, about, { session_id: 'a "b"', caused_by: 'c\n1', trace_id: 't"1' }]) {
      const event = { ...given, ...more, now }
      const made = domainEvent.parse(JSON.parse(eventText({ ...event, payload: JSON.stringify(event.payload) })))
      const { metadata, ...rest } = createEvent({ ...event, trace_id: made.metadata.trace_id })
      expect(made).toEqual({ ...rest, metadata, event_id: made.event_id })
    }
    expect(eventText({ ...given, payload: '{}' })).not.toBe(eventText({ ...given, payload: '{}' }))
  })
})
