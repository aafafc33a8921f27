import { describe, expect, it } from 'vitest'
import { createGuessLimit } from './guess-limit.ts'

describe('wrong passwords', () => {
  const start = () => {
    let at = 1_000_000
    const limit = createGuessLimit(() => at)
    const guess = (account: string, times: number) => {
      for (let n = 0; n < times; n++) limit.wrong(account)
    }
    return { limit, guess, pass: (ms: number) => (at += ms) }
  }

  it('are twenty for one account, then it is left alone for a quarter of an hour', () => {
    const { limit, guess, pass } = start()
    guess('a', 19)
    expect(limit.wait('a')).toBe(0)
    guess('a', 1)
    expect(limit.wait('a')).toBe(900)
    pass(899_999)
    expect(limit.wait('a')).toBe(1)
    pass(1)
    expect(limit.wait('a')).toBe(0)
  })

  it('of one account are not counted against another', () => {
    const { limit, guess } = start()
    guess('a', 25)
    expect(limit.wait('b')).toBe(0)
  })

  it('are forgotten with the right one', () => {
    const { limit, guess } = start()
    guess('a', 19)
    limit.right('a')
    guess('a', 19)
    expect(limit.wait('a')).toBe(0)
  })

  it('for ever new accounts do not fill the memory, and do not push out an account that is being guessed', () => {
    const { limit, guess } = start()
    guess('a', 20)
    for (let n = 0; n < 9_999; n++) limit.wrong(`n${n}`)
    expect(limit.wait('a')).toBeGreaterThan(0)
    limit.wrong('one more')
    expect(limit.wait('a')).toBe(0)
  })
})
