import type { Redis } from 'ioredis'
import { z } from 'zod'
import { roomStream } from '#wire/channels.ts'
import type { RoomAddress } from '#wire/names.ts'
import { fromStream, type Notification } from './notification.ts'
import { isAfter } from './stream-id.ts'

/** Events that one reconnect is sent at most; who missed more asks for the state anew (`gap`). */
export const REPLAY_MOST = 5_000

export type Missed = {
  events: Notification[]
  /** Where the room's stream stands. */
  lastId: string
  /** Some of what came after the client's last event is not in `events` any more. */
  gap: boolean
}

const streamInfo = z.object({
  length: z.number(),
  'last-generated-id': z.string(),
  'entries-added': z.number(),
  'first-entry': z.tuple([z.string(), z.array(z.string())]).nullable(),
})
const entries = z.array(z.tuple([z.string(), z.array(z.string())]))

/** What a room's stream has after `lastId`; with undefined only where it stands. One round trip. */
export async function readMissed(redis: Redis, room: RoomAddress, lastId: string | undefined): Promise<Missed> {
  const key = roomStream(room)
  const reading = redis.multi().xinfo('STREAM', key)
  if (lastId !== undefined) reading.xrevrange(key, '+', `(${lastId}`, 'COUNT', REPLAY_MOST + 1)
  const [info, after] = (await reading.exec()) ?? []
  if (info?.[0]?.message.includes('no such key')) return { events: [], lastId: '0-0', gap: (lastId ?? '0-0') !== '0-0' }
  const failed = info?.[0] ?? after?.[0]
  if (failed !== undefined && failed !== null) throw failed
  const stream = streamInfo.parse(pairs(info?.[1]))
  const stands = stream['last-generated-id']
  if (lastId === undefined) return { events: [], lastId: stands, gap: false }
  const found = entries.parse(after?.[1])
  const events = found
    .slice(0, REPLAY_MOST)
    .reverse()
    .flatMap(([id, fields]) => fromStream(id, fields[fields.indexOf('event') + 1] ?? '') ?? [])
  return { events, lastId: stands, gap: found.length > REPLAY_MOST || isTrimmed(stream, lastId) }
}

/** Whether something after `lastId` may have been trimmed away, or `lastId` is of a stream that was lost. */
function isTrimmed(stream: z.infer<typeof streamInfo>, lastId: string): boolean {
  if (isAfter(lastId, stream['last-generated-id'])) return true
  if (stream['entries-added'] === stream.length) return false
  const first = stream['first-entry']
  return first === null ? isAfter(stream['last-generated-id'], lastId) : isAfter(first[0], lastId)
}

/** Redis answers XINFO with a flat list of names and values. */
function pairs(reply: unknown): Record<string, unknown> {
  const list = z.array(z.unknown()).parse(reply)
  return Object.fromEntries(list.flatMap((name, i) => (i % 2 === 0 ? [[String(name), list[i + 1]]] : [])))
}
