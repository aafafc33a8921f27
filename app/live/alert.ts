import type { PublishedEvent } from '#wire/domain-event.ts'
import { sessionHold } from '#wire/session-view.ts'
import { standsForSentence } from './hardware-words.ts'

/** Something that a game master should see, until it is acknowledged. */
export type Alert = {
  /** The event's own id: acknowledging the same alert twice is one. */
  id: string
  at: number
  level: 'info' | 'attention' | 'urgent'
  kind: 'notice' | 'controller' | 'device' | 'fault' | 'hold' | 'reload' | 'safety' | 'stop'
  title: string
  detail?: string
  controller?: string
  device?: string
  /** `controller/device` of hardware that is away: when none is left, it is over. */
  away?: readonly string[]
  /** The board that it says is offline. */
  board?: string
  /** Ids of alerts that this one is seen for (`joined`). */
  standsFor?: readonly string[]
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** The gateway's own words for why a board is away; any other reason is a sentence already. */
const REASONS: Readonly<Record<string, string>> = {
  last_will: 'It lost its connection to the broker.',
  missed_heartbeats: 'It stopped sending heartbeats.',
  broker_away: 'The broker is away, so nothing is heard of any board.',
}

/** Why, in words; undefined where an event gives no reason. */
export function reasonOf(event: PublishedEvent): string | undefined {
  const given = text(event.payload.reason) ?? text(event.payload.message) ?? text(event.payload.cause)
  return given === undefined ? undefined : (REASONS[given] ?? given)
}

/** An emergency stop, as a title. */
export const emergencyTitle = (event: PublishedEvent, where: string): string => {
  const level = event.payload.level
  return `Emergency stop${where === '' ? '' : ` at ${where}`}${typeof level === 'number' ? `, level ${level}` : ''}`
}

/** The alert that an event is, or null for what is no news for a person. */
export function alertOf(event: PublishedEvent): Alert | null {
  const base = {
    id: event.event_id,
    at: Date.parse(event.timestamp),
    ...(event.controller_id === undefined ? {} : { controller: event.controller_id }),
    ...(event.device_id === undefined ? {} : { device: event.device_id }),
  }
  const reason = reasonOf(event)
  const detail = reason === undefined ? {} : { detail: reason }
  const where = [event.controller_id, event.device_id].filter((part) => part !== undefined).join(' / ')
  switch (event.type) {
    case 'gm_notice': {
      const level = event.payload.level
      return {
        ...base,
        kind: 'notice',
        level: level === 'urgent' || level === 'attention' ? level : 'info',
        title: text(event.payload.message) ?? 'Notice without words',
        ...awayIn(event),
      }
    }
    case 'controller_offline':
      return {
        ...base,
        kind: 'controller',
        level: 'attention',
        title: `Controller ${where} is offline`,
        ...detail,
        ...(event.controller_id === undefined ? {} : { board: event.controller_id }),
      }
    case 'controller_error':
      return {
        ...base,
        kind: 'controller',
        level: 'attention',
        title: `Controller ${where} reports an error`,
        ...detail,
      }
    case 'device_offline':
      return { ...base, kind: 'device', level: 'attention', title: `Device ${where} is offline`, ...detail }
    case 'device_error':
      return { ...base, kind: 'device', level: 'attention', title: `Device ${where} reports an error`, ...detail }
    case 'session_frozen': {
      const hold = sessionHold.safeParse(holdIn(event))
      if (!hold.success || !hold.data.stopped) return null
      return {
        ...base,
        kind: 'hold',
        level: 'urgent',
        title: 'The game stands still',
        detail: standsForSentence(hold.data.causes),
      }
    }
    case 'session_faulted':
      return { ...base, kind: 'fault', level: 'urgent', title: 'The game stopped by a fault', ...detail }
    case 'scene_reloaded': {
      const unchanged = event.payload.outcome === 'unchanged'
      const to = event.payload.to
      return {
        ...base,
        kind: 'reload',
        level: 'info',
        title: unchanged
          ? `Version ${String(to)} published: nothing changes for this game`
          : `This game now plays version ${String(to)}`,
        ...reloadDetail(event),
      }
    }
    case 'scene_reload_blocked':
      return {
        ...base,
        kind: 'reload',
        level: 'attention',
        title: `This game stays on version ${String(event.payload.from)}`,
        ...reloadDetail(event),
      }
    case 'scene_rolled_back':
      return {
        ...base,
        kind: 'reload',
        level: 'attention',
        title: 'The game went back to its former version',
        ...detail,
      }
    case 'emergency_stop_triggered':
      return { ...base, kind: 'stop', level: 'urgent', title: emergencyTitle(event, where), ...detail }
    case 'safety_alert':
    case 'security_alert':
      return { ...base, kind: 'safety', level: 'urgent', title: reason ?? `Alert from ${where}` }
    default:
      return null
  }
}

/** A notice that is of a device, and names none, says that this one is away. */
function awayIn({ payload, controller_id, device_id }: PublishedEvent): { away?: readonly string[] } {
  const own = controller_id === undefined || device_id === undefined ? [] : [`${controller_id}/${device_id}`]
  const named = Array.isArray(payload.away) ? payload.away.filter((one) => typeof one === 'string') : own
  return named.length === 0 ? {} : { away: named }
}

const holdIn = ({ payload: { view } }: PublishedEvent): unknown =>
  typeof view === 'object' && view !== null && !Array.isArray(view) ? view.hold : undefined

function reloadDetail(event: PublishedEvent): { detail?: string } {
  const blocked = event.payload.blocked
  if (!Array.isArray(blocked) || blocked.length === 0) return {}
  const reasons = blocked.flatMap((entry) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry) && typeof entry.reason === 'string'
      ? [entry.reason]
      : [],
  )
  return reasons.length === 0 ? {} : { detail: reasons.join(' · ') }
}
