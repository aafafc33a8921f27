import type { Redis } from 'ioredis'
import { ROOMS, ROOMS_NUDGE, RUNTIMES, roomAlive, roomFence, roomLease } from '#wire/channels.ts'
import { type RoomAddress, readRoomKey } from '#wire/names.ts'

/** How long a room stays held by a process that says nothing any more, ms (RT3). */
export const LEASE_MS = 1400

/**
 * The fencing token goes up with every claim, so a process that held the room before can be told from this one. It is
 * no lower than the time, ms, so that it goes up also when Redis was emptied and forgot the last one.
 */
const CLAIM = `
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[2] then return 0 end
local time = redis.call('TIME')
local token = math.max(tonumber(redis.call('GET', KEYS[2]) or 0) + 1, time[1] * 1000 + math.floor(time[2] / 1000))
token = string.format('%.0f', token)
redis.call('SET', KEYS[2], token)
redis.call('SET', KEYS[1], token, 'PX', ARGV[1])
redis.call('SET', KEYS[3], ARGV[3], 'NX')
return token`

const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[3])
redis.call('PUBLISH', ARGV[2], 'released')
return 1`

/**
 * KEYS: processes, rooms, then each room's lease, its last token, and when it was last alive. ARGV: process, ttl, the
 * process's time, then each lease's token. Returns how many processes live, the rooms, and the places of leases that
 * are gone. A lease that ran out while nobody else claimed the room is ours still: a process that was held up for a
 * moment goes on, where loading all its rooms anew would hold it up again.
 */
const BEAT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local lost = {}
for i = 4, #ARGV do
  local lease, fence, alive = KEYS[3 * i - 9], KEYS[3 * i - 8], KEYS[3 * i - 7]
  if redis.call('GET', fence) == ARGV[i] then
    redis.call('SET', lease, ARGV[i], 'PX', ARGV[2])
    redis.call('SET', alive, ARGV[3])
  else
    lost[#lost + 1] = i - 4
  end
end
return { redis.call('ZCARD', KEYS[1]), redis.call('SMEMBERS', KEYS[2]), lost }`

export type Held = { room: RoomAddress; token: number }
export type Beat = { processes: number; rooms: RoomAddress[]; lost: Held[] }

/** Takes a room that nobody holds, or that `before` (a token of ours) still holds. null: another process has it. */
export async function claim(redis: Redis, room: RoomAddress, now: number, before = 0): Promise<number | null> {
  const keys = [roomLease(room), roomFence(room), roomAlive(room)]
  const token = Number(await redis.eval(CLAIM, keys.length, ...keys, LEASE_MS, before, now))
  return token === 0 ? null : token
}

/** Gives a room back and tells the others. */
export async function release(redis: Redis, { room, token }: Held, now: number): Promise<void> {
  await redis.eval(RELEASE, 2, roomLease(room), roomAlive(room), token, ROOMS_NUDGE, now)
}

/** Says that this process lives, renews its leases, and tells which of them are gone. One round trip. */
export async function beat(redis: Redis, process: string, held: readonly Held[], now: number): Promise<Beat> {
  const reply = await redis.eval(
    BEAT,
    2 + 3 * held.length,
    RUNTIMES,
    ROOMS,
    ...held.flatMap(({ room }) => [roomLease(room), roomFence(room), roomAlive(room)]),
    process,
    LEASE_MS,
    now,
    ...held.map(({ token }) => token),
  )
  if (!Array.isArray(reply) || !Array.isArray(reply[1]) || !Array.isArray(reply[2]))
    throw new Error(`Redis answered ${JSON.stringify(reply)} to a heartbeat`)
  return {
    processes: Number(reply[0]),
    rooms: reply[1].flatMap((key) => readRoomKey(String(key))),
    lost: reply[2].flatMap((index) => held[Number(index)] ?? []),
  }
}

/** Which of these rooms nobody holds. */
export async function unheld(redis: Redis, rooms: readonly RoomAddress[]): Promise<RoomAddress[]> {
  if (rooms.length === 0) return []
  const holders = await redis.mget(rooms.map(roomLease))
  return rooms.filter((_, index) => holders[index] === null)
}

/** Withdraws this process from the count that rooms are spread by. */
export const resign = (redis: Redis, process: string): Promise<number> => redis.zrem(RUNTIMES, process)
