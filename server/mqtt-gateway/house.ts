import { createEvent } from '#platform/events.ts'
import { HOUSE_CONDITIONS } from '#wire/channels.ts'
import { type Condition, condition } from '#wire/condition.ts'
import { type RoomAddress, roomKey } from '#wire/names.ts'
import { aliveOps, eventOps } from './entries.ts'
import type { Registry } from './registry.ts'
import type { Writer } from './writer.ts'

/** A broker that is away for less is nobody's business but the log's, ms. */
export const BROKER_GRACE_MS = 2_000
const ALIVE_EVERY_MS = 1_000

/**
 * Tells the house that this gateway lives, and that the broker is away (RT7): every room hears of it, since games that
 * use devices may stand still meanwhile. No clock of its own: every call says when it is.
 */
export type HouseTeller = {
  tick(at: number, brokerAway: boolean): void
  /** An earlier gateway said so and has not taken it back. */
  takeOver(said: string): void
  /** Redis was emptied: what holds is said again. */
  sayAgain(): void
}

export function createHouseTeller({
  registry,
  writer,
}: {
  registry: Pick<Registry, 'controllers'>
  writer: Pick<Writer, 'put' | 'putSoon'>
}): HouseTeller {
  let awaySince: number | undefined
  let told: Condition | undefined
  let aliveAt = Number.NEGATIVE_INFINITY

  function tell(type: 'condition_began' | 'condition_ended', said: Condition, now: number): void {
    const rooms = new Map<string, RoomAddress>()
    for (const { board } of registry.controllers()) rooms.set(roomKey(board), board)
    const payload = type === 'condition_began' ? said : { ...said, until: now }
    const ops =
      type === 'condition_began'
        ? ['hset', HOUSE_CONDITIONS, said.condition, JSON.stringify(said)]
        : ['hdel', HOUSE_CONDITIONS, said.condition]
    for (const { tenant_id, room_id } of rooms.values())
      ops.push(...eventOps(createEvent({ type, tenant_id, room_id, payload, source: 'mqtt-gateway', now })))
    writer.put({ ops, keep: { as: 'event' }, room: '' })
  }

  return {
    tick(at, brokerAway) {
      if (at - aliveAt >= ALIVE_EVERY_MS) {
        aliveAt = at
        writer.putSoon({ ops: aliveOps(), keep: { as: 'level', key: 'alive' }, room: '' })
      }
      if (!brokerAway) {
        awaySince = undefined
        if (told !== undefined) tell('condition_ended', told, at)
        told = undefined
        return
      }
      awaySince ??= at
      if (told !== undefined || at - awaySince < BROKER_GRACE_MS) return
      told = { condition: 'broker_away', since: awaySince, reason: 'the gateway has no connection to the MQTT broker' }
      tell('condition_began', told, at)
    },
    takeOver(said) {
      const known = condition.safeParse(read(said))
      if (!known.success) return
      told ??= known.data
      awaySince ??= known.data.since
    },
    sayAgain() {
      if (told !== undefined) tell('condition_began', told, told.since)
    },
  }
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
