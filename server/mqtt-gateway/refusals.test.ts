import { expect, it } from 'vitest'
import { createRefusalBook } from './refusals.ts'

const complaint = (topic: string, code: 'type' | 'payload' = 'type') => ({ topic, code, message: 'm', excerpt: 'e' })

it('reports the first of its kind at once and repeats as a number after 10 s', () => {
  const book = createRefusalBook()
  expect(book.note(complaint('a'), 0)).toMatchObject({ repeated: 0 })
  expect(book.note(complaint('a'), 1)).toBeUndefined()
  expect(book.note(complaint('a'), 2)).toBeUndefined()
  expect(book.note(complaint('a', 'payload'), 3)).toMatchObject({ code: 'payload' })
  expect(book.due(9_999)).toEqual([])
  expect(book.due(10_003)).toMatchObject([{ topic: 'a', code: 'type', repeated: 2, at: 2 }])
  expect(book.due(30_000)).toEqual([])
  expect(book.note(complaint('a'), 30_001)).toMatchObject({ repeated: 0 })
})

it('a flood of different ones is counted together, and forgets nothing of its size', () => {
  const book = createRefusalBook()
  const written = Array.from({ length: 5_000 }, (_, i) => book.note(complaint(`topic-${i}`), i / 1000)).filter(Boolean)
  expect(written).toHaveLength(100)
  expect(book.due(10_005)).toMatchObject([{ repeated: 4_900 }])
  expect(book.note(complaint('later'), 10_006)).toMatchObject({ topic: 'later' })
})
