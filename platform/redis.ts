import { Redis, type RedisOptions } from 'ioredis'
import { DOMAIN_EVENTS, ROOMS, roomInputs, roomStream } from '#wire/channels.ts'
import type { DomainEvent } from '#wire/domain-event.ts'
import { roomKey } from '#wire/names.ts'
import { ROOM_INPUTS } from '#wire/room-inputs.ts'
import { createLog, type Log } from './log.ts'

/** Entries that a room's stream keeps, about. */
const ROOM_STREAM_LENGTH = 100_000

/**
 * A connection that comes back by itself (1 s between tries at most) and says once per outage that Redis is away.
 * `name` is its CLIENT name. Options of ioredis pass through, as `maxRetriesPerRequest: null` for a reader that waits.
 */
export function connectRedis(
  url: string,
  options: { name: string; log?: Log } & Omit<RedisOptions, 'name' | 'connectionName' | 'replyMapping'>,
): Redis {
  const { name, log = createLog(name), ...rest } = options
  const settings = {
    connectionName: name,
    noDelay: true,
    keepAlive: 10_000,
    retryStrategy: (times: number) => Math.min(times * 50, 1000),
    ...rest,
  }
  const redis = new Redis(url, settings)
  let away = false
  redis.on('error', (error: Error) => {
    if (!away) log.error('Redis can not be reached; trying again', { error, connection: name })
    away = true
  })
  redis.on('ready', () => {
    if (away) log.info('Redis is back', { connection: name })
    away = false
  })
  return redis
}

/**
 * ARGV: channel, stream length, then of each event its room, its JSON, and the room's channel for inputs if it is one;
 * KEYS: the set of rooms, then each event's stream.
 * The stream id goes into the published JSON as its first field, so that the event is serialised once only.
 */
const APPEND_EVENTS = `
local ids = {}
for i = 2, #KEYS do
  local room, json, inputs = ARGV[3 * i - 3], ARGV[3 * i - 2], ARGV[3 * i - 1]
  local id = redis.call('XADD', KEYS[i], 'MAXLEN', '~', ARGV[2], '*', 'event', json)
  redis.call('SADD', KEYS[1], room)
  redis.call('PUBLISH', ARGV[1], '{"stream_id":"' .. id .. '",' .. string.sub(json, 2))
  if inputs ~= '' then redis.call('PUBLISH', inputs, id .. ' ' .. json) end
  ids[i - 1] = id
end
return ids`

/**
 * Appends events to their rooms' streams and publishes them, in order and in one round trip. Returns their stream ids.
 * The script is sent whole and not by its hash: after a restart of Redis a hash is unknown, and asking again would
 * let a later batch overtake an earlier one.
 */
export async function appendEvents(redis: Redis, events: readonly DomainEvent[]): Promise<string[]> {
  if (events.length === 0) return []
  const ids = await redis.eval(
    APPEND_EVENTS,
    events.length + 1,
    ROOMS,
    ...events.map(roomStream),
    DOMAIN_EVENTS,
    ROOM_STREAM_LENGTH,
    ...events.flatMap((event) => [
      roomKey(event),
      JSON.stringify(event),
      ROOM_INPUTS.has(event.type) ? roomInputs(event) : '',
    ]),
  )
  if (!Array.isArray(ids) || ids.length !== events.length)
    throw new Error(`Redis answered ${JSON.stringify(ids)} to ${events.length} appended events`)
  return ids.map(String)
}
