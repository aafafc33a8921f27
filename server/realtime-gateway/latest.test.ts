import { describe, expect, it } from 'vitest'
import { createEvent } from '#platform/events.ts'
import type { DomainEventType } from '#wire/domain-event.ts'
import type { Json } from '#wire/json.ts'
import { eventNotification } from '#wire/socket.ts'
import { createLatest } from './latest.ts'
import { fromChannel, fromStream, type Notification } from './notification.ts'

let next = 0
const notification = (
  type: DomainEventType,
  payload: { [key: string]: Json },
  about: { device_id?: string; session_id?: string } = {},
): Notification => {
  const event = createEvent({
    type,
    tenant_id: 't',
    room_id: 'r',
    controller_id: 'c',
    ...about,
    payload,
    source: 'test',
  })
  const made = fromStream(`${++next}-0`, JSON.stringify(event))
  if (made === undefined) throw new Error('not an event')
  return made
}
const taken = (latest: ReturnType<typeof createLatest>) =>
  latest.takeAll().map((text) => eventNotification.parse(JSON.parse(text)).data)

describe('what a slow client gets in place of a backlog', () => {
  it('of each device the latest state, with the signals that earlier reports told', () => {
    const latest = createLatest()
    for (const n of [1, 2, 3])
      latest.event(notification('device_state_changed', { signals: { angle: n } }, { device_id: 'dial' }))
    latest.event(notification('device_state_changed', { signals: { open: true } }, { device_id: 'door' }))
    latest.event(notification('device_state_changed', { signals: { fast: true } }, { device_id: 'dial' }))
    const events = taken(latest)
    expect(events.map(({ device_id, payload }) => [device_id, payload.signals])).toEqual([
      ['door', { open: true }],
      ['dial', { angle: 3, fast: true }],
    ])
    expect(events.map(({ stream_id }) => Number.parseInt(stream_id, 10))).toEqual([next - 1, next])
    expect(latest.size).toBe(0)
  })

  it('of each puzzle how far it has come, and what each screen shows', () => {
    const latest = createLatest()
    const about = { session_id: 's' }
    for (const done of [1, 2]) latest.event(notification('puzzle_progress', { node: 'levers', done }, about))
    latest.event(notification('puzzle_progress', { node: 'safe', done: 1 }, about))
    latest.event(notification('display_changed', { screen: 'main', show: 'text' }, about))
    latest.event(notification('display_changed', { screen: 'desk', show: 'text' }, about))
    latest.event(notification('display_changed', { screen: 'main', show: 'clear' }, about))
    expect(taken(latest).map(({ payload }) => payload)).toEqual([
      { node: 'levers', done: 2 },
      { node: 'safe', done: 1 },
      { screen: 'desk', show: 'text' },
      { screen: 'main', show: 'clear' },
    ])
  })

  it('of each session the latest view, of presence the last word, of all else everything', () => {
    const latest = createLatest()
    for (const n of [1, 2]) latest.event(notification('scene_advanced', { n }, { session_id: 's' }))
    latest.event(notification('device_offline', {}, { device_id: 'dial' }))
    latest.event(notification('device_online', {}, { device_id: 'dial' }))
    for (const message of ['a', 'b']) latest.event(notification('gm_notice', { message }))
    expect(taken(latest).map(({ type, payload }) => [type, payload])).toEqual([
      ['scene_advanced', { n: 2 }],
      ['device_online', {}],
      ['gm_notice', { message: 'a' }],
      ['gm_notice', { message: 'b' }],
    ])
  })
})

describe('a notification', () => {
  const event = createEvent({
    type: 'gm_notice',
    tenant_id: 't',
    room_id: 'r',
    session_id: 's"1',
    payload: { message: '}{' },
    source: 'test',
  })
  it('is the same from the channel and from the stream', () => {
    const live = fromChannel(`{"stream_id":"5-1",${JSON.stringify(event).slice(1)}`)
    expect(live).toEqual(fromStream('5-1', JSON.stringify(event)))
    expect(eventNotification.parse(JSON.parse(live?.text ?? ''))).toEqual({
      type: 'event_notification',
      room_id: 'r',
      session_id: 's"1',
      data: { stream_id: '5-1', ...event },
      timestamp: event.timestamp,
    })
  })
  it.each(['', '{', '{}', '[]', 'null', JSON.stringify(event), JSON.stringify({ ...event, stream_id: '5' })])(
    'is not made of %s',
    (text) => {
      expect(fromChannel(text)).toBeUndefined()
    },
  )
})
