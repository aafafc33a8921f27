import { JOURNALS, roomPending, roomSessions, sessionJournal, sessionSnapshot, sessionView } from '#wire/channels.ts'
import type { DomainEventType } from '#wire/domain-event.ts'
import type { DeviceCommand } from '#wire/messages/command.ts'
import { type DeviceAddress, type RoomAddress, SEGMENT } from '#wire/names.ts'
import type { SessionStart } from '#wire/session-messages.ts'
import type { ReloadReport, SessionView } from '#wire/session-view.ts'
import type { Core } from '../core/core.ts'
import { isOver, type Played } from '../core/game.ts'
import type { Item, JournalRecord, Snapshot, Waiting } from '../core/journal.ts'
import type { Effect, Session, StepRecord } from '../core/session.ts'
import type { Operations } from './append.ts'
import { effectEvent } from './effect-events.ts'
import { type Live, viewWithoutState } from './live-session.ts'
import { type Heading, joined, type News, noTrace, type Trace, tellNews, toldOf } from './news.ts'
import { eventText } from './own-events.ts'
import { puzzleEvents } from './puzzle-events.ts'
import { STREAM_START } from './stream-id.ts'

/** Journal records between two snapshots: what bounds recovery. */
const SNAPSHOT_EVERY = 50

type Common = Pick<JournalRecord, 'v' | 'seq' | 'at' | 'version' | 'status' | 'outcome' | 'state' | 'token' | 'steps'>

type ReloadRecord = Extract<JournalRecord, { kind: 'reload' }>

/** Who asked for something, and why. */
export type Asked = Pick<Extract<Item, { type: 'input' }>, 'by' | 'reason'>

/** What one session did since the last append. */
type Gathered = {
  live: Live
  records: JournalRecord[]
  /** The record that further items still go into. */
  open: { items: Item[]; steps: StepRecord[] } | null
  headings: Heading[]
  trace: Trace | null
  /** Something that people see has changed. */
  visible: boolean
  snapshot: boolean
}

export type Batch = ReturnType<typeof createBatch>

/**
 * Gathers what is stepped while an append is under way (RT6) and turns it into the next one. `now` is the clock's:
 * commands live from the moment that they are sent, also when a late timer caused them.
 *
 * What a reaction does goes out at once; what people see of it (the view, `scene_advanced`) follows a moment later,
 * of several steps together when they come fast. Anything else that is told of a session takes its news along.
 */
export function createBatch(options: { room: RoomAddress; token: number; core: Core; now: () => number }) {
  const { room, token, core, now } = options
  let sessions = new Map<string, Gathered>()
  let commands: string[] = []
  let events: string[] = []
  let requests: string[] = []
  let extra: Pick<Operations, 'journal' | 'set' | 'hset' | 'hdel'> = { journal: [], set: [], hset: [], hdel: [] }
  let cursor: string | null = null
  let dirty = false
  let items = 0
  const news = new Map<string, News>()

  function gathered(live: Live): Gathered {
    dirty = true
    const known = sessions.get(live.start.session_id)
    if (known !== undefined) return known
    const fresh: Gathered = {
      live,
      records: [],
      open: null,
      headings: [],
      trace: null,
      visible: false,
      snapshot: false,
    }
    sessions.set(live.start.session_id, fresh)
    return fresh
  }

  const common = (live: Live, steps: StepRecord[]): Common => ({
    v: 1,
    seq: live.session.seq,
    at: live.session.at,
    version: live.start.hash,
    status: live.fault === null ? live.session.status : 'faulted',
    outcome: live.session.outcome,
    state: core.stateHash(live.session),
    token,
    steps,
  })

  function close(g: Gathered): void {
    if (g.open === null) return
    const { items, steps } = g.open
    g.records.push({ kind: isOver(g.live.session) ? 'end' : 'inputs', items, ...common(g.live, steps) })
    g.open = null
  }

  function concluded(g: Gathered): void {
    if (!isOver(g.live.session)) return
    g.snapshot = true
    extra.hdel.push({ key: roomSessions(room), field: g.live.start.session_id })
  }

  /** `before` is null for a game that begins. `live` holds the state after the steps. */
  function take(g: Gathered, before: Session | null, records: readonly StepRecord[]): void {
    for (const record of records) {
      g.trace ??= noTrace(record.cause)
      g.trace.cause = record.cause
      g.trace.fired.push(...record.fired)
      g.trace.entered.push(...record.entered)
      g.trace.exited.push(...record.exited)
      for (const effect of record.effects) perform(g.live, effect)
    }
    const { compiled, session, start } = g.live
    for (const { id, type, payload } of puzzleEvents(compiled, before, session, records))
      event(type, start.session_id, id, payload)
  }

  function perform(live: Live, effect: Effect): void {
    const { session_id, bindings } = live.start
    if (effect.type === 'command') {
      send(live, effect)
      return
    }
    const { type, payload, device } = effectEvent(effect, bindings)
    event(type, session_id, effect.id, payload, device)
  }

  function send(live: Live, effect: Extract<Effect, { type: 'command' }>): void {
    const address = live.start.bindings[effect.role]
    if (address === undefined || !SEGMENT.test(effect.command)) {
      const message =
        address === undefined
          ? `role ${effect.role} is bound to no device of this room: ${effect.command} was not sent`
          : `${effect.command} can be no command on the wire: use a-z, 0-9, _ and -`
      event('device_error', live.start.session_id, effect.id, { message, role: effect.role, command: effect.command })
      return
    }
    const command: DeviceCommand = {
      event_type: 'device_command',
      command_id: effect.id,
      tenant_id: room.tenant_id,
      room_id: room.room_id,
      controller_id: address.controller_id,
      device_id: address.device_id,
      command: effect.command,
      params: { ...effect.params },
      issued_at: new Date(now()).toISOString(),
      ttl_ms: effect.ackWithin,
      source: 'scene-runtime',
      session_id: live.start.session_id,
    }
    commands.push(JSON.stringify(command))
  }

  function event(
    type: DomainEventType,
    session: string | null,
    id: string,
    payload: unknown,
    device?: DeviceAddress,
  ): void {
    dirty = true
    const text = JSON.stringify(payload)
    events.push(eventText({ id: `${id}:${type}`, type, room, session, device, payload: text, now: now() }))
  }

  const bare = (start: SessionStart, at: number, view: SessionView): Common => ({
    v: 1,
    seq: view.seq,
    at,
    version: start.hash,
    status: view.status,
    outcome: view.outcome,
    state: '',
    token,
    steps: [],
  })

  function stateless(
    start: SessionStart,
    entry: number,
    view: SessionView,
    type: DomainEventType,
    record: JournalRecord,
  ) {
    const id = start.session_id
    extra.journal.push({ key: sessionJournal(id), entry: `${entry}-0`, record: JSON.stringify(record) })
    extra.set.push({ key: sessionView(id), value: JSON.stringify(view) })
    const cause = { fault: view.fault ?? '' }
    event(type, id, `${id}:${entry}`, { view, cause, fired: [], entered: [], exited: [], message: view.fault ?? '' })
  }

  return {
    /** Whether there is anything to write; how many inputs wait. */
    dirty: () => dirty,
    size: () => items,

    /** The room's stream was read up to here. On its own it is no reason to write. */
    reach(streamId: string): void {
      cursor = streamId
    },
    /** Makes the cursor worth writing by itself. */
    touch(): void {
      if (cursor !== null) dirty = true
    },

    started(
      live: Live,
      record: Pick<Extract<JournalRecord, { kind: 'start' }>, 'stream' | 'started_at' | 'known'>,
      steps: readonly StepRecord[],
    ): void {
      const g = gathered(live)
      items += 1
      g.records.push({ kind: 'start', start: live.start, ...record, ...common(live, [...steps]) })
      g.headings.push({ type: 'session_started', cause: { start: true } })
      take(g, null, steps)
      g.snapshot = true
      extra.hset.push({ key: roomSessions(room), field: live.start.session_id, value: JSON.stringify(live.start) })
      extra.hset.push({ key: JOURNALS, field: live.start.session_id, value: STREAM_START })
      if (isOver(live.session)) g.headings.push({ type: overEvent(live.session), cause: { start: true } })
      concluded(g)
    },

    /** `live` holds the state after the item already; `before` is the one that it was given to. */
    played(live: Live, before: Session, wasFaulted: boolean, item: Item, played: Played): void {
      const g = gathered(live)
      items += 1
      g.open ??= { items: [], steps: [] }
      g.open.items.push(item)
      g.open.steps.push(...played.records)
      take(g, before, played.records)
      // What nobody waited for, and a `held` condition that was looked at and of which nothing came, is journal but no news.
      const quiet = item.type === 'advance' || item.type === 'noted'
      if (!quiet || played.records.length > 0) g.visible = true
      const cause = item.type === 'input' ? { input: item.input } : { timer: true }
      for (const type of changes(before, live.session, wasFaulted && live.fault === null))
        g.headings.push({ type, cause, extra: askedBy(item) })
      if (isOver(live.session)) close(g)
      concluded(g)
    },

    /** Ends the record under way, before something other than an item changes `live`. */
    settle(live: Live): void {
      const g = sessions.get(live.start.session_id)
      if (g !== undefined) close(g)
    },

    /** `live` runs the new version already; `before` is its state on the old one. */
    reloaded(
      live: Live,
      before: Session,
      {
        order,
        ...record
      }: Pick<ReloadRecord, 'from' | 'known' | 'reload_at' | 'report'> & {
        order: Pick<ReloadRecord, 'stream' | 'move' | 'by' | 'watched_until' | 'back' | 'mapping'>
      },
      steps: readonly StepRecord[],
    ): void {
      const g = gathered(live)
      items += 1
      const { graph_name, version, bindings } = live.start
      g.records.push({
        kind: 'reload',
        ...order,
        ...record,
        graph_name,
        number: version,
        bindings,
        ...common(live, [...steps]),
      })
      const { by, back } = order
      const cause = { reload: live.start.hash }
      if (back === undefined) g.headings.push({ type: 'scene_reloaded', cause, extra: { ...record.report, by } })
      else g.headings.push({ type: 'scene_rolled_back', cause, extra: { ...record.report, by, reason: back } })
      take(g, before, steps)
      g.snapshot = true
      extra.hset.push({ key: roomSessions(room), field: live.start.session_id, value: JSON.stringify(live.start) })
      if (isOver(live.session)) g.headings.push({ type: overEvent(live.session), cause: { reload: live.start.hash } })
      concluded(g)
    },

    blocked(live: Live, streamId: string, report: ReloadReport): void {
      event('scene_reload_blocked', live.start.session_id, `${live.start.session_id}:${streamId}`, report)
    },

    /** Games of a graph wait for a version from now on, or for none any more (HR7). `id` names the change. */
    pending(graph: string, one: Waiting | null, concerned: readonly Live[], id: string): void {
      dirty = true
      const key = roomPending(room)
      if (one === null) extra.hdel.push({ key, field: graph })
      else extra.hset.push({ key, field: graph, value: JSON.stringify(one) })
      for (const live of concerned)
        gathered(live).headings.push({
          type: 'scene_pending',
          cause: {},
          extra: { pending: live.pending },
          id: `${live.start.session_id}:${id}:${one === null ? 'dropped' : 'waits'}`,
        })
    },

    /** RT9: the item is recorded; `live` is flagged already, its state is the one before the item. */
    faulted(live: Live, item: Item | null, message: string): void {
      const g = gathered(live)
      items += 1
      g.records.push({ kind: 'fault', item, message, ...common(live, []) })
      g.headings.push({ type: 'session_faulted', cause: { fault: message }, extra: { message } })
      g.snapshot = true
    },

    /** A game that could not be started: its only record says why. */
    unstarted(start: SessionStart, at: number, stream: string, message: string): void {
      const view = { ...viewWithoutState(start, at, message, null), ended_at: at }
      stateless(start, at, view, 'session_faulted', {
        ...bare(start, at, view),
        kind: 'end',
        items: [],
        message: `${message} (asked for at ${stream})`,
      })
      extra.hset.push({ key: JOURNALS, field: start.session_id, value: STREAM_START })
    },

    /** A game that could not be brought back: it stands still until the GM ends it. `entry`: time of the record's id. */
    lost(start: SessionStart, entry: number, message: string, before: SessionView | null): void {
      const view = viewWithoutState(start, entry, message, before)
      stateless(start, entry, view, 'session_faulted', {
        ...bare(start, entry, view),
        kind: 'fault',
        item: null,
        message,
      })
    },

    /** The GM ends a game that could not be brought back. */
    forsake(
      start: SessionStart,
      at: number,
      stream: string,
      reason: string,
      before: SessionView | null,
      asked: Asked,
    ): void {
      const faulted = viewWithoutState(start, at, reason, before)
      const view: SessionView = { ...faulted, status: 'abandoned', outcome: 'aborted', at, ended_at: at }
      const item: Item = { type: 'input', stream, ...asked, input: { type: 'end', at } }
      stateless(start, at, view, 'session_abandoned', { ...bare(start, at, view), kind: 'end', items: [item] })
      extra.hdel.push({ key: roomSessions(room), field: start.session_id })
    },

    event,
    /** A scene that the API is to begin, or no longer to begin: the `scene_requested` event as it stands in the room's stream. */
    request(text: string): void {
      dirty = true
      requests.push(text)
    },
    /** A session was brought back, and what people were last told of it is older. */
    retell(live: Live): void {
      news.set(live.start.session_id, { state: toldOf(live), trace: noTrace({ recovered: true }) })
    },

    hasNews: () => news.size > 0,

    /** What people are to be told of what has been sealed, as an append of its own. */
    sealNews(): Operations {
      const operations: Operations = {
        journal: [],
        commands: [],
        events: [],
        requests: [],
        set: [],
        hset: [],
        hdel: [],
        cursor: null,
      }
      for (const one of news.values()) tellNews(operations, one, [], { room, core, now: now() })
      news.clear()
      return operations
    },

    /** Everything gathered, as one append; the batch is empty afterwards. */
    seal(): { operations: Operations; items: number } {
      const operations: Operations = { ...extra, commands, events, requests, cursor }
      for (const g of sessions.values()) {
        close(g)
        write(operations, g)
      }
      const sealed = { operations, items }
      sessions = new Map()
      commands = []
      events = []
      requests = []
      extra = { journal: [], set: [], hset: [], hdel: [] }
      dirty = false
      items = 0
      return sealed
    },
  }

  function write(operations: Operations, { live, records, headings, trace, visible, snapshot }: Gathered): void {
    const id = live.start.session_id
    for (const record of records) {
      live.lastEntry = Math.max(record.at, live.lastEntry + 1)
      live.sinceSnapshot += 1
      operations.journal.push({ key: sessionJournal(id), entry: `${live.lastEntry}-0`, record: JSON.stringify(record) })
    }
    if (snapshot || live.sinceSnapshot >= SNAPSHOT_EVERY) {
      operations.set.push({ key: sessionSnapshot(id), value: JSON.stringify(snapshotOf(live, core)) })
      live.sinceSnapshot = 0
    }
    const told = {
      state: toldOf(live),
      trace: joined(news.get(id)?.trace ?? null, trace),
    }
    if (headings.length > 0) {
      news.delete(id)
      tellNews(operations, told, headings, { room, core, now: now() })
    } else if (visible || trace !== null) news.set(id, told)
  }
}

function snapshotOf(live: Live, core: Core): Snapshot {
  const { start, session, fault, lastEntry, previous } = live
  const state = core.stateHash(session)
  return { v: 1, entry: `${lastEntry}-0`, start, fault, state, session, previous: storedPrevious(previous) }
}

function storedPrevious(previous: Live['previous']): Snapshot['previous'] {
  if (previous === null) return null
  const { move, by, movedAt: moved_at, watchedUntil: watched_until, start, before } = previous
  return { move, by, moved_at, watched_until, start, ...before, mapped: { ...before.mapped } }
}

/** What a game master or a console wants to hear of a change, beside the step itself. */
function changes(before: Session, after: Session, repaired: boolean): DomainEventType[] {
  const types: DomainEventType[] = []
  if (before.status === 'running' && after.status === 'frozen') types.push('session_frozen')
  if ((before.status === 'frozen' && after.status === 'running') || (repaired && !isOver(after)))
    types.push('session_resumed')
  if (!before.clock.clockPaused && after.clock.clockPaused) types.push('session_paused')
  if (before.clock.clockPaused && !after.clock.clockPaused) types.push('session_resumed')
  if (isOver(after) && !isOver(before)) types.push(overEvent(after))
  return types
}

function askedBy(item: Item): Asked {
  if (item.type !== 'input') return {}
  const { by, reason } = item
  return { ...(by === undefined ? {} : { by }), ...(reason === undefined ? {} : { reason }) }
}

const overEvent = (session: Session): DomainEventType =>
  session.status === 'completed' ? 'session_completed' : 'session_abandoned'
