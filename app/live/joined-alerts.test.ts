import { expect, test } from 'vitest'
import { idsOf, joined } from './joined-alerts.ts'
import { applyEvents, EMPTY_ROOM } from './room-state.ts'
import { eventAt } from './testing.ts'

const board = { controller_id: 'attic' }
const offlineAt = (second: number) =>
  eventAt(second, 'controller_offline', { ...board, payload: { reason: 'last_will' } })
const noticeAt = (second: number) =>
  eventAt(second, 'gm_notice', {
    payload: { message: '2 devices are offline', away: ['attic/bell', 'cellar/pump'] },
  })
const alertsOf = (...events: Parameters<typeof applyEvents>[1]) => applyEvents(EMPTY_ROOM, events).alerts

test.each([
  ['before', [offlineAt(1), noticeAt(2)]],
  ['after', [noticeAt(1), offlineAt(2)]],
])('a board that is told of %s the game that misses it is told of once, with its reason', (_, events) => {
  const [only, ...more] = joined(alertsOf(...events))
  expect(more).toEqual([])
  expect(only).toMatchObject({
    title: '2 devices are offline',
    detail: 'Controller attic is offline. It lost its connection to the broker.',
  })
  expect(new Set(only === undefined ? [] : idsOf(only))).toEqual(new Set(events.map((event) => event.event_id)))
})

test('another board, and a board that reports an error, speak for themselves', () => {
  const other = eventAt(3, 'controller_offline', { controller_id: 'attic_2' })
  const error = eventAt(4, 'controller_error', board)
  const alerts = alertsOf(noticeAt(1), other, error)
  expect(joined(alerts)).toEqual(alerts)
})

test('the board is told of again when the game is over and it is not', () => {
  const next = alertsOf(offlineAt(1), noticeAt(2), eventAt(3, 'session_created'))
  expect(joined(next)).toMatchObject([{ title: 'Controller attic is offline' }])
})
