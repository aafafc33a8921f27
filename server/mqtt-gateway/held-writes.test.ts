import { describe, expect, it } from 'vitest'
import { createHeldWrites } from './held-writes.ts'

function bench() {
  const said: string[] = []
  const waiting = new Set<() => void>()
  const stream = (name: string) => ({
    cork: () => said.push(`cork ${name}`),
    uncork: () => said.push(`uncork ${name}`),
  })
  const writes = createHeldWrites((_ms, run) => {
    waiting.add(run)
    return () => waiting.delete(run)
  })
  return { said, waiting, stream, writes }
}

describe('acknowledgements go out together', () => {
  it('waits once for several, and goes out when the time is up', () => {
    const { said, waiting, stream, writes } = bench()
    const a = stream('a')
    writes.hold(a)
    writes.hold(a)
    expect([said, waiting.size]).toEqual([['cork a'], 1])
    for (const run of waiting) run()
    expect(said).toEqual(['cork a', 'uncork a'])
  })

  it('goes out with a command, and then nothing waits', () => {
    const { said, waiting, stream, writes } = bench()
    writes.hold(stream('a'))
    writes.release()
    writes.release()
    expect([said, waiting.size]).toEqual([['cork a', 'uncork a'], 0])
  })

  it('never lets a broker wait for more than a few', () => {
    const { said, stream, writes } = bench()
    const a = stream('a')
    for (let n = 0; n < 25; n += 1) writes.hold(a)
    expect(said).toEqual(['cork a', 'uncork a', 'cork a', 'uncork a', 'cork a'])
  })

  it('leaves nothing corked when the connection is a new one', () => {
    const { said, stream, writes } = bench()
    writes.hold(stream('old'))
    writes.hold(stream('new'))
    expect(said).toEqual(['cork old', 'uncork old', 'cork new'])
  })
})
