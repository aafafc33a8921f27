import { describe, expect, it } from 'vitest'
import { createConditionBook, GRACE_MS } from './condition-book.ts'

describe('RT7 what is away', () => {
  it('is so from its first bad sign, once it lasts, until its first good one', () => {
    const book = createConditionBook()
    book.saw('postgres_away', 'refused', 1_000)
    book.saw('postgres_away', 'refused', 1_000 + GRACE_MS - 1)
    expect(book.all()).toEqual([])
    book.saw('postgres_away', 'timed out', 1_000 + GRACE_MS)
    const away = { condition: 'postgres_away', since: 1_000, reason: 'timed out' }
    expect(book.all()).toEqual([away])
    expect(book.changes()).toEqual([away])
    book.saw('postgres_away', 'refused', 9_000)
    expect(book.changes()).toEqual([])
    book.saw('postgres_away', null, 10_000)
    expect(book.all()).toEqual([])
    expect(book.changes()).toEqual([{ ...away, until: 10_000 }])
  })

  it('for a moment is nobody’s business, and the next moment counts anew', () => {
    const book = createConditionBook()
    book.saw('redis_away', 'x', 0)
    book.saw('redis_away', null, 1_000)
    book.saw('redis_away', 'x', 1_500)
    book.saw('redis_away', 'x', GRACE_MS)
    expect(book.all()).toEqual([])
  })

  it('by somebody else’s judgement counts at once', () => {
    const book = createConditionBook()
    const broker = { condition: 'broker_away' as const, since: 5, reason: '' }
    book.found('broker_away', broker, 10)
    expect(book.all()).toEqual([broker])
    book.found('broker_away', null, 20)
    expect(book.untold()).toEqual([{ ...broker, until: 20 }])
  })

  it('is told once it can be: of away and back in the meantime only that it was', () => {
    const book = createConditionBook()
    book.saw('redis_away', 'x', 0)
    book.saw('redis_away', 'x', GRACE_MS)
    book.saw('postgres_away', 'y', GRACE_MS)
    book.saw('redis_away', null, 9_000)
    const [change] = book.untold()
    expect(book.untold()).toEqual([{ condition: 'redis_away', since: 0, reason: 'x', until: 9_000 }])
    if (change !== undefined) book.told(change)
    expect(book.untold()).toEqual([])
  })
})
