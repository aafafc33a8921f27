import type { Redis } from 'ioredis'
import { createEvent } from '#platform/events.ts'
import { APPEND_TO_ROOM } from '#platform/room-stream.ts'
import { HOUSE_CONDITIONS, ROOMS } from '#wire/channels.ts'
import type { ConditionChange } from '#wire/condition.ts'
import { readRoomKey, roomKey } from '#wire/names.ts'
import type { ConditionBook } from './condition-book.ts'

/** Two processes of the API that tell the same within this time are one, ms. */
const ONCE_MS = 10_000

/**
 * Notes the change and tells every room, or does neither where another process of the API was faster. KEYS: the
 * house's conditions, a mark. ARGV: what to do, name, JSON, how long the mark stays, then each room and its event.
 */
const TELL = `${APPEND_TO_ROOM}
local verb, name = ARGV[1], ARGV[2]
local first
if verb == 'began' then first = redis.call('HSETNX', KEYS[1], name, ARGV[3]) == 1
elseif verb == 'ended' then first = redis.call('HDEL', KEYS[1], name) == 1
else first = redis.call('SET', KEYS[2], '1', 'NX', 'PX', ARGV[4]) ~= false end
if not first then return 0 end
for i = 5, #ARGV, 2 do append(ARGV[i], ARGV[i + 1], true) end
return 1`

/** Tells the rooms what has changed, in order. Rejects while Redis is away: then it is told later. */
export async function tellHouse(redis: Redis, book: ConditionBook, now: () => number): Promise<void> {
  for (const change of [...book.untold()]) {
    // That Redis is away nobody can be told by it; that it was, can.
    if (change.condition === 'redis_away' && change.until === undefined) continue
    await tell(redis, change, now())
    book.told(change)
  }
}

async function tell(redis: Redis, change: ConditionChange, now: number): Promise<void> {
  const { until, ...said } = change
  const verb = until === undefined ? 'began' : change.condition === 'redis_away' ? 'once' : 'ended'
  const type = until === undefined ? 'condition_began' : 'condition_ended'
  const rooms = (await redis.smembers(ROOMS)).flatMap(readRoomKey)
  const payload = until === undefined ? said : { ...said, until }
  const events = rooms.flatMap((room) => [
    roomKey(room),
    JSON.stringify(createEvent({ type, ...room, payload, source: 'api', now })),
  ])
  const mark = `${HOUSE_CONDITIONS}:told:${change.condition}`
  await redis.eval(TELL, 2, HOUSE_CONDITIONS, mark, verb, change.condition, JSON.stringify(said), ONCE_MS, ...events)
}
