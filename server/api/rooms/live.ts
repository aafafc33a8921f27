import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Log } from '#platform/log.ts'
import { roomPresence, roomSessions, roomSignals, sessionView } from '#wire/channels.ts'
import { type Scalar, scalar } from '#wire/json.ts'
import type { RoomAddress } from '#wire/names.ts'
import { type SessionView, sessionView as sessionViewSchema } from '#wire/session-view.ts'

/** What Redis knows of rooms right now. Entries that can't be read are logged and left out. */

export type Presence = { status: 'online' | 'offline'; last_seen: number }
const presence = z.object({ status: z.enum(['online', 'offline']), last_seen: z.number() })

export type KnownValue = {
  value: Scalar
  /** Epoch ms at which the gateway heard it. */
  at: number
}
const knownValue = z.object({ value: scalar, at: z.number() })

type Source = { redis: Redis; log: Log }

/** Controller → presence; a controller that was never heard is not in it. */
export const readPresence = async (source: Source, room: RoomAddress): Promise<Map<string, Presence>> =>
  readEntries(source, roomPresence(room), presence)

/** `{controller}/{device}/{signal}` → last known value. */
export const readSignals = async (source: Source, room: RoomAddress): Promise<Map<string, KnownValue>> =>
  readEntries(source, roomSignals(room), knownValue)

async function readEntries<T>({ redis, log }: Source, key: string, schema: z.ZodType<T>): Promise<Map<string, T>> {
  const entries = new Map<string, T>()
  for (const [field, text] of Object.entries(await redis.hgetall(key))) {
    const entry = readJson(text, schema)
    if (entry === null) log.warn('an entry in Redis can not be read', { key, field })
    else entries.set(field, entry)
  }
  return entries
}

function readJson<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** Session id → where it stands, for those that the runtime has written a view of. */
export async function readViews(
  { redis, log }: Source,
  sessions: readonly string[],
): Promise<Map<string, SessionView>> {
  const views = new Map<string, SessionView>()
  if (sessions.length === 0) return views
  const texts = await redis.mget(sessions.map(sessionView))
  for (const [index, session] of sessions.entries()) {
    const text = texts[index]
    if (text === null || text === undefined) continue
    const view = readJson(text, sessionViewSchema)
    if (view === null) log.error('the view of a session can not be read', { session })
    else views.set(session, view)
  }
  return views
}

/** Ids of the sessions that the runtime holds in a room. */
export const readHeld = ({ redis }: Source, room: RoomAddress): Promise<string[]> => redis.hkeys(roomSessions(room))

/** A game that can still move: running or frozen. */
export const isLive = (view: SessionView): boolean => view.status === 'running' || view.status === 'frozen'
