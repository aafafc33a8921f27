import type { Log } from '#platform/log.ts'
import { signalKey } from '#scene-graph/compile/context.ts'
import type { ScenePublished, SessionStart } from '#wire/session-messages.ts'
import { aboutVersions, commandInput, type VersionCommand } from '../core/command-input.ts'
import type { Core } from '../core/core.ts'
import { isOver, play } from '../core/game.ts'
import type { Item } from '../core/journal.ts'
import { healthOf, knownOf } from '../core/known.ts'
import type { StepRecord } from '../core/session.ts'
import type { Version } from '../core/versions.ts'
import { type Audience, indexAudience, type Listener } from './audience.ts'
import type { Asked, Batch } from './batch.ts'
import type { Clock } from './clock.ts'
import { hears } from './hears.ts'
import { createHolds, offlineTogether } from './holds.ts'
import type { RoomEvent } from './inputs.ts'
import type { Live } from './live-session.ts'
import type { RuntimeMetrics } from './metrics.ts'
import { createNotes } from './notes.ts'
import { createPublications } from './publications.ts'
import type { LoadedRoom, Unplayable } from './room-load.ts'
import { emptyValues, learn, type RoomValues } from './room-values.ts'
import { timeOf } from './stream-id.ts'
import type { Timers } from './timers.ts'
import type { Turns } from './turns.ts'

export type GamesOptions = {
  /** As logs name it. */
  room: string
  core: Core
  batch: Batch
  clock: Clock
  timers: Timers
  log: Log
  metrics: RuntimeMetrics
  turns: Turns
  /** Something was done that no entry of the stream asked for just now, and lies in the batch. */
  onDone: () => void
  /** A deadline of one of them has come. */
  onDue: () => void
}

/** A person, and why they ask. */
type Who = { by: string; reason?: string }

const NOBODY: readonly Listener[] = []

/**
 * The games of one room, in memory. Everything here happens at once: an event is given to the sessions that it
 * concerns, and what they did lies in the batch when the call returns. When that is written is the runner's affair.
 */
export function createGames(options: GamesOptions) {
  const { room, core, batch, clock, timers, log, metrics } = options
  const sessions = new Map<string, Live>()
  const unplayable = new Map<string, Unplayable>()
  let values: RoomValues = emptyValues()
  let audience: Audience = indexAudience([])
  const notes = createNotes()
  let openedAt = 0
  const holds = createHolds()

  const publications = createPublications({
    room,
    core,
    batch,
    log,
    metrics,
    turns: options.turns,
    turned: options.onDone,
    playing: () => [...sessions.values()],
    values: () => values,
    fire(live, to) {
      hand(live)
      const due = nextDue(live)
      if (due !== null && due <= to) give(live, { type: 'advance', to })
    },
    moved(live, stream, at) {
      changedAudience()
      if (isOver(live.session)) end(live)
      else {
        arm(live)
        attend(live, stream, at)
      }
    },
  })

  const changedAudience = () => {
    audience = indexAudience(sessions.values())
  }

  /** Looks again at what hardware that is away means for a game (RT7, RT8). `stream`: the entry that gave rise to it. */
  function weigh(live: Live, stream: string, at: number): void {
    if (isOver(live.session) || live.fault !== null) return
    const causes = holds.changed(live, values)
    if (causes === null) return
    const input = { type: 'hold' as const, at: Math.max(at, live.session.at), causes }
    feed(live, { type: 'input', stream, input })
  }

  /** The same, and the game master is told what is away that the policy only warns of. */
  function attend(live: Live, stream: string, at: number): void {
    weigh(live, stream, at)
    if (isOver(live.session)) return
    const { session_id } = live.start
    const away = holds.toWarnOf(live, values)
    const [one] = away
    if (one === undefined) return
    // A board takes its devices with it: one notice, and not one for each.
    const level = 'attention'
    const id = `${session_id}:${stream}:${one.device}:offline`
    // Which devices, so that a console knows when the notice is over.
    const named = away.map(({ device }) => device)
    if (away.length > 1)
      batch.event('gm_notice', session_id, id, { level, message: offlineTogether(away), away: named })
    else {
      const message = `${one.device} is offline, and this game uses it as “${one.role}”.`
      batch.event('gm_notice', session_id, id, { level, message, away: named }, one.address)
    }
  }

  const attendAll = (stream: string, at: number): void => {
    for (const live of [...sessions.values()]) attend(live, stream, at)
  }

  const arm = (live: Live) => {
    const due = live.fault === null ? core.nextDue(live.session) : null
    timers.set(live.start.session_id, due, options.onDue)
  }

  /** What the game has heard and did not wait for, before it is given anything else. */
  function hand(live: Live): void {
    const item = notes.take(live)
    if (item !== null) feed(live, item)
  }

  function signals(id: string, event: Extract<RoomEvent, { type: 'signals' }>): void {
    let stepped = false
    for (const { live, role } of audience.devices.get(event.device) ?? NOBODY) {
      const at = Math.max(event.at, notes.at(live))
      const heard: string[] = []
      let waits = false
      for (const signal in event.signals) {
        const interest = core.interest(live.compiled, live.session, signalKey(role, signal), at)
        if (interest === 'none') continue
        heard.push(signal)
        if (interest === 'step' || live.fault !== null) waits = true
      }
      if (heard.length === 0) continue
      if (waits) {
        stepped = true
        const signals = Object.fromEntries(heard.map((signal) => [signal, event.signals[signal] ?? false]))
        hand(live)
        feed(live, { type: 'input', stream: id, input: { type: 'signal', at, role, signals } })
      } else {
        const noted = notes.add(live, id, at)
        for (const signal of heard) noted.set(signalKey(role, signal), event.signals[signal] ?? false)
      }
    }
    if (stepped) metrics.lag.observe(Math.max(0, clock.now() - timeOf(id)) / 1000)
    else metrics.ignored.inc()
  }

  function health(id: string, event: Extract<RoomEvent, { type: 'health' }>): void {
    const listeners =
      event.device === null ? audience.controllers.get(event.controller) : audience.devices.get(event.device)
    const concerned = new Set((listeners ?? []).map(({ live }) => live))
    for (const { live, role } of listeners ?? []) {
      const address = live.start.bindings[role]
      if (address === undefined) continue
      const at = Math.max(event.at, live.session.at)
      feed(live, { type: 'input', stream: id, input: { type: 'health', at, role, health: healthOf(values, address) } })
    }
    for (const live of concerned) attend(live, id, event.at)
  }

  /** Only what a session waits for is an input of it. */
  function acknowledged(id: string, event: Extract<RoomEvent, { type: 'ack' }>): void {
    publications.answered(id, event)
    const { type, command, outcome } = event
    const reason = event.reason === undefined ? {} : { reason: event.reason }
    for (const live of sessions.values()) {
      if (!live.session.pending.some((pending) => pending.id === command)) continue
      const at = Math.max(event.at, live.session.at)
      feed(live, { type: 'input', stream: id, input: { type, at, command, outcome, ...reason } })
    }
  }

  /** A named event of the room: for every game that listens, but not for the one that told it. */
  function heard(id: string, { from, name, data, at: told }: Extract<RoomEvent, { type: 'event' }>): void {
    for (const live of [...sessions.values()]) {
      if (live.start.session_id === from || !hears(live.compiled, name)) continue
      const at = Math.max(told, live.session.at)
      feed(live, { type: 'input', stream: id, input: { type: 'event', at, name, data } })
    }
  }

  /**
   * A game asks for another scene. Ending one is done here and at once; beginning one needs the database. Both are
   * handed to the API in the order in which they were asked for: a scene that is stopped and started again begins
   * anew, and one that is started and stopped again ends.
   */
  function scene(id: string, { from, asked, text, at: told }: Extract<RoomEvent, { type: 'scene' }>): void {
    const playing = [...sessions.values()].filter(({ start }) => start.graph_id === asked.graph_id)
    if (asked.op === 'start') {
      const [already] = playing
      if (already === undefined) batch.request(text)
      else
        batch.event('gm_notice', from, asked.effect_id, {
          level: 'info',
          message: `“${already.start.graph_name}” was asked to start and is being played already.`,
        })
      return
    }
    for (const live of playing) {
      if (live.start.session_id === from) continue
      const at = Math.max(told, live.session.at)
      feed(live, { type: 'input', stream: id, by: from, input: { type: 'end', at } })
    }
    for (const lost of [...unplayable.values()])
      if (lost.start.graph_id === asked.graph_id) forsake(id, lost, told, { by: from })
    // One that the API is just starting is not here yet.
    batch.request(text)
  }

  /** Every game of the room stands still, until its game master resumes it: clearing the stop resumes none. */
  function emergency(id: string, { at: told, by }: { at: number; by: string }): void {
    for (const live of [...sessions.values()]) {
      // One that stands still for hardware that is away would go on by itself when that is back.
      if (live.session.status !== 'running' && live.session.hold?.stopped !== true) continue
      const at = Math.max(told, live.session.at)
      feed(live, { type: 'input', stream: id, by, input: { type: 'freeze', at } })
    }
  }

  function forsake(id: string, lost: Unplayable, at: number, who: Asked): void {
    unplayable.delete(lost.start.session_id)
    batch.forsake(lost.start, Math.max(at, lost.lastEntry + 1), id, lost.reason, lost.view, who)
  }

  /** Gives a session one item. While it waits for a checkpoint its deadlines are items of their own (HR7). */
  function feed(live: Live, item: Item): void {
    if (live.pending !== null && item.type !== 'recover' && item.type !== 'noted') {
      const until = item.type === 'advance' ? item.to : item.input.at
      let last = Number.NEGATIVE_INFINITY
      for (let due = nextDue(live); due !== null && due <= until && due > last; due = nextDue(live)) {
        last = due
        give(live, { type: 'advance', to: due })
      }
    }
    give(live, item)
  }

  const nextDue = (live: Live): number | null =>
    live.fault !== null || isOver(live.session) ? null : core.nextDue(live.session)

  /** A step that throws flags that session and no other (RT9); one that was just moved goes back and takes it there (HR6). */
  function give(live: Live, item: Item): void {
    // One device may play several roles: the first of them may have ended the game.
    if (isOver(live.session)) return
    const before = live.session
    const wasFaulted = live.fault !== null
    try {
      const played = play(core, live, item)
      if (played.session === before && played.fault === live.fault && played.previous === live.previous) return
      live.session = played.session
      live.fault = played.fault
      live.previous = played.previous
      batch.played(live, before, wasFaulted, item, { ...played, records: played.records.map(markLate) })
      metrics.steps.inc(played.records.length)
      publications.passed(live, played.records)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      log.error('a step threw; the session is flagged and stands still', {
        room,
        session: live.start.session_id,
        item,
        error,
      })
      metrics.faults.inc()
      batch.settle(live)
      live.fault = message
      batch.faulted(live, item, message)
      if (publications.threw(live, clock.now(), message)) give(live, item)
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
    if (sessions.get(live.start.session_id) !== live) return
    timers.clear(live.start.session_id)
    holds.forget(live)
    publications.over(live)
    sessions.delete(live.start.session_id)
    changedAudience()
    log.info('a game is over', {
      room,
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

  function command(id: string, event: Extract<RoomEvent, { type: 'command' }>): void {
    const { session, command: action, at, by, reason } = event
    const who: Who = { by, ...(reason === undefined ? {} : { reason }) }
    const live = sessions.get(session)
    if (live !== undefined) {
      if (aboutVersions(action)) {
        versionCommand(id, live, action, at, who)
        return
      }
      feed(live, { type: 'input', stream: id, ...who, input: commandInput(action, Math.max(at, live.session.at)) })
      // One that stood still by a fault heard nothing meanwhile.
      weigh(live, id, at)
      return
    }
    const lost = unplayable.get(session)
    if (lost === undefined || (action.command !== 'end' && action.command !== 'abandon')) {
      log.warn('a command for a session that is not played here is passed over', { room, session, action })
      return
    }
    forsake(id, lost, at, who)
  }

  function versionCommand(
    stream: string,
    live: Live,
    action: VersionCommand,
    at: number,
    { by, reason = '' }: Who,
  ): void {
    if (action.command === 'take_version') publications.take(live, at, stream)
    else if (action.command === 'drop_version') publications.drop(live, stream)
    else publications.rollBack(live, { at, reason, stream, by })
  }

  function start(stream: string, asked: SessionStart, at: number, version: Version): void {
    let reason = version.ok ? null : version.reason
    if (version.ok)
      try {
        const known = knownOf(values, asked.bindings)
        const { compiled } = version
        const started = core.start(compiled, { sessionId: asked.session_id, seed: asked.seed, at, known })
        const live: Live = {
          start: asked,
          compiled,
          session: started.session,
          fault: null,
          previous: null,
          pending: null,
          lastEntry: 0,
          sinceSnapshot: 0,
        }
        sessions.set(asked.session_id, live)
        batch.started(live, { stream, started_at: at, known }, started.records)
        metrics.steps.inc(started.records.length)
        log.info('a game starts', {
          room,
          session: asked.session_id,
          graph: asked.graph_name,
          version: asked.version,
        })
        changedAudience()
        if (isOver(live.session)) end(live)
        else {
          arm(live)
          attend(live, stream, at)
        }
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error)
      }
    if (reason === null) return
    log.error('a game could not be started', { room, session: asked.session_id, reason })
    metrics.faults.inc()
    batch.unstarted(asked, at, stream, reason)
  }

  function flag(lost: Unplayable): void {
    const { session_id } = lost.start
    unplayable.set(session_id, lost)
    if (lost.told) return
    log.error('a game could not be brought back; it is flagged and stands still', {
      room,
      session: session_id,
      reason: lost.reason,
    })
    metrics.faults.inc()
    lost.lastEntry = Math.max(clock.now(), lost.lastEntry + 1)
    batch.lost(lost.start, lost.lastEntry, lost.reason, lost.view)
  }

  function tellGap(cursor: string): void {
    const message = 'Inputs were lost: the runtime was away for longer than the room’s stream remembers.'
    log.error(message, { room, cursor })
    for (const live of sessions.values())
      batch.event('gm_notice', live.start.session_id, `${live.start.session_id}:${cursor}:gap`, {
        level: 'urgent',
        message,
      })
  }

  /** Takes over what was loaded. What is told of it is durable: nothing was stepped yet. */
  function bringBack(loaded: LoadedRoom): void {
    values = loaded.values
    openedAt = clock.now()
    for (const live of loaded.sessions) sessions.set(live.start.session_id, live)
    publications.bringBack(loaded.waiting)
    changedAudience()
    for (const live of loaded.behind) batch.retell(live)
    for (const lost of loaded.unplayable) flag(lost)
    if (loaded.gap) tellGap(loaded.cursor)
    for (const live of loaded.sessions) {
      const at = Math.max(openedAt, live.session.at)
      feed(live, { type: 'recover', at, died_at: Math.min(at, Math.max(loaded.aliveAt ?? at, live.session.at)) })
      if (isOver(live.session)) continue
      arm(live)
      // What was offline before was told before.
      holds.toWarnOf(live, values)
      weigh(live, loaded.cursor, at)
    }
  }

  return {
    bringBack,
    /** Before anything but signals is handled, and before the cursor moves (RT1): nothing is left that lies in memory only. */
    handNotes: () => {
      for (const live of notes.lives()) hand(live)
    },
    /** Takes an event into what is known of the room. */
    learn: (event: RoomEvent) => learn(values, event),
    signals,
    health,
    /** The policy, or what of the house is away, has changed: `learn` took it in. */
    standingChanged: attendAll,
    acknowledged,
    heard,
    scene,
    emergency,
    command,
    plays: (session: string) => sessions.has(session),
    start,
    /** Whether a running game is meant by the publication. */
    concernedBy: (published: ScenePublished) =>
      [...sessions.values()].some((live) => live.start.graph_id === published.graph_id),
    publish: publications.publish,
    fireTimers,
    count: () => sessions.size + unplayable.size,
    leave() {
      for (const id of sessions.keys()) timers.clear(id)
      sessions.clear()
      notes.clear()
    },
  }
}
