import { describe, expect, it } from 'vitest'
import { createOutbox, type Entry } from './outbox.ts'

const event = (text: string): Entry => ({ ops: [text], keep: { as: 'event' }, room: 'r' })
const level = (key: string, text: string): Entry => ({ ops: [text], keep: { as: 'level', key }, room: 'r' })
const note = (text: string): Entry => ({ ops: [text], keep: { as: 'note' }, room: 'r' })
const texts = (entries: Entry[]) => entries.map(({ ops }) => ops[0])

describe('RT7 what waits for Redis', () => {
  it('keeps every report in order while Redis is there', () => {
    const outbox = createOutbox({ entries: 10, bytes: 1000 })
    for (const entry of [level('a', '1'), event('2'), level('a', '3')]) outbox.put(entry)
    expect(texts(outbox.take(2))).toEqual(['1', '2'])
    expect(texts(outbox.take(2))).toEqual(['3'])
    expect(outbox.take(2)).toEqual([])
  })

  it('gives no more at once than one script is to do, but always something', () => {
    const outbox = createOutbox({ entries: 10, bytes: 1000 })
    for (const entry of [event('1'), event('2'), { ...event('3'), ops: ['3', '3', '3'] }, event('4')]) outbox.put(entry)
    expect(texts(outbox.take(10, 2))).toEqual(['1', '2'])
    expect(texts(outbox.take(10, 2))).toEqual(['3'])
    expect(texts(outbox.take(10, 2))).toEqual(['4'])
  })

  it('keeps the last value of levels and every event while it is away', () => {
    const outbox = createOutbox({ entries: 10, bytes: 1000 })
    outbox.put(level('a', 'old'))
    outbox.setAway(true)
    for (const entry of [event('1'), level('a', '2'), event('3'), level('b', '4'), level('a', '5')]) outbox.put(entry)
    expect(texts(outbox.take(10))).toEqual(['1', '3', '4', '5'])
    expect([outbox.superseded, outbox.shed]).toEqual([2, 0])
  })

  it('is crowded from a quarter of its bounds on, by number or by bytes', () => {
    const outbox = createOutbox({ entries: 8, bytes: 100 })
    outbox.put(event('1'))
    expect(outbox.crowded).toBe(false)
    outbox.put(event('2'))
    expect(outbox.crowded).toBe(true)
    outbox.take(9)
    expect(outbox.crowded).toBe(false)
    outbox.put(event('x'.repeat(25)))
    expect(outbox.crowded).toBe(true)
  })

  it('is bounded by number, and counts what it sheds', () => {
    const outbox = createOutbox({ entries: 3, bytes: 1000 })
    for (const n of [1, 2, 3, 4, 5]) outbox.put(event(String(n)))
    expect([outbox.size, outbox.shed]).toEqual([3, 2])
    expect(texts(outbox.take(9))).toEqual(['1', '2', '3'])
    outbox.put(event('6'))
    expect(texts(outbox.take(9))).toEqual(['6'])
  })

  it('is bounded by bytes', () => {
    const outbox = createOutbox({ entries: 100, bytes: 10 })
    for (const text of ['12345', '6789', '0123']) outbox.put(event(text))
    expect([outbox.size, outbox.shed]).toEqual([2, 1])
  })

  it('lets notes go first', () => {
    const outbox = createOutbox({ entries: 4, bytes: 1000 })
    for (const entry of [event('1'), event('2'), note('3'), event('4'), event('5')]) outbox.put(entry)
    expect(texts(outbox.take(9))).toEqual(['1', '2', '4', '5'])
  })
})
