import { expect, it } from 'vitest'
import { createWaitingRoom } from './waiting-room.ts'

const message = (at: number) => ({ topic: 't', bytes: new Uint8Array([at]), retained: false, at })

it('gives messages back in order, and is bounded per controller', () => {
  const room = createWaitingRoom()
  const taken = Array.from({ length: 600 }, (_, at) => room.hold('a', message(at))).filter(Boolean)
  expect(taken).toHaveLength(512)
  expect(room.hold('b', message(7))).toBe(true)
  expect(room.olderThan(5)).toEqual(['a'])
  expect(room.release('a').map(({ at }) => at)).toEqual(Array.from({ length: 512 }, (_, at) => at))
  expect([room.size, room.release('a')]).toEqual([1, []])
})
