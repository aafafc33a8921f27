import { expect, it } from 'vitest'
import { createPresenceBook } from './presence.ts'

const BOARD = { tenant_id: 't', room_id: 'r', controller_id: 'c' }
const every = () => 5_000

it('RT8 three missed heartbeats make a controller offline, once', () => {
  const book = createPresenceBook()
  expect(book.heard(BOARD, 0).change).toMatchObject({ status: 'online', reason: 'heard' })
  expect(book.heard(BOARD, 5_000).change).toBeUndefined()
  expect(book.overdue(20_000, every, false)).toEqual([])
  expect(book.overdue(20_001, every, false)).toMatchObject([
    { status: 'offline', reason: 'missed_heartbeats', lastSeen: 5_000 },
  ])
  expect(book.overdue(99_999, every, false)).toEqual([])
  expect(book.heard(BOARD, 100_000).change).toMatchObject({ status: 'online' })
})

it('a last will counts at once, and once', () => {
  const book = createPresenceBook()
  book.heard(BOARD, 0)
  expect(book.gone(BOARD, 10)).toMatchObject({ status: 'offline', reason: 'last_will', lastSeen: 0 })
  expect(book.gone(BOARD, 20)).toBeUndefined()
})

it('a new boot id is a reboot; the first one is not', () => {
  const book = createPresenceBook()
  expect(book.heard(BOARD, 0, 'a').rebooted).toBe(false)
  expect(book.heard(BOARD, 1, 'a').rebooted).toBe(false)
  expect(book.heard(BOARD, 2).rebooted).toBe(false)
  expect(book.heard(BOARD, 3, 'b').rebooted).toBe(true)
})

it('while the broker is away nobody can be heard, and that is the reason', () => {
  const book = createPresenceBook()
  book.heard(BOARD, 0)
  expect(book.overdue(15_001, every, true)).toMatchObject([{ reason: 'broker_away' }])
})

it('after a restart an online controller has its full time again', () => {
  const book = createPresenceBook()
  book.restore({ board: BOARD, status: 'online', lastSeen: 0, bootId: 'a' }, 100_000)
  expect(book.overdue(115_000, every, false)).toEqual([])
  expect(book.overdue(115_001, every, false)).toHaveLength(1)
})
