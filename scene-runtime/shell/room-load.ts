import type { Redis } from 'ioredis'
import {
  HOUSE_CONDITIONS,
  roomAlive,
  roomCursor,
  roomPending,
  roomPolicyKey,
  roomPresence,
  roomSessions,
  roomSignals,
  roomStream,
  sessionJournal,
  sessionSnapshot,
  sessionView as viewKey,
} from '#wire/channels.ts'
import { conditionName } from '#wire/condition.ts'
import type { RoomAddress } from '#wire/names.ts'
import { roomPolicy } from '#wire/room-policy.ts'
import { type SessionStart, sessionStart } from '#wire/session-messages.ts'
import { type SessionView, sessionView } from '#wire/session-view.ts'
import type { Core } from '../core/core.ts'
import { journalRecord, type Waiting, waiting } from '../core/journal.ts'
import { valuesIn } from '../core/known.ts'
import { readJson } from '../core/read-json.ts'
import { journalAfter, RecoveryFailed, readEntries, readSnapshot, recoverGame } from '../core/recovery.ts'
import type { Version, Versions } from '../core/versions.ts'
import { readEvent } from './inputs.ts'
import type { Live } from './live-session.ts'
import { emptyValues, forget, keysOf, learn, type RoomValues, recall } from './room-values.ts'
import { isAfter, STREAM_START, timeOf } from './stream-id.ts'

/** A game of the room that could not be brought back, and why. */
export type Unplayable = {
  start: SessionStart
  /** Time part of its last journal entry's id. */
  lastEntry: number
  reason: string
  /** Whether the journal says so already. */
  told: boolean
  /** Its last view. */
  view: SessionView | null
}

export type LoadedRoom = {
  cursor: string
  values: RoomValues
  sessions: Live[]
  /** Those of which people were told less than is durable: the process died in between. */
  behind: Live[]
  unplayable: Unplayable[]
  /** When somebody last played the room; null: nobody ever did. */
  aliveAt: number | null
  /** The stream was cut off behind the cursor: what stood there is lost. */
  gap: boolean
  /** Publications that wait for a checkpoint. */
  waiting: { one: Waiting; version: Version }[]
  /** Journal records that were replayed. */
  replayed: number
}

const PAGE = 1000
/** How far back a value is looked for that has changed since the cursor. */
const LOOK_BACK_PAGES = 20

/** Brings a room's games back from Redis: snapshot, journal after it, and the room's values as of the cursor. */
export async function loadRoom(redis: Redis, room: RoomAddress, core: Core, versions: Versions): Promise<LoadedRoom> {
  const cursor = (await redis.get(roomCursor(room))) ?? STREAM_START
  const values = await loadValues(redis, room, cursor)
  const alive = await redis.get(roomAlive(room))
  const aliveAt = alive === null ? null : Number(alive)
  const loaded: LoadedRoom = {
    cursor,
    values,
    aliveAt,
    sessions: [],
    behind: [],
    unplayable: [],
    waiting: await loadWaiting(redis, room, versions),
    gap: false,
    replayed: 0,
  }
  loaded.gap = cursor !== STREAM_START && (await wasCut(redis, room, cursor))
  for (const [id, text] of Object.entries(await redis.hgetall(roomSessions(room)))) {
    const start = sessionStart.safeParse(readJson(text))
    // The field is our own writing; if it is not readable there is no name to tell anybody.
    if (!start.success) throw new Error(`${roomSessions(room)} has an unreadable entry for session ${id}`)
    const last = await redis.xrevrange(sessionJournal(id), '+', '-', 'COUNT', 1)
    const lastEntry = timeOf(last[0]?.[0] ?? STREAM_START)
    try {
      const { live, replayed } = await loadSession(redis, start.data, core, versions)
      loaded.sessions.push(live)
      recall(values, live.session, live.start.bindings)
      const told = await readView(redis, id)
      if (
        told?.seq !== live.session.seq ||
        told.version !== live.start.version ||
        told.previous?.moved_at !== live.previous?.movedAt
      )
        loaded.behind.push(live)
      loaded.replayed += replayed
    } catch (error) {
      if (!(error instanceof RecoveryFailed)) throw error
      const newest = journalRecord.safeParse(readJson(last[0]?.[1][1] ?? ''))
      const told = newest.success && newest.data.kind === 'fault' && newest.data.message === error.message
      loaded.unplayable.push({
        start: start.data,
        lastEntry,
        reason: error.message,
        told,
        view: await readView(redis, id),
      })
    }
  }
  return loaded
}

async function readView(redis: Redis, session: string): Promise<SessionView | null> {
  const view = sessionView.safeParse(readJson(await redis.get(viewKey(session))))
  return view.success ? view.data : null
}

async function loadSession(redis: Redis, { session_id }: SessionStart, core: Core, versions: Versions) {
  const from = readSnapshot(session_id, await redis.get(sessionSnapshot(session_id)))
  const entries = readEntries(await redis.xrange(sessionJournal(session_id), journalAfter(from), '+'))
  const { game, last } = await recoverGame(core, versions, from, entries)
  const live: Live = { ...game, pending: null, lastEntry: timeOf(last), sinceSnapshot: entries.length }
  return { live, replayed: entries.length }
}

async function loadWaiting(redis: Redis, room: RoomAddress, versions: Versions): Promise<LoadedRoom['waiting']> {
  const found: LoadedRoom['waiting'] = []
  for (const text of Object.values(await redis.hgetall(roomPending(room)))) {
    const one = waiting.parse(readJson(text))
    found.push({ one, version: await versions.load(one.published.hash) })
  }
  return found
}

/**
 * What was known of the room where the cursor stands. The hashes hold what is known now; whatever an entry after the
 * cursor changes is looked up again before it. Otherwise a session that starts from the backlog would know a press
 * before it happens, and not react to it (RT1).
 */
async function loadValues(redis: Redis, room: RoomAddress, cursor: string): Promise<RoomValues> {
  const [signals, boards, policy, conditions] = await Promise.all([
    redis.hgetall(roomSignals(room)),
    redis.hgetall(roomPresence(room)),
    redis.get(roomPolicyKey(room)),
    redis.hkeys(HOUSE_CONDITIONS),
  ])
  const values: RoomValues = { ...emptyValues(), ...valuesIn(signals, boards) }
  values.policy = roomPolicy.safeParse(readJson(policy)).data ?? values.policy
  for (const name of conditions) {
    const known = conditionName.safeParse(name)
    if (known.success) values.away.add(known.data)
  }
  const changed = new Set<string>()
  let from = cursor
  for (;;) {
    const entries = await redis.xrange(roomStream(room), `(${from}`, '+', 'COUNT', PAGE)
    for (const [id, fields] of entries) for (const key of keysOf(readEvent(id, fields[1] ?? ''))) changed.add(key)
    from = entries.at(-1)?.[0] ?? from
    if (entries.length < PAGE) break
  }
  for (const key of changed) forget(values, key)
  await lookBack(redis, room, cursor, values, changed)
  return values
}

async function lookBack(
  redis: Redis,
  room: RoomAddress,
  cursor: string,
  values: RoomValues,
  wanted: Set<string>,
): Promise<void> {
  let to = cursor
  for (let page = 0; page < LOOK_BACK_PAGES && wanted.size > 0; page += 1) {
    const entries = await redis.xrevrange(roomStream(room), to, '-', 'COUNT', PAGE)
    for (const [id, fields] of entries) {
      const event = readEvent(id, fields[1] ?? '')
      const found = keysOf(event).filter((key) => wanted.has(key))
      if (found.length === 0) continue
      learn(values, event.type === 'signals' ? { ...event, signals: only(event.signals, event.device, wanted) } : event)
      for (const key of found) wanted.delete(key)
    }
    const oldest = entries.at(-1)?.[0]
    if (oldest === undefined || entries.length < PAGE) return
    to = `(${oldest}`
  }
}

const only = <T>(signals: Readonly<Record<string, T>>, device: string, wanted: Set<string>): Record<string, T> =>
  Object.fromEntries(Object.entries(signals).filter(([signal]) => wanted.has(`signal ${device}/${signal}`)))

/** Whether entries behind the cursor were trimmed before anybody read them. */
async function wasCut(redis: Redis, room: RoomAddress, cursor: string): Promise<boolean> {
  if ((await redis.exists(roomStream(room))) === 0) return false
  const info = await redis.call('XINFO', 'STREAM', roomStream(room))
  if (!Array.isArray(info)) return false
  const deleted = info[info.indexOf('max-deleted-entry-id') + 1]
  if (typeof deleted === 'string' && deleted !== STREAM_START) return isAfter(deleted, cursor)
  // Trimming by length leaves that field alone: then the first entry tells, if nothing older is left beside it.
  const first = (await redis.xrange(roomStream(room), '-', '+', 'COUNT', 1))[0]?.[0]
  const added = Number(info[info.indexOf('entries-added') + 1])
  const length = Number(info[info.indexOf('length') + 1])
  return first !== undefined && added > length && isAfter(first, cursor)
}
