import { type CommandAcknowledged, commandAcknowledged, signalsReported } from '#wire/device-events.ts'
import type { PublishedEvent } from '#wire/domain-event.ts'
import type { Scalar } from '#wire/json.ts'
import { puzzleProgress, type ReloadReport, reloadReport, type SessionView, sessionView } from '#wire/session-view.ts'
import type { Alert } from './alert.ts'
import { alertOf } from './alert.ts'

/** A room as the browser knows it. Plain data; `applyEvents` is the only thing that changes it. Times are epoch ms. */
export type RoomState = {
  /** Where the room's latest session stands, also after its end; null when none was heard of. */
  view: SessionView | null
  /** A session that was created and has not started yet. */
  starting: string | null
  /** `controller/device/signal` → last value. */
  signals: Readonly<Record<string, SignalValue>>
  controllers: Readonly<Record<string, Presence>>
  /** `controller/device` → what the device said of itself. */
  devices: Readonly<Record<string, 'online' | 'offline' | 'error'>>
  /** Newest first. */
  alerts: readonly Alert[]
  /** The game's story, newest first: everything but sensor reports and heartbeats. */
  events: readonly PublishedEvent[]
  /** Sensor reports, newest first. */
  reports: readonly PublishedEvent[]
  /** Newest first. */
  reloads: readonly ReloadReport[]
  /** Command id → how it ended. */
  acknowledged: Readonly<Record<string, CommandAcknowledged>>
  /** Goes up when a controller or device was registered: lists should be asked for anew. */
  registrations: number
  /** Goes up with everything that is told of an emergency stop: how it stands should be asked anew. */
  emergencies: number
  /** Goes up when something of the house went away or came back. */
  conditionChanges: number
  /** Place in the room's stream up to which this is true. */
  lastEventId: string | null
}

export type SignalValue = { value: Scalar; at: number }
export type Presence = { status: 'online' | 'offline' | 'unknown'; lastSeen: number | null }

export const EMPTY_ROOM: RoomState = {
  view: null,
  starting: null,
  signals: {},
  controllers: {},
  devices: {},
  alerts: [],
  events: [],
  reports: [],
  reloads: [],
  acknowledged: {},
  registrations: 0,
  emergencies: 0,
  conditionChanges: 0,
  lastEventId: null,
}

const KEEP = { events: 400, reports: 200, alerts: 100, reloads: 20, acknowledged: 100 }

/** Order of stream ids (`{ms}-{n}`), as Redis orders them. */
export function isAfter(id: string, than: string | null): boolean {
  if (than === null) return true
  const [ms = 0, n = 0] = id.split('-').map(Number)
  const [otherMs = 0, otherN = 0] = than.split('-').map(Number)
  return ms === otherMs ? n > otherN : ms > otherMs
}

/**
 * Takes events in stream order. What stands at or before `lastEventId` was seen already (an overlap after a reconnect)
 * and changes nothing. Many at once cost one copy of what they touch.
 */
export function applyEvents(state: RoomState, events: readonly PublishedEvent[]): RoomState {
  let draft: Draft | null = null
  for (const event of events) {
    if (!isAfter(event.stream_id, (draft ?? state).lastEventId)) continue
    draft ??= copy(state)
    apply(draft, event)
  }
  return draft ?? state
}

type Draft = {
  -readonly [K in keyof RoomState]: RoomState[K] extends Readonly<Record<string, infer V>>
    ? Record<string, V>
    : RoomState[K] extends readonly (infer V)[]
      ? V[]
      : RoomState[K]
}

const copy = (state: RoomState): Draft => ({
  ...state,
  signals: { ...state.signals },
  controllers: { ...state.controllers },
  devices: { ...state.devices },
  alerts: [...state.alerts],
  events: [...state.events],
  reports: [...state.reports],
  reloads: [...state.reloads],
  acknowledged: { ...state.acknowledged },
})

function apply(draft: Draft, event: PublishedEvent): void {
  draft.lastEventId = event.stream_id
  const at = Date.parse(event.timestamp)
  takeView(draft, event)
  takeProgress(draft, event)
  takeDevice(draft, event, at)
  draft.alerts = draft.alerts.flatMap((alert) => (settles(event, alert) ? [] : (eased(event, alert) ?? [])))
  const alert = alertOf(event)
  if (alert !== null && !isSaidAlready(draft, alert)) {
    draft.alerts = draft.alerts.filter((older) => !isSame(older, alert))
    push(draft.alerts, alert, KEEP.alerts)
  }
  switch (event.type) {
    case 'controller_heartbeat':
    case 'puzzle_progress':
      return
    case 'device_state_changed':
      push(draft.reports, event, KEEP.reports)
      return
    case 'controller_registered':
    case 'device_registered':
      draft.registrations += 1
      return
    case 'condition_began':
    case 'condition_ended':
      draft.conditionChanges += 1
      break
    case 'emergency_stop_reported':
      draft.emergencies += 1
      return
    case 'emergency_stop_triggered':
    case 'emergency_stop_cleared':
      draft.emergencies += 1
      break
    case 'session_created':
      draft.starting = sessionIdOf(event)
      break
    case 'scene_reloaded':
    case 'scene_reload_blocked':
    case 'scene_rolled_back': {
      const report = reloadReport.safeParse(event.payload)
      if (report.success) push(draft.reloads, report.data, KEEP.reloads)
      break
    }
    default:
      break
  }
  push(draft.events, event, KEEP.events)
}

/** What is over needs nobody's eye: a board that is back, and the last game's words once the next one is asked for. */
function settles(event: PublishedEvent, alert: Alert): boolean {
  switch (event.type) {
    case 'controller_online':
      return alert.kind === 'controller' && alert.controller === event.controller_id
    case 'controller_offline':
      return alert.kind === 'device' && alert.controller === event.controller_id
    case 'device_online':
      return alert.kind === 'device' && alert.controller === event.controller_id && alert.device === event.device_id
    case 'session_resumed':
    case 'session_completed':
    case 'session_abandoned':
      return alert.kind === 'hold'
    case 'emergency_stop_cleared':
      return alert.kind === 'stop'
    case 'session_created':
      return alert.kind === 'notice' || alert.kind === 'fault' || alert.kind === 'reload'
    default:
      return false
  }
}

/** What is left of an alert when hardware that it names is back; null when that was the last of it. */
function eased({ type, controller_id, device_id }: PublishedEvent, alert: Alert): Alert | null {
  if ((type !== 'device_online' && type !== 'controller_online') || alert.away === undefined) return alert
  const back = `${controller_id}/${device_id ?? ''}`
  const away = alert.away.filter((one) => (device_id === undefined ? !one.startsWith(back) : one !== back))
  if (away.length === 0) return null
  return away.length === alert.away.length ? alert : { ...alert, away, detail: `Still away: ${away.join(', ')}.` }
}

/** The same said again replaces what was said before, so that a board that complains all day fills one line. */
const isSame = (a: Alert, b: Alert): boolean =>
  a.kind === b.kind &&
  a.title === b.title &&
  a.detail === b.detail &&
  a.controller === b.controller &&
  a.device === b.device

/** A board that is away takes its devices with it: one alert says so, not one for every device. */
const isSaidAlready = (draft: Draft, alert: Alert): boolean =>
  alert.kind === 'device' && alert.controller !== undefined && draft.controllers[alert.controller]?.status === 'offline'

const sessionIdOf = (event: PublishedEvent): string | null => {
  const inPayload = event.payload.session_id
  return event.session_id ?? (typeof inPayload === 'string' ? inPayload : null)
}

/** Session events carry the whole view. An older view of the same game, or of an older game, is late news. */
function takeView(draft: Draft, event: PublishedEvent): void {
  const parsed = sessionView.safeParse(event.payload.view)
  if (parsed.success) {
    draft.view = newerView(draft.view, parsed.data)
    if (draft.starting === parsed.data.session_id) draft.starting = null
    return
  }
  const id = sessionIdOf(event)
  if (draft.starting !== null && draft.starting === id && isEnd(event.type)) draft.starting = null
  if (draft.view === null || draft.view.session_id !== id) return
  const status = STATUS_BY_END[event.type]
  if (status !== undefined) draft.view = { ...draft.view, status, ended_at: Date.parse(event.timestamp) }
}

/** Between two steps a puzzle may come further without anything else happening: its progress is told by itself. */
function takeProgress(draft: Draft, event: PublishedEvent): void {
  if (event.type !== 'puzzle_progress' || draft.view === null || draft.view.session_id !== event.session_id) return
  const heard = puzzleProgress.safeParse(event.payload)
  if (!heard.success) return
  const known = draft.view.progress.some((p) => p.node === heard.data.node)
  // One that is active no more was told late.
  if (known)
    draft.view = {
      ...draft.view,
      progress: draft.view.progress.map((p) => (p.node === heard.data.node ? heard.data : p)),
    }
}

const STATUS_BY_END: Partial<Record<PublishedEvent['type'], SessionView['status']>> = {
  session_completed: 'completed',
  session_abandoned: 'abandoned',
  session_faulted: 'faulted',
}
const isEnd = (type: PublishedEvent['type']) => STATUS_BY_END[type] !== undefined

/** The view that is further: same game by step then by time, another game by its start. */
export function newerView(known: SessionView | null, heard: SessionView | null): SessionView | null {
  if (known === null || heard === null) return heard ?? known
  if (known.session_id !== heard.session_id) return heard.started_at >= known.started_at ? heard : known
  if (heard.seq !== known.seq) return heard.seq > known.seq ? heard : known
  return heard.at >= known.at ? heard : known
}

function takeDevice(draft: Draft, event: PublishedEvent, at: number): void {
  const { controller_id: controller, device_id: device } = event
  if (event.type === 'device_command_acknowledged') {
    const ack = commandAcknowledged.safeParse(event.payload)
    if (!ack.success) return
    draft.acknowledged[ack.data.command_id] = ack.data
    const ids = Object.keys(draft.acknowledged)
    for (const old of ids.slice(0, Math.max(0, ids.length - KEEP.acknowledged))) delete draft.acknowledged[old]
    return
  }
  if (controller === undefined) return
  switch (event.type) {
    case 'controller_online':
    case 'controller_heartbeat':
    case 'controller_registered':
      draft.controllers[controller] = { status: 'online', lastSeen: at }
      return
    case 'controller_offline':
      draft.controllers[controller] = {
        status: 'offline',
        lastSeen: draft.controllers[controller]?.lastSeen ?? null,
      }
      return
    case 'device_online':
    case 'device_offline':
    case 'device_error':
      if (device !== undefined)
        draft.devices[`${controller}/${device}`] =
          event.type === 'device_online' ? 'online' : event.type === 'device_offline' ? 'offline' : 'error'
      return
    case 'device_state_changed': {
      const report = signalsReported.safeParse(event.payload)
      if (!report.success || device === undefined) return
      for (const [signal, value] of Object.entries(report.data.signals))
        draft.signals[`${controller}/${device}/${signal}`] = { value, at }
      return
    }
    default:
      return
  }
}

function push<T>(list: T[], item: T, keep: number): void {
  list.unshift(item)
  if (list.length > keep) list.length = keep
}

/** What a query answered, laid under what was heard since: the newer of the two stays. */
export type Seed = {
  view?: SessionView | null
  signals?: Readonly<Record<string, SignalValue>>
  controllers?: Readonly<Record<string, Presence>>
}

export function applySeed(state: RoomState, seed: Seed): RoomState {
  const signals = { ...state.signals }
  for (const [key, asked] of Object.entries(seed.signals ?? {})) {
    const heard = signals[key]
    if (heard === undefined || heard.at < asked.at) signals[key] = asked
  }
  const controllers = { ...state.controllers }
  for (const [key, asked] of Object.entries(seed.controllers ?? {})) {
    const heard = controllers[key]
    if (heard === undefined || (heard.lastSeen ?? 0) <= (asked.lastSeen ?? 0)) controllers[key] = asked
  }
  return { ...state, signals, controllers, view: newerView(state.view, seed.view ?? null) }
}

/**
 * The room's stream stands before what was heard: it was lost and began anew. From here its ids count again, or
 * everything to come would be taken for an overlap.
 */
export const rebase = (state: RoomState, lastEventId: string): RoomState =>
  state.lastEventId !== null && isAfter(state.lastEventId, lastEventId) ? { ...state, lastEventId } : state
