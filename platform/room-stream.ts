import type { Redis } from 'ioredis'
import {
  DOMAIN_EVENTS,
  ROOM_INPUTS_GAP,
  ROOM_INPUTS_PREFIX,
  ROOM_STREAM_PREFIX,
  ROOM_STREAM_TAILS,
  ROOMS,
} from '#wire/channels.ts'
import type { DomainEvent } from '#wire/domain-event.ts'
import { type RoomAddress, roomKey } from '#wire/names.ts'
import { ROOM_INPUTS } from '#wire/room-inputs.ts'

/** Entries that a room's stream keeps, about. */
const ROOM_STREAM_LENGTH = 100_000

/**
 * The one way into a room's stream, as a part of every script that appends to one: `append(room, json, told)` of a room
 * `{tenant}:{room}` and an event's JSON, `told` being whether it is one of `ROOM_INPUTS`. Appends, publishes, tells
 * whoever plays the room, and returns the entry's id. The id becomes the first field of the published JSON, so that an
 * event is serialised once. What somebody else has appended since the last time is not passed over: whoever
 * plays the room is sent to read the stream.
 */
export const APPEND_TO_ROOM = `
local seen = {}
local function untold(room)
  local tail = redis.call('HGET', '${ROOM_STREAM_TAILS}', room)
  local after = tail and '(' .. tail or '-'
  return redis.call('XRANGE', '${ROOM_STREAM_PREFIX}' .. room, after, '+', 'COUNT', 1)[1] ~= nil
end
local function append(room, json, told)
  if not seen[room] then
    seen[room] = true
    redis.call('SADD', '${ROOMS}', room)
    if untold(room) then redis.call('PUBLISH', '${ROOM_INPUTS_PREFIX}' .. room, '${ROOM_INPUTS_GAP}') end
  end
  local stream = '${ROOM_STREAM_PREFIX}' .. room
  local id = redis.call('XADD', stream, 'MAXLEN', '~', '${ROOM_STREAM_LENGTH}', '*', 'event', json)
  redis.call('HSET', '${ROOM_STREAM_TAILS}', room, id)
  redis.call('PUBLISH', '${DOMAIN_EVENTS}', '{"stream_id":"' .. id .. '",' .. string.sub(json, 2))
  if told then redis.call('PUBLISH', '${ROOM_INPUTS_PREFIX}' .. room, id .. ' ' .. json) end
  return id
end`

/** ARGV: of each event its room, its JSON, and `1` if it is an input. */
const APPEND_EVENTS = `${APPEND_TO_ROOM}
local ids = {}
for i = 1, #ARGV, 3 do ids[#ids + 1] = append(ARGV[i], ARGV[i + 1], ARGV[i + 2] == '1') end
return ids`

/**
 * Appends events to their rooms' streams and publishes them, in order and in one round trip. Returns their stream ids.
 * The script is sent whole and not by its hash: after a restart of Redis a hash is unknown, and asking again would
 * let a later batch overtake an earlier one.
 */
export async function appendEvents(redis: Redis, events: readonly DomainEvent[]): Promise<string[]> {
  if (events.length === 0) return []
  const args = events.flatMap((event) => [
    roomKey(event),
    JSON.stringify(event),
    ROOM_INPUTS.has(event.type) ? '1' : '0',
  ])
  const ids = await redis.eval(APPEND_EVENTS, 0, ...args)
  if (!Array.isArray(ids) || ids.length !== events.length)
    throw new Error(`Redis answered ${JSON.stringify(ids)} to ${events.length} appended events`)
  return ids.map(String)
}

/** ARGV: rooms. */
const MARK = `${APPEND_TO_ROOM}
for _, room in ipairs(ARGV) do
  local stream, inputs = '${ROOM_STREAM_PREFIX}' .. room, '${ROOM_INPUTS_PREFIX}' .. room
  if untold(room) then
    redis.call('HSET', '${ROOM_STREAM_TAILS}', room, redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1][1])
    redis.call('PUBLISH', inputs, '${ROOM_INPUTS_GAP}')
  else
    local tail = redis.call('HGET', '${ROOM_STREAM_TAILS}', room)
    if tail then redis.call('PUBLISH', inputs, tail) end
  end
end
return 1`

/**
 * Tells whoever plays the rooms, on the channels of their inputs, up to where everything was told; or that somebody
 * appended without telling.
 */
export async function markInputs(redis: Redis, rooms: readonly RoomAddress[]): Promise<void> {
  if (rooms.length > 0) await redis.eval(MARK, 0, ...rooms.map(roomKey))
}
