import type { Redis } from 'ioredis'
import { GATEWAY_ALIVE, HOUSE_CONDITIONS, JOURNAL_TROUBLE, ROOMS, RUNTIMES, roomAlive } from '#wire/channels.ts'
import { type Condition, condition } from '#wire/condition.ts'
import { readRoomKey } from '#wire/names.ts'

/** A gateway says every second that it lives; this long without a word it is away, ms. */
const GATEWAY_SILENCE_MS = 5_000

export type Seen = Record<'journal_away' | 'broker_away' | 'gateway_away' | 'runtime_away', Condition | null>

/**
 * What Redis tells of the others. What was never there is not away: a house without hardware has no gateway. Rejects
 * while Redis does not answer. `now`: epoch ms, by this process's clock; ages are by the clock of Redis.
 */
export async function lookIntoRedis(redis: Redis, now: number): Promise<Seen> {
  const [[seconds = 0, micros = 0], broker, gateway, journal] = await Promise.all([
    redis.time(),
    redis.hget(HOUSE_CONDITIONS, 'broker_away'),
    redis.get(GATEWAY_ALIVE),
    redis.get(JOURNAL_TROUBLE),
  ])
  const time = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000)
  const silence = gateway === null ? 0 : time - Number(gateway)
  const running = await redis.zcount(RUNTIMES, time, '+inf')
  return {
    journal_away: journal === null ? null : readCondition(journal),
    broker_away: broker === null ? null : readCondition(broker),
    gateway_away:
      silence < GATEWAY_SILENCE_MS
        ? null
        : { condition: 'gateway_away', since: now - silence, reason: 'no MQTT gateway has said that it lives' },
    runtime_away: running > 0 ? null : await runtimeAway(redis, now),
  }
}

/** Rooms that were played once must be held by somebody. */
async function runtimeAway(redis: Redis, now: number): Promise<Condition | null> {
  const rooms = (await redis.smembers(ROOMS)).flatMap(readRoomKey)
  if (rooms.length === 0) return null
  const lives = (await redis.mget(rooms.map(roomAlive))).flatMap((at) => (at === null ? [] : [Number(at)]))
  if (lives.length === 0) return null
  return {
    condition: 'runtime_away',
    since: Math.min(now, Math.max(...lives)),
    reason: 'no scene runtime says that it lives',
  }
}

function readCondition(text: string): Condition | null {
  try {
    return condition.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
