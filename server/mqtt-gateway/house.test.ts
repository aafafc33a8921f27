import { describe, expect, it } from 'vitest'
import { BROKER_GRACE_MS, createHouseTeller } from './house.ts'
import type { Entry } from './outbox.ts'
import { createRegistry } from './registry.ts'

function house() {
  const registry = createRegistry()
  for (const room_id of ['clockwork', 'attic'])
    registry.putController(
      { tenant_id: 'paragon', room_id, controller_id: 'panel' },
      { bootId: undefined, heartbeatIntervalMs: 1_000 },
    )
  const put: Entry[] = []
  const keep = (entry: Entry) => void put.push(entry)
  const writer = { put: keep, putSoon: keep }
  const teller = createHouseTeller({ registry, writer })
  return {
    teller,
    /** Condition events since the last call: room, type and since. */
    told: () =>
      put.splice(0).flatMap(({ ops }) =>
        ops.flatMap((op, index) => {
          if (ops[index - 2] !== 'input') return []
          const event = JSON.parse(op) as { type: string; room_id: string; payload: { since: number; until?: number } }
          return [`${event.room_id} ${event.type} ${event.payload.since}–${event.payload.until ?? ''}`]
        }),
      ),
    ops: () => put.map(({ ops }) => ops[0]),
  }
}

describe('RT7 the broker is away', () => {
  it('every room is told once, after a grace, and again when it is back', () => {
    const { teller, told } = house()
    teller.tick(1_000, true)
    teller.tick(1_000 + BROKER_GRACE_MS - 1, true)
    expect(told()).toEqual([])
    teller.tick(1_000 + BROKER_GRACE_MS, true)
    teller.tick(9_000, true)
    expect(told()).toEqual(['clockwork condition_began 1000–', 'attic condition_began 1000–'])
    teller.tick(10_000, false)
    teller.tick(10_250, false)
    expect(told()).toEqual(['clockwork condition_ended 1000–10000', 'attic condition_ended 1000–10000'])
  })

  it('for a moment: nobody is told', () => {
    const { teller, told } = house()
    teller.tick(0, true)
    teller.tick(500, false)
    teller.tick(600, true)
    teller.tick(500 + BROKER_GRACE_MS, true)
    expect(told()).toEqual([])
  })

  it('what an earlier gateway said is taken back by the one that finds it well', () => {
    const { teller, told } = house()
    teller.takeOver('{"condition":"broker_away","since":5}')
    teller.tick(100, false)
    expect(told()).toHaveLength(2)
  })

  it('the gateway says that it lives, every second and not with every tick', () => {
    const { teller, ops } = house()
    for (let at = 0; at < 3_000; at += 250) teller.tick(at, false)
    expect(ops()).toEqual(['alive', 'alive', 'alive'])
  })
})
