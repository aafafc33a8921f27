import { z } from 'zod'
import { type ConditionName, conditionChange } from '#wire/condition.ts'
import { commandAcknowledged, signalsReported } from '#wire/device-events.ts'
import { domainEvent, domainEventType } from '#wire/domain-event.ts'
import { roomEvent } from '#wire/events/room-event.ts'
import { type SceneRequested, sceneRequested } from '#wire/events/scene-requested.ts'
import type { Scalar } from '#wire/json.ts'
import { segment } from '#wire/names.ts'
import { hasScalars, isObject, isPlainTime, isSegment } from '#wire/plain.ts'
import { ROOM_INPUTS } from '#wire/room-inputs.ts'
import { type RoomPolicy, roomPolicy } from '#wire/room-policy.ts'
import {
  gmAction,
  type ScenePublished,
  type SessionCommand,
  type SessionStart,
  scenePublished,
  sessionStart,
} from '#wire/session-messages.ts'
import { deviceKey } from '../core/known.ts'
import { comesBack, OWN_EVENT_PREFIX, peekType } from './own-events.ts'
import { timeOf } from './stream-id.ts'

/** What an entry of a room's stream means to the games in the room. Times are epoch ms, by the writer's clock. */
export type RoomEvent =
  | { type: 'signals'; at: number; device: string; signals: Readonly<Record<string, Scalar>> }
  /** `device` null: the whole controller. */
  | { type: 'health'; at: number; controller: string; device: string | null; health: 'online' | 'offline' }
  /** `by`, `reason`: who asks, and why. */
  | { type: 'command'; at: number; session: string; command: SessionCommand; by: string; reason?: string }
  | { type: 'ack'; at: number; command: string; outcome: string; reason?: string }
  | { type: 'start'; at: number; start: SessionStart }
  /** `from`: the game that told it, which is the one that does not hear it. */
  | { type: 'event'; at: number; from: string | null; name: string; data: Readonly<Record<string, Scalar>> }
  /** A game asks for another scene of the room. `text`: the event as it stands in the stream. */
  | { type: 'scene'; at: number; from: string; asked: SceneRequested; text: string }
  | { type: 'publish'; at: number; published: ScenePublished }
  /** What becomes of games whose hardware is away; and that all of it is, or is back (RT7, RT8). */
  | { type: 'policy'; at: number; policy: RoomPolicy }
  | { type: 'condition'; at: number; condition: ConditionName; away: boolean }
  /** The room stands still by an emergency stop. `by`: the event, for the journal. */
  | { type: 'emergency'; at: number; by: string }
  | { type: 'ignored' }
  | { type: 'malformed'; reason: string }

const IGNORED: RoomEvent = { type: 'ignored' }

/** A clock that runs ahead must not fire an hour of timers: no event is later than this after Redis took it. */
const AHEAD_MS = 5_000

/** Of the envelope, what a game depends on; every entry is read by it, so it is no more than that. */
const envelope = domainEvent.pick({ timestamp: true })
const withPayload = <T extends z.ZodType>(payload: T) => z.object({ ...envelope.shape, payload })
const onDevice = { controller_id: segment, device_id: segment }

const schemas = {
  device_state_changed: withPayload(signalsReported).extend(onDevice),
  device_health: envelope.extend(onDevice),
  controller_health: envelope.extend({ controller_id: segment }),
  device_command_acknowledged: withPayload(commandAcknowledged),
  gm_action: withPayload(gmAction),
  session_created: withPayload(sessionStart),
  scene_published: withPayload(scenePublished),
  room_event: withPayload(roomEvent).extend(domainEvent.pick({ session_id: true }).shape),
  scene_requested: withPayload(sceneRequested).extend({ session_id: z.string() }),
  room_policy_changed: withPayload(roomPolicy),
  condition: withPayload(conditionChange),
  emergency: domainEvent.pick({ timestamp: true, event_id: true }),
}
const TYPES: ReadonlySet<string> = new Set(domainEventType.options)
const CONCERNING: ReadonlySet<string> = ROOM_INPUTS

/** A sensor's report as the gateway writes it (`wire/plain.ts`): what most entries are. */
const isPlainReport = (raw: unknown): raw is z.infer<typeof schemas.device_state_changed> =>
  isObject(raw) &&
  isSegment(raw.controller_id) &&
  isSegment(raw.device_id) &&
  isPlainTime(raw.timestamp) &&
  isObject(raw.payload) &&
  hasScalars(raw.payload.signals) &&
  (raw.payload.seq === undefined || Number.isSafeInteger(raw.payload.seq))

const typeOf = (raw: unknown): unknown =>
  typeof raw === 'object' && raw !== null && 'type' in raw ? raw.type : undefined

/**
 * Reads one entry of a room's stream. Total: what is not understood comes back as `malformed`, with the reason, and
 * what concerns no game (the runtime's own events among them) as `ignored`.
 */
export function readEvent(streamId: string, text: string): RoomEvent {
  const peeked = peekType(text)
  if (text.startsWith(OWN_EVENT_PREFIX) && !comesBack(text)) return IGNORED
  if (peeked !== undefined && TYPES.has(peeked) && !CONCERNING.has(peeked)) return IGNORED
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    return { type: 'malformed', reason: `not JSON: ${text.slice(0, 80)}` }
  }
  const type = typeOf(raw)
  if (typeof type !== 'string' || !TYPES.has(type))
    return { type: 'malformed', reason: `no event: ${text.slice(0, 80)}` }
  const latest = timeOf(streamId) + AHEAD_MS
  const at = (timestamp: string): number => Math.min(Date.parse(timestamp), latest)
  switch (type) {
    case 'device_state_changed': {
      if (isPlainReport(raw)) {
        const { controller_id, device_id, payload, timestamp } = raw
        const device = deviceKey(controller_id, device_id)
        return { type: 'signals', at: at(timestamp), device, signals: payload.signals }
      }
      const event = schemas.device_state_changed.safeParse(raw)
      if (!event.success) return malformed(event.error)
      const { controller_id, device_id, payload, timestamp } = event.data
      return {
        type: 'signals',
        at: at(timestamp),
        device: deviceKey(controller_id, device_id),
        signals: payload.signals,
      }
    }
    case 'device_online':
    case 'device_offline': {
      const event = schemas.device_health.safeParse(raw)
      if (!event.success) return malformed(event.error)
      const { controller_id, device_id, timestamp } = event.data
      const health = type === 'device_online' ? 'online' : 'offline'
      return {
        type: 'health',
        at: at(timestamp),
        controller: controller_id,
        device: deviceKey(controller_id, device_id),
        health,
      }
    }
    case 'controller_online':
    case 'controller_offline': {
      const event = schemas.controller_health.safeParse(raw)
      if (!event.success) return malformed(event.error)
      const health = type === 'controller_online' ? 'online' : 'offline'
      return {
        type: 'health',
        at: at(event.data.timestamp),
        controller: event.data.controller_id,
        device: null,
        health,
      }
    }
    case 'device_command_acknowledged': {
      const event = schemas.device_command_acknowledged.safeParse(raw)
      if (!event.success) return malformed(event.error)
      const { command_id, outcome, reason } = event.data.payload
      return {
        type: 'ack',
        at: at(event.data.timestamp),
        command: command_id,
        outcome,
        ...(reason === undefined ? {} : { reason }),
      }
    }
    case 'gm_action': {
      const event = schemas.gm_action.safeParse(raw)
      if (!event.success) return malformed(event.error)
      const { session_id, action, by, reason = reasonIn(action) } = event.data.payload
      return {
        type: 'command',
        at: at(event.data.timestamp),
        session: session_id,
        command: action,
        by,
        ...(reason === undefined ? {} : { reason }),
      }
    }
    case 'session_created': {
      const event = schemas.session_created.safeParse(raw)
      if (!event.success) return malformed(event.error)
      return { type: 'start', at: at(event.data.timestamp), start: event.data.payload }
    }
    case 'scene_published': {
      const event = schemas.scene_published.safeParse(raw)
      if (!event.success) return malformed(event.error)
      return { type: 'publish', at: at(event.data.timestamp), published: event.data.payload }
    }
    case 'room_event': {
      const event = schemas.room_event.safeParse(raw)
      if (!event.success) return malformed(event.error)
      const { payload, session_id, timestamp } = event.data
      return { type: 'event', at: at(timestamp), from: session_id ?? null, name: payload.name, data: payload.data }
    }
    case 'scene_requested': {
      const event = schemas.scene_requested.safeParse(raw)
      if (!event.success) return malformed(event.error)
      const { payload, session_id, timestamp } = event.data
      return { type: 'scene', at: at(timestamp), from: session_id, asked: payload, text }
    }
    case 'room_policy_changed': {
      const event = schemas.room_policy_changed.safeParse(raw)
      if (!event.success) return malformed(event.error)
      return { type: 'policy', at: at(event.data.timestamp), policy: event.data.payload }
    }
    case 'condition_began':
    case 'condition_ended': {
      const event = schemas.condition.safeParse(raw)
      if (!event.success) return malformed(event.error)
      const { timestamp, payload } = event.data
      return { type: 'condition', at: at(timestamp), condition: payload.condition, away: type === 'condition_began' }
    }
    case 'emergency_stop_triggered': {
      // Whatever else it says: a stop whose payload can't be read is a stop.
      const event = schemas.emergency.safeParse(raw)
      const { timestamp, event_id } = event.success ? event.data : { timestamp: '', event_id: 'emergency' }
      const told = event.success ? at(timestamp) : timeOf(streamId)
      return { type: 'emergency', at: told, by: event_id }
    }
    default:
      return IGNORED
  }
}

const reasonIn = (action: SessionCommand): string | undefined => ('reason' in action ? action.reason : undefined)

function malformed(error: z.ZodError): RoomEvent {
  const issues = error.issues.slice(0, 3).map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`)
  return { type: 'malformed', reason: issues.join('; ') }
}
