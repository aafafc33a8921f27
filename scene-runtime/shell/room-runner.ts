import type { Redis } from 'ioredis'
import type { Log } from '#platform/log.ts'
import { roomStream, sessionJournal } from '#wire/channels.ts'
import { type RoomAddress, roomKey } from '#wire/names.ts'
import type { ScenePublished, SessionCommand, SessionStart } from '#wire/session-messages.ts'
import type { StepRecord } from '../core/session.ts'
import { append } from './append.ts'
import { type Audience, indexAudience } from './audience.ts'
import { createBatch } from './batch.ts'
import type { Clock } from './clock.ts'
import type { Core } from './core.ts'
import { commandInput, type RoomEvent, readEvent } from './inputs.ts'
import type { Item } from './journal.ts'
import { isOver, type Live, play } from './live-session.ts'
import type { RuntimeMetrics } from './metrics.ts'
import { blockedReport, rehearse } from './reloads.ts'
import { loadRoom, type Unplayable } from './room-load.ts'
import { emptyValues, healthOf, knownOf, learn, type RoomValues } from './room-values.ts'
import { isAfter, STREAM_START, timeOf } from './stream-id.ts'
import type { Timers } from './timers.ts'
import type { Version, Versions } from './versions.ts'

/** An entry of the room's stream as Redis gives it: id, then field names and values in turn. */
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
  log: Log
  metrics: RuntimeMetrics
  /** The room must be left, and read anew from Redis by whoever holds it then. */
  onLost: (error: Error) => void
}

const BACKLOG = 1000
/** Between two tellings of what people see, ms. */
const NEWS_MS = 20
const PAGE = 1000

type Job = { entry: StreamEntry } | { tick: true }

/**
 * Plays the games of one room. Inputs are stepped when they come; what the steps leave behind is appended by one
 * script at a time, and what is stepped meanwhile goes into the next (RT6). Memory runs ahead of Redis by at most
 * that; whenever it is not certain that both agree, memory is thrown away and the room is loaded again.
 */
export function createRoomRunner(options: RunnerOptions): RoomRunner {
  const { room, token, redis, core, versions, clock, timers, log, metrics } = options
  const key = roomKey(room)
  const batch = createBatch({ room, token, core, now: clock.now })
  const sessions = new Map<string, Live>()
  const unplayable = new Map<string, Unplayable>()
  let values: RoomValues = emptyValues()
  let audience: Audience = indexAudience([])
  let position = STREAM_START
  let jobs: Job[] = []
  let openedAt = 0
  let waiting = false
  let ticking = false
  let flight: Promise<void> | null = null
  let telling: (() => void) | null = null
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
    for (const id of sessions.keys()) timers.clear(id)
    sessions.clear()
  }

  const changedAudience = () => {
    audience = indexAudience(sessions.values())
  }

  const arm = (live: Live) => {
    const due = live.fault === null ? core.nextDue(live.session) : null
    timers.set(live.start.session_id, due, () => void tick())
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
      if (waiting) {
        flush()
        return
      }
      for (const job of jobs) {
        done += 1
        if ('tick' in job) {
          fireTimers()
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
    const { operations, items } = batch.seal()
    if (batch.hasNews()) tellSoon()
    metrics.batch.observe(items)
    metrics.commands.inc(operations.commands.length)
    const from = performance.now()
    flight = append(redis, room, token, operations).then(
      () => {
        flight = null
        metrics.append.observe((performance.now() - from) / 1000)
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
    telling = clock.after(Math.max(0, toldAt + NEWS_MS - clock.now()), () => void tell())
  }

  /** Goes out behind the append that made it durable, on the same connection, fenced like it. */
  async function tell(): Promise<void> {
    telling?.()
    telling = null
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
    const event = readEvent(id, fields[1] ?? '')
    learn(values, event)
    switch (event.type) {
      case 'signals':
        signals(id, event)
        return
      case 'health':
        for (const { live, role } of event.device === null
          ? (audience.controllers.get(event.controller) ?? [])
          : (audience.devices.get(event.device) ?? [])) {
          const address = live.start.bindings[role]
          if (address === undefined) continue
          const at = Math.max(event.at, live.session.at)
          feed(live, {
            type: 'input',
            stream: id,
            input: { type: 'health', at, role, health: healthOf(values, address) },
          })
        }
        return
      case 'ack':
        for (const live of sessions.values())
          if (live.session.pending.some((pending) => pending.id === event.command)) {
            const { type, command, outcome } = event
            const reason = event.reason === undefined ? {} : { reason: event.reason }
            const at = Math.max(event.at, live.session.at)
            feed(live, { type: 'input', stream: id, input: { type, at, command, outcome, ...reason } })
          }
        return
      case 'command':
        return command(id, event.session, event.command, event.at)
      case 'start':
        return begin(id, event.start, event.at)
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

  function signals(id: string, event: Extract<RoomEvent, { type: 'signals' }>): void {
    let interesting = false
    for (const { live, role } of audience.devices.get(event.device) ?? []) {
      const heard = Object.entries(event.signals).filter(([signal]) => core.reactsTo(live.compiled, role, signal))
      if (heard.length === 0) continue
      interesting = true
      const at = Math.max(event.at, live.session.at)
      feed(live, { type: 'input', stream: id, input: { type: 'signal', at, role, signals: Object.fromEntries(heard) } })
    }
    if (interesting) metrics.lag.observe(Math.max(0, clock.now() - timeOf(id)) / 1000)
    else metrics.ignored.inc()
  }

  /** Gives a session one item; a step that throws flags that session and no other (RT9). */
  function feed(live: Live, item: Item): void {
    const before = live.session
    const wasFaulted = live.fault !== null
    try {
      const played = play(core, live, item)
      if (played.session === before && played.fault === live.fault) return
      live.session = played.session
      live.fault = played.fault
      batch.played(live, before, wasFaulted, item, { ...played, records: played.records.map(markLate) })
      metrics.steps.inc(played.records.length)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      log.error('a step threw; the session is flagged and stands still', {
        room: key,
        session: live.start.session_id,
        item,
        error,
      })
      metrics.faults.inc()
      batch.settle(live)
      live.fault = message
      batch.faulted(live, item, message)
    }
    if (isOver(live.session)) end(live)
    else arm(live)
  }

  /** RT4: a deadline that passed while nobody played says so. */
  function markLate(record: StepRecord): StepRecord {
    if (!('timer' in record.cause) || record.cause.due >= openedAt) return record
    metrics.lateTimers.inc()
    return { ...record, cause: { ...record.cause, late: true } }
  }

  function end(live: Live): void {
    timers.clear(live.start.session_id)
    sessions.delete(live.start.session_id)
    changedAudience()
    log.info('a game is over', {
      room: key,
      session: live.start.session_id,
      status: live.session.status,
      outcome: live.session.outcome,
    })
  }

  function fireTimers(): void {
    const to = clock.now()
    for (const live of [...sessions.values()]) {
      if (live.fault !== null) continue
      const due = core.nextDue(live.session)
      if (due === null) continue
      if (due <= to) feed(live, { type: 'advance', to })
      else arm(live)
    }
  }

  function command(id: string, session: string, action: SessionCommand, at: number): undefined {
    const live = sessions.get(session)
    if (live !== undefined) {
      feed(live, { type: 'input', stream: id, input: commandInput(action, Math.max(at, live.session.at)) })
      return
    }
    const lost = unplayable.get(session)
    if (lost === undefined || action.command !== 'end') {
      log.warn('a command for a session that is not played here is passed over', { room: key, session, action })
      return
    }
    unplayable.delete(session)
    batch.forsake(lost.start, Math.max(at, lost.lastEntry + 1), id, lost.reason, lost.view)
  }

  function begin(id: string, start: SessionStart, at: number): Promise<() => void> | undefined {
    if (sessions.has(start.session_id)) {
      log.warn('a session that runs already was asked to start and goes on', { room: key, session: start.session_id })
      return
    }
    return Promise.all([versions.load(start.hash), redis.exists(sessionJournal(start.session_id))]).then(
      ([version, played]) =>
        () => {
          if (played === 0) startSession(id, start, at, version)
          else
            log.warn('a session that was played already is not started again', { room: key, session: start.session_id })
        },
    )
  }

  function startSession(stream: string, start: SessionStart, at: number, version: Version): void {
    let reason = version.ok ? null : version.reason
    if (version.ok)
      try {
        const known = knownOf(values, start.bindings)
        const { compiled } = version
        const started = core.start(compiled, { sessionId: start.session_id, seed: start.seed, at, known })
        const live: Live = { start, compiled, session: started.session, fault: null, lastEntry: 0, sinceSnapshot: 0 }
        sessions.set(start.session_id, live)
        batch.started(live, { stream, started_at: at, known }, started.records)
        metrics.steps.inc(started.records.length)
        log.info('a game starts', {
          room: key,
          session: start.session_id,
          graph: start.graph_name,
          version: start.version,
        })
        changedAudience()
        if (isOver(live.session)) end(live)
        else arm(live)
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error)
      }
    if (reason === null) return
    log.error('a game could not be started', { room: key, session: start.session_id, reason })
    metrics.faults.inc()
    batch.unstarted(start, at, stream, reason)
  }

  function publish(id: string, published: ScenePublished, at: number): Promise<() => void> | undefined {
    const concerned = () => [...sessions.values()].filter((live) => live.start.graph_id === published.graph_id)
    if (published.when === 'next_game' || concerned().length === 0) return
    const known = versions.peek(published.hash)
    if (known !== undefined) {
      reload(id, published, at, concerned(), known)
      return
    }
    return versions.load(published.hash).then((version) => () => reload(id, published, at, concerned(), version))
  }

  /** HR5: between two steps, all the room's games of that graph together or none. */
  function reload(stream: string, published: ScenePublished, at: number, concerned: Live[], version: Version): void {
    const result = version.ok
      ? rehearse(core, concerned, version.compiled, published, at, (start) => knownOf(values, start.bindings))
      : {
          ok: false as const,
          reports: concerned.map((live) => ({ live, report: blockedReport(live, published, version.reason) })),
        }
    const { version: number, hash, mapping } = published
    if (!result.ok || !version.ok) {
      const reports = result.ok ? [] : result.reports
      log.warn('a published version was not taken', {
        room: key,
        version: number,
        reports: reports.map((r) => r.report),
      })
      metrics.reloads.inc({ outcome: 'blocked' }, reports.length)
      for (const { live, report } of reports) batch.blocked(live, stream, report)
      return
    }
    for (const { live, start, known, at: reload_at, session, records, report } of result.moves) {
      batch.settle(live)
      const from = live.start.hash
      live.start = start
      live.compiled = version.compiled
      live.session = session
      live.fault = null
      batch.reloaded(live, { stream, from, mapping, known, reload_at, report }, records)
      metrics.reloads.inc({ outcome: report.outcome })
      metrics.steps.inc(records.length)
      if (isOver(session)) end(live)
      else arm(live)
    }
    changedAudience()
    log.info('a published version was taken', { room: key, version: number, hash, sessions: result.moves.length })
  }

  return {
    room,
    token,
    async open() {
      const from = performance.now()
      const loaded = await loadRoom(redis, room, core, versions)
      if (state === 'left') return
      position = loaded.cursor
      values = loaded.values
      openedAt = clock.now()
      for (const live of loaded.sessions) sessions.set(live.start.session_id, live)
      changedAudience()
      // From here to the end nothing waits: what is told below is what is durable, and no input is stepped before it.
      state = 'open'
      for (const live of loaded.behind) batch.retell(live)
      for (const lost of loaded.unplayable) flag(lost)
      if (loaded.gap) tellGap()
      for (const live of [...sessions.values()]) {
        const at = Math.max(clock.now(), live.session.at)
        feed(live, { type: 'recover', at, died_at: Math.min(at, Math.max(loaded.aliveAt ?? at, live.session.at)) })
        arm(live)
      }
      if (batch.hasNews()) tellSoon()
      metrics.recovery.observe((performance.now() - from) / 1000)
      log.info('a room is held', {
        room: key,
        token,
        sessions: sessions.size,
        replayed: loaded.replayed,
        ms: Math.round(performance.now() - from),
      })
      pump()
    },
    take,
    position: () => position,
    backlogged: () => state !== 'open' || jobs.length > BACKLOG || batch.size() > BACKLOG,
    sessions: () => sessions.size + unplayable.size,
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

  function flag(lost: Unplayable): void {
    const { session_id } = lost.start
    unplayable.set(session_id, lost)
    if (lost.told) return
    log.error('a game could not be brought back; it is flagged and stands still', {
      room: key,
      session: session_id,
      reason: lost.reason,
    })
    metrics.faults.inc()
    lost.lastEntry = Math.max(clock.now(), lost.lastEntry + 1)
    batch.lost(lost.start, lost.lastEntry, lost.reason, lost.view)
  }

  function tellGap(): void {
    const message = 'Inputs were lost: the runtime was away for longer than the room’s stream remembers.'
    log.error(message, { room: key, cursor: position })
    for (const live of sessions.values())
      batch.event('gm_notice', live.start.session_id, `${live.start.session_id}:${position}:gap`, {
        level: 'urgent',
        message,
      })
  }
}
