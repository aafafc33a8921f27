import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { APPEND_TO_ROOM } from '#platform/room-stream.ts'
import { COMMAND_STREAM, DEVICE_COMMANDS, roomCursor, roomFence, SCENE_REQUESTS } from '#wire/channels.ts'
import { type RoomAddress, roomKey } from '#wire/names.ts'
import { comesBack } from './own-events.ts'

const COMMAND_STREAM_LENGTH = '10000'
const REQUESTS_LENGTH = '1000'

/** The room is another process's now: nothing was written (RT3). */
export class LeaseLost extends Error {
  override name = 'LeaseLost'
}

/**
 * RT1, RT3: everything that a batch of steps leaves behind, in one script that Redis runs whole or, if the fencing
 * token is no longer the room's, not at all. Journal records come first: their ids are ours, so that a script that
 * was already run fails there, before it writes anything.
 * KEYS: the room's last fencing token, command stream, scene requests. ARGV: token, room, channel of commands, lengths, then operations.
 */
const APPEND = `${APPEND_TO_ROOM}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return redis.error_reply('FENCED the room has been claimed since token ' .. ARGV[1])
end
local room, commandChannel, commandLength, requestsLength = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local i = 6
while i <= #ARGV do
  local op = ARGV[i]
  if op == 'journal' then
    redis.call('XADD', ARGV[i + 1], ARGV[i + 2], 'record', ARGV[i + 3])
    i = i + 4
  elseif op == 'command' then
    redis.call('XADD', KEYS[2], 'MAXLEN', '~', commandLength, '*', 'command', ARGV[i + 1])
    redis.call('PUBLISH', commandChannel, ARGV[i + 1])
    i = i + 2
  elseif op == 'event' or op == 'input' then
    append(room, ARGV[i + 1], op == 'input')
    i = i + 2
  elseif op == 'request' then
    redis.call('XADD', KEYS[3], 'MAXLEN', '~', requestsLength, '*', 'event', ARGV[i + 1])
    i = i + 2
  elseif op == 'set' then
    redis.call('SET', ARGV[i + 1], ARGV[i + 2])
    i = i + 3
  elseif op == 'hset' then
    redis.call('HSET', ARGV[i + 1], ARGV[i + 2], ARGV[i + 3])
    i = i + 4
  elseif op == 'hdel' then
    redis.call('HDEL', ARGV[i + 1], ARGV[i + 2])
    i = i + 3
  else
    return redis.error_reply('ERR unknown operation ' .. op)
  end
end
return 1`
const APPEND_SHA = createHash('sha1').update(APPEND).digest('hex')

/** What one append writes, in order: journal records first. */
export type Operations = {
  journal: { key: string; entry: string; record: string }[]
  /** JSON of device commands and of domain events. */
  commands: string[]
  events: string[]
  /** JSON of `scene_requested` events: scenes that the API is to begin or to end. */
  requests: string[]
  set: { key: string; value: string }[]
  hset: { key: string; field: string; value: string }[]
  hdel: { key: string; field: string }[]
  /** Where the room's stream has been read to; null leaves it. */
  cursor: string | null
}

/**
 * Appends atomically, fenced by `token`. Throws `LeaseLost` when the room is held by another; any other error leaves
 * open whether it was written (the connection broke), and the caller must read the room anew from Redis.
 */
export async function append(redis: Redis, room: RoomAddress, token: number, operations: Operations): Promise<void> {
  const args = [
    '3',
    roomFence(room),
    COMMAND_STREAM,
    SCENE_REQUESTS,
    String(token),
    roomKey(room),
    DEVICE_COMMANDS,
    COMMAND_STREAM_LENGTH,
    REQUESTS_LENGTH,
  ]
  for (const { key, entry, record } of operations.journal) args.push('journal', key, entry, record)
  for (const command of operations.commands) args.push('command', command)
  for (const { key, field, value } of operations.hset) args.push('hset', key, field, value)
  for (const { key, field } of operations.hdel) args.push('hdel', key, field)
  for (const { key, value } of operations.set) args.push('set', key, value)
  if (operations.cursor !== null) args.push('set', roomCursor(room), operations.cursor)
  for (const request of operations.requests) args.push('request', request)
  for (const event of operations.events) args.push(comesBack(event) ? 'input' : 'event', event)
  try {
    await redis.call('EVALSHA', APPEND_SHA, ...args)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (error.message.startsWith('FENCED')) throw new LeaseLost(error.message)
    // A Redis that was restarted has forgotten the script. Nothing ran, and one append a room is under way at a time.
    if (!error.message.startsWith('NOSCRIPT')) throw error
    await evaluate(redis, args)
  }
}

async function evaluate(redis: Redis, args: string[]): Promise<void> {
  try {
    await redis.call('EVAL', APPEND, ...args)
  } catch (error) {
    throw error instanceof Error && error.message.startsWith('FENCED') ? new LeaseLost(error.message) : error
  }
}
