import type { Redis } from 'ioredis'
import { EMERGENCIES } from '#wire/channels.ts'
import { emergencyRecord } from '#wire/emergency.ts'
import { type RoomAddress, roomKey } from '#wire/names.ts'
import { ApiError } from '../errors.ts'

/** Throws `conflict` while the room stands still by an emergency stop. One that can't be read is a stop. */
export async function needMoving(redis: Redis, room: RoomAddress, what: string): Promise<void> {
  const stored = await redis.hget(EMERGENCIES, roomKey(room))
  if (stored === null) return
  const record = emergencyRecord.safeParse(JSON.parse(stored))
  if (record.success && record.data.cleared !== null) return
  const why = record.success ? ` (level ${record.data.level}: ${record.data.cause})` : ''
  throw new ApiError('conflict', `This room stands still by an emergency stop${why}. Clear it first, then ${what}.`)
}
