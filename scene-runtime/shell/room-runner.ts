import type { Redis } from 'ioredis'
import type { Log } from '#platform/log.ts'
import { EMERGENCIES, roomStream, sessionJournal } from '#wire/channels.ts'
import { emergencyRecord } from '#wire/emergency.ts'
import { type RoomAddress, roomKey } from '#wire/names.ts'
import type { ScenePublished, SessionStart } from '#wire/session-messages.ts'
import type { Core } from '../core/core.ts'
import { readJson } from '../core/read-json.ts'
import type { Versions } from '../core/versions.ts'
import { append } from './append.ts'
import { createBatch } from './batch.ts'
import type { Clock } from './clock.ts'
import { createGames } from './games.ts'
import { readEvent } from './inputs.ts'
import type { RuntimeMetrics } from './metrics.ts'
import { loadRoom } from './room-load.ts'
import { isAfter, STREAM_START } from './stream-id.ts'
import type { Timers } from './timers.ts'
import type { Turns } from './turns.ts'

/**
 * An entry of the room's stream as Redis gives it: id, then field names and values in turn. Without fields: up to there
 * nothing is left to be taken.
 */
export type StreamEntry = readonly [id: string, fields: readonly string[]]

export type RoomRunner = {
  readonly room: RoomAddress
  readonly token: number
  /** Brings the room's games back. Until it resolves nothing is taken. */
  open(): Promise<void>
  /** Takes entries of the room's stream, in order. Those that were taken before are passed over. */
  take(entries: readonly StreamEntry[]): void
  /** The last entry that was taken: read on from here. */
  position(): string
  /** Whether so much waits to be written that reading on would only fill memory. */
  backlogged(): boolean
  sessions(): number
  /** Makes the cursor durable although nothing else is to be written. */
  keepCursor(): void
  /** Writes what was gathered and leaves the room. */
  close(): Promise<void>
  /** Leaves at once and writes nothing more: the lease is gone (RT3). */
  drop(): void
}

export type RunnerOptions = {
  room: RoomAddress
  token: number
  /** For appends: must not repeat a command by itself after a lost connection. */
  redis: Redis
  core: Core
  versions: Versions
  clock: Clock
  timers: Timers
  turns: Turns
  log: Log
  metrics: RuntimeMetrics
  /** The room must be left, and read anew from Redis by whoever holds it then. */
  onLost: (error: Error) => void
}

const BACKLOG = 1000
/** Between two tellings of what people see, ms. */
const NEWS_MS = 50
const PAGE = 1000
/** How long entries are handled before the event loop comes round, ms: beats and other rooms are not to wait for a full stream. */
const SLICE_MS = 8

type Job = { entry: StreamEntry } | { tick: true }

/**
 * Plays the games of one room. Inputs are stepped when they come; what the steps leave behind is appended by one
 * script at a time, and what is stepped meanwhile goes into the next (RT6). Memory runs ahead of Redis by at most
 * that; whenever it is not certain that both agree, memory is thrown away and the room is loaded again.
 */
export function createRoomRunner(options: RunnerOptions): RoomRunner {
  const { room, token, redis, core, versions, clock, timers, turns, log, metrics } = options
  const key = roomKey(room)
  const batch = createBatch({ room, token, core, now: clock.now })
  const games = createGames({
    room: key,
    core,
    batch,
    clock,
    timers,
    log,
    metrics,
    turns,
    onDone: () => pump(),
    onDue: () => void tick(),
  })
  let position = STREAM_START
  let jobs: Job[] = []
  let waiting = false
  let resting = false
  let ticking = false
  let flight: Promise<void> | null = null
  let telling: (() => void) | null = null
  let tellingIsDue = false
  let toldAt = 0
  let state: 'opening' | 'open' | 'left' = 'opening'

  function lose(error: unknown): void {
    if (state === 'left') return
    leave()
    options.onLost(error instanceof Error ? error : new Error(String(error)))
  }

  function leave(): void {
    state = 'left'
    telling?.()
    telling = null
    jobs = []
    games.leave()
  }

  /** Timers are due. What was in the stream before goes first, so that a late reader keeps the order of times (RT4). */
  async function tick(): Promise<void> {
    if (ticking || state !== 'open') return
    ticking = true
    try {
      for (;;) {
        const entries = await redis.xrange(roomStream(room), `(${position}`, '+', 'COUNT', PAGE)
        if (state !== 'open') return
        take(entries)
        if (entries.length < PAGE) break
      }
      jobs.push({ tick: true })
    } catch (error) {
      lose(error)
    } finally {
      ticking = false
    }
    pump()
  }

  function take(entries: readonly StreamEntry[]): void {
    for (const entry of entries) {
      if (!isAfter(entry[0], position)) continue
      position = entry[0]
      jobs.push({ entry })
    }
    pump()
  }

  function pump(): void {
    if (state !== 'open') return
    let done = 0
    try {
      if (waiting || resting) {
        flush()
        return
      }
      const until = performance.now() + SLICE_MS
      for (const job of jobs) {
        if (done > 0 && performance.now() > until) {
          rest()
          break
        }
        done += 1
        if ('tick' in job) {
          games.handNotes()
          games.fireTimers()
          continue
        }
        const [id] = job.entry
        const fetched = handle(job.entry)
        if (fetched === undefined) {
          batch.reach(id)
          continue
        }
        waiting = true
        fetched.then((finish) => finishJob(id, finish), lose)
        break
      }
      jobs = done === jobs.length ? [] : jobs.slice(done)
      flush()
    } catch (error) {
      // Not a session's step (those are caught one by one): the shell itself is wrong. Start over from what is durable.
      log.error('a room could not go on', { room: key, error })
      lose(error)
    }
  }

  /** What is left goes on when the other rooms had their turn. */
  function rest(): void {
    resting = true
    turns.wait(() => {
      resting = false
      pump()
    })
  }

  /** The cursor passes an entry in the same append as what came of it: never while a version is still fetched (RT1). */
  function finishJob(id: string, finish: () => void): void {
    if (state !== 'open') return
    try {
      finish()
    } catch (error) {
      lose(error)
      return
    }
    batch.reach(id)
    waiting = false
    pump()
  }

  function flush(): void {
    if (flight !== null || state !== 'open' || !batch.dirty()) return
    games.handNotes()
    const { operations, items } = batch.seal()
    if (batch.hasNews()) tellSoon()
    metrics.batch.observe(items)
    metrics.commands.inc(operations.commands.length)
    const from = performance.now()
    flight = append(redis, room, token, operations).then(
      () => {
        flight = null
        metrics.append.observe((performance.now() - from) / 1000)
        if (tellingIsDue) void tell()
        pump()
      },
      (error: unknown) => {
        flight = null
        lose(error)
      },
    )
  }

  /** At once when nothing was told for a while; else when that while is over, of all that has happened in it. */
  function tellSoon(): void {
    if (telling !== null) return
    telling = clock.after(Math.max(0, toldAt + NEWS_MS - clock.now()), () => {
      telling = null
      if (flight === null) void tell()
      else tellingIsDue = true
    })
  }

  /**
   * Tells what is durable: never while an append is under way, and written before the next one is. Otherwise an older
   * state could be told after a newer one that went out with its own event.
   */
  async function tell(): Promise<void> {
    telling?.()
    telling = null
    tellingIsDue = false
    if (state !== 'open' || !batch.hasNews()) return
    toldAt = clock.now()
    try {
      await append(redis, room, token, batch.sealNews())
    } catch (error) {
      lose(error)
    }
  }

  /** Handles one entry. A promise fetches what is missing first; what it gives is to be done before the next entry. */
  function handle([id, fields]: StreamEntry): Promise<() => void> | undefined {
    if (fields.length === 0) return
    const event = readEvent(id, fields[1] ?? '')
    games.learn(event)
    if (event.type !== 'signals' && event.type !== 'ignored') games.handNotes()
    switch (event.type) {
      case 'signals':
        games.signals(id, event)
        return
      case 'health':
        games.health(id, event)
        return
      case 'ack':
        games.acknowledged(id, event)
        return
      case 'command':
        games.command(id, event)
        return
      case 'start':
        return begin(id, event.start, event.at)
      case 'event':
        games.heard(id, event)
        return
      case 'scene':
        games.scene(id, event)
        return
      case 'policy':
      case 'condition':
        games.standingChanged(id, event.at)
        return
      case 'emergency':
        games.emergency(id, event)
        return
      case 'publish':
        return publish(id, event.published, event.at)
      case 'malformed':
        metrics.malformed.inc()
        log.warn('an entry of the room stream can not be read and is passed over', {
          room: key,
          id,
          reason: event.reason,
        })
        return
      case 'ignored':
        return
    }
  }

  function begin(id: string, start: SessionStart, at: number): Promise<() => void> | undefined {
    if (games.plays(start.session_id)) {
      log.warn('a session that runs already was asked to start and goes on', { room: key, session: start.session_id })
      return
    }
    return Promise.all([
      versions.load(start.hash),
      redis.exists(sessionJournal(start.session_id)),
      redis.hget(EMERGENCIES, key),
    ]).then(([version, played, stop]) => () => {
      if (played > 0) {
        log.warn('a session that was played already is not started again', { room: key, session: start.session_id })
        return
      }
      games.start(id, start, at, version)
      const by = stop === null ? undefined : standingStop(stop)
      // Asked for just before the room was stopped: it stands still like the games that were there.
      if (by !== undefined) games.emergency(id, { at, by })
    })
  }

  function publish(id: string, published: ScenePublished, at: number): Promise<() => void> | undefined {
    if (!games.concernedBy(published)) return
    const known = versions.peek(published.hash)
    if (known === undefined)
      return versions.load(published.hash).then((version) => () => games.publish(id, published, at, version))
    games.publish(id, published, at, known)
    return
  }

  return {
    room,
    token,
    async open() {
      const from = performance.now()
      const loaded = await loadRoom(redis, room, core, versions)
      if (state === 'left') return
      position = loaded.cursor
      // From here to the end nothing waits: what is told below is what is durable, and no input is stepped before it.
      state = 'open'
      games.bringBack(loaded)
      if (batch.hasNews()) tellSoon()
      metrics.recovery.observe((performance.now() - from) / 1000)
      log.info('a room is held', {
        room: key,
        token,
        sessions: games.count(),
        replayed: loaded.replayed,
        ms: Math.round(performance.now() - from),
      })
      pump()
    },
    take,
    position: () => position,
    backlogged: () => state !== 'open' || jobs.length > BACKLOG || batch.size() > BACKLOG,
    sessions: games.count,
    keepCursor() {
      if (state !== 'open') return
      batch.touch()
      flush()
    },
    async close() {
      // What is gathered was stepped already: it is written while the lease is still ours.
      while (state === 'open' && (flight !== null || batch.dirty())) {
        flush()
        await flight
      }
      await tell()
      leave()
    },
    drop: leave,
  }
}

/** The stop's id unless it is cleared. A record that can't be read counts as a stop: nothing fails open. */
function standingStop(text: string): string | undefined {
  const record = emergencyRecord.safeParse(readJson(text))
  if (!record.success) return 'emergency'
  return record.data.cleared === null ? record.data.stop_id : undefined
}
