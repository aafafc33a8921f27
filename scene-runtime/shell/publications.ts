import type { Log } from '#platform/log.ts'
import type { ScenePublished } from '#wire/session-messages.ts'
import type { ReloadReport } from '#wire/session-view.ts'
import type { Core } from '../core/core.ts'
import { isOver } from '../core/game.ts'
import type { Waiting } from '../core/journal.ts'
import { type DeviceValues, knownOf } from '../core/known.ts'
import { type Move, type Rehearsal, refusedReport, rehearse, rehearseReturn } from '../core/rehearse.ts'
import { sentSince } from '../core/roll-back.ts'
import type { StepRecord } from '../core/session.ts'
import type { Version } from '../core/versions.ts'
import type { Batch } from './batch.ts'
import type { Live } from './live-session.ts'
import type { RuntimeMetrics } from './metrics.ts'
import type { Turns } from './turns.ts'

type Options = {
  room: string
  core: Core
  batch: Batch
  log: Log
  /** Shared by all rooms of the process. */
  turns: Turns
  /** A turn came and something lies in the batch. */
  turned(): void
  metrics: RuntimeMetrics
  playing(): readonly Live[]
  values(): DeviceValues
  /** Lets deadlines fire that came by then: they belong to the version that a game leaves. A game may be over after it. */
  fire(live: Live, to: number): void
  /** A game runs another version now. `stream`: what gave rise to it, or the publication. */
  moved(live: Live, stream: string, at: number): void
}

/** Why a version is left again: somebody asked, or the runtime saw something go wrong (HR6). */
type Leaving = { at: number; reason: string; stream: string | undefined; by: string | null }

/**
 * The versions that a room's games are to take (HR5–HR7): at once, at a checkpoint, and back again. All the games of a
 * graph move together or not at all, between two steps; what is done lies in the batch when the call returns.
 */
export function createPublications(options: Options) {
  const { room, core, batch, log, turns, metrics, playing, values, fire, moved } = options
  const waiting = new Map<string, { one: Waiting; version: Version }>()

  const gamesOf = (graph: string): Live[] => playing().filter((live) => live.start.graph_id === graph)
  const knownTo = (start: Live['start']) => knownOf(values(), start.bindings)

  /** Between two steps. Whether they moved. */
  function move({ stream: publication, published }: Waiting, version: Version, at: number, stream?: string): boolean {
    for (const live of gamesOf(published.graph_id)) fire(live, at)
    const concerned = gamesOf(published.graph_id)
    const order = { ...published, move: publication, watchedUntil: at + published.watch_ms }
    const result: Rehearsal<Live> = version.ok
      ? rehearse(core, concerned, version.compiled, order, at, knownTo)
      : {
          ok: false,
          reports: concerned.map((game) => ({ game, report: refusedReport(game, published.version, version.reason) })),
        }
    if (!result.ok) {
      refuse(result.reports, stream ?? publication)
      return false
    }
    for (const one of result.moves) {
      const { move, watchedUntil: watched_until, mapping, by } = order
      install(one, { ...(stream === undefined ? {} : { stream }), move, watched_until, mapping, by })
    }
    log.info('a published version was taken', {
      room,
      version: published.version,
      hash: published.hash,
      sessions: result.moves.length,
    })
    return true
  }

  function refuse(reports: readonly { game: Live; report: ReloadReport }[], id: string): void {
    log.warn('a version was not taken', { room, reports: reports.map((r) => r.report) })
    metrics.reloads.inc({ outcome: 'blocked' }, reports.length)
    for (const { game, report } of reports) batch.blocked(game, id, report)
  }

  function install({ game: live, moved: to }: Move<Live>, order: Parameters<Batch['reloaded']>[2]['order']): void {
    batch.settle(live)
    const from = live.start.hash
    const before = live.session
    Object.assign(live, to.game)
    const { at: reload_at, known } = to.given
    batch.reloaded(live, before, { order, from, known, reload_at, report: to.report }, to.records)
    metrics.reloads.inc({ outcome: order.back === undefined ? to.report.outcome : 'rolled-back' })
    metrics.steps.inc(to.records.length)
    moved(live, order.stream ?? order.move, reload_at)
  }

  /** Lets games wait for a version, or for none any more. */
  function setWaiting(graph: string, next: { one: Waiting; version: Version } | null, id: string): void {
    if (next === null && !waiting.delete(graph)) return
    if (next !== null) waiting.set(graph, next)
    const concerned = gamesOf(graph)
    const pending = next === null ? null : pendingOf(next.one)
    for (const live of concerned) live.pending = pending
    batch.pending(graph, next?.one ?? null, concerned, id)
  }

  function rollBack(live: Live, leaving: Leaving): boolean {
    const { previous } = live
    if (previous === null) return false
    const { at, reason, stream, by } = leaving
    const group = playing().filter((other) => other.previous?.move === previous.move)
    const result = rehearseReturn(core, group, at, knownTo)
    const id = stream ?? `${live.start.session_id}.${live.session.seq}`
    if (result.ok) {
      const back = { move: previous.move, watched_until: 0, mapping: {}, by: by ?? '', back: reason }
      for (const one of result.moves) install(one, { ...(stream === undefined ? {} : { stream }), ...back })
      log.warn('games went back to the version before', { room, reason, by, version: previous.start.version })
    } else {
      refuse(result.reports, `${id}:back`)
      // Tried once: whatever goes wrong next would be blocked for the same reason.
      for (const game of group)
        if (by === null && game.previous !== null) game.previous = { ...game.previous, watchedUntil: 0 }
    }
    if (by === null) notice(live, previous.start.version, result.ok, reason, id)
    return result.ok
  }

  function notice(live: Live, version: number, ok: boolean, reason: string, id: string): void {
    const name = `“${live.start.graph_name}”`
    const message = ok
      ? `${name} went back to version ${version} by itself: ${reason}.`
      : `${name} should go back to version ${version} and can't: ${reason}. Look at the game.`
    batch.event('gm_notice', live.start.session_id, `${id}:back`, { level: 'urgent', message })
  }

  const watched = (live: Live, at: number): boolean => live.previous !== null && at < live.previous.watchedUntil

  return {
    /** A publication came: games that waited for an earlier one wait no longer (HR7). */
    publish(stream: string, published: ScenePublished, at: number, version: Version): void {
      const one: Waiting = { stream, since: at, published }
      const graph = published.graph_id
      if (published.when === 'now' && version.ok && !turns.free()) {
        setWaiting(graph, null, stream)
        awaitTurn({ one, version })
        batch.pending(graph, one, [], stream)
        return
      }
      const waits = published.when === 'next_checkpoint' && version.ok
      setWaiting(graph, waits ? { one, version } : null, stream)
      if (published.when === 'now' || (published.when === 'next_checkpoint' && !version.ok))
        move(one, version, at, stream)
      turns.taken()
    },

    /** Those that waited when the room was left. */
    bringBack(found: readonly { one: Waiting; version: Version }[]): void {
      for (const next of found) {
        if (next.one.published.when === 'now') {
          awaitTurn(next)
          continue
        }
        waiting.set(next.one.published.graph_id, next)
        for (const live of gamesOf(next.one.published.graph_id)) live.pending = pendingOf(next.one)
      }
    },

    /** Steps of a game that waits: past a checkpoint, it and the room's others of its graph move. */
    passed(live: Live, records: readonly StepRecord[]): void {
      if (live.pending === null || isOver(live.session)) return
      if (!records.some((record) => record.effects.some((effect) => effect.type === 'checkpoint'))) return
      take(live, live.session.at)
    },

    /** The version that waits is taken now, or not at all; whether one waited. */
    take,
    drop: (live: Live, stream: string): void => setWaiting(live.start.graph_id, null, stream),

    rollBack,

    /** An answer of a device: one that refuses what only the new version wanted sends the games back (HR6). */
    answered(stream: string, { at, command, outcome, reason }: Answer): void {
      if (outcome !== 'rejected' && outcome !== 'interlocked') return
      const sender = playing().find(
        ({ previous, start }) => previous !== null && sentSince(start.session_id, previous.before.session, command),
      )
      if (sender === undefined || !watched(sender, at)) return
      const why = `a command was refused (${reason ?? outcome})`
      rollBack(sender, { at, reason: why, stream, by: null })
    },

    /** A step threw: whether the game is played on, on the version before. */
    threw: (live: Live, at: number, message: string): boolean =>
      watched(live, at) &&
      rollBack(live, { at, reason: `a step went wrong (${message})`, stream: undefined, by: null }),

    /** A game is over: nobody waits for a version that is for no game. */
    over(live: Live): void {
      const { graph_id, session_id } = live.start
      if (gamesOf(graph_id).every((other) => other === live)) setWaiting(graph_id, null, `${session_id}:over`)
    },
  }

  /** Its place in the stream is passed and it is durable: games go on as they are until its turn comes (HR9). */
  function awaitTurn(next: { one: Waiting; version: Version }): void {
    const { graph_id: graph } = next.one.published
    waiting.set(graph, next)
    turns.wait(() => {
      if (waiting.get(graph) !== next) return
      waiting.delete(graph)
      batch.pending(graph, null, [], next.one.stream)
      move(next.one, next.version, next.one.since, next.one.stream)
      options.turned()
    })
  }

  function take(live: Live, at: number, stream?: string): void {
    const graph = live.start.graph_id
    const next = waiting.get(graph)
    if (next === undefined || !move(next.one, next.version, at, stream)) return
    setWaiting(graph, null, next.one.stream)
  }
}

type Answer = { at: number; command: string; outcome: string; reason?: string }

const pendingOf = ({ since, published }: Waiting): Live['pending'] => ({
  version: published.version,
  since,
  by: published.by,
})
