import type { Redis } from 'ioredis'
import { createEvent } from '#platform/events.ts'
import { DOMAIN_EVENTS, HOUSE_CONDITIONS, ROOMS, roomInputs, roomStream } from '#wire/channels.ts'
import type { ConditionChange } from '#wire/condition.ts'
import { readRoomKey } from '#wire/names.ts'
import type { ConditionBook } from './condition-book.ts'

const STREAM_LENGTH = 100_000
/** Two processes of the API that tell the same within this time are one, ms. */
const ONCE_MS = 10_000

/**
 * Notes the change and tells every room, or does neither where another process of the API was faster. KEYS: the
 * house's conditions, a mark, then each room's stream. ARGV: what to do, name, JSON, channel, length, how long the mark
 * stays, each room's event, and each room's channel
 * of inputs.
 */
const TELL = `
local verb, name = ARGV[1], ARGV[2]
local first
if verb == 'began' then first = redis.call('HSETNX', KEYS[1], name, ARGV[3]) == 1
elseif verb == 'ended' then first = redis.call('HDEL', KEYS[1], name) == 1
else first = redis.call('SET', KEYS[2], '1', 'NX', 'PX', ARGV[6]) ~= false end
if not first then return 0 end
for i = 3, #KEYS do
  local json = ARGV[i + 4]
  local id = redis.call('XADD', KEYS[i], 'MAXLEN', '~', ARGV[5], '*', 'event', json)
  redis.call('PUBLISH', ARGV[4], '{"stream_id":"' .. id .. '",' .. string.sub(json, 2))
  redis.call('PUBLISH', ARGV[i + 4 + #KEYS - 2], id .. ' ' .. json)
end
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
  const events = rooms.map((room) => JSON.stringify(createEvent({ type, ...room, payload, source: 'api', now })))
  await redis.eval(
    TELL,
    rooms.length + 2,
    HOUSE_CONDITIONS,
    `${HOUSE_CONDITIONS}:told:${change.condition}`,
    ...rooms.map(roomStream),
    verb,
    change.condition,
    JSON.stringify(said),
    DOMAIN_EVENTS,
    STREAM_LENGTH,
    ONCE_MS,
    ...events,
    ...rooms.map(roomInputs),
  )
}
