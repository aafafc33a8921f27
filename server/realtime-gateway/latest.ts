import { type Notification, withPayload } from './notification.ts'

/**
 * What a client that can't keep up gets in place of a backlog: of each device the latest state with all its signals,
 * of each session the latest view, of each puzzle how far it is, of
 * everything else every event. Texts come out in the order in which they came in
 * last, so that the last stream id is still where the client stands.
 */
export type Latest = {
  event(notification: Notification): void
  /** A control message: kept in its place. */
  control(text: string): void
  takeAll(): string[]
  readonly size: number
}

/** Types of which only the newest counts: per device, controller or session, and per puzzle or screen of it. */
const SUPERSEDED = new Set([
  'device_state_changed',
  'device_online',
  'device_offline',
  'device_command',
  'device_command_acknowledged',
  'controller_online',
  'controller_offline',
  'controller_heartbeat',
  'scene_advanced',
  'puzzle_progress',
  'display_changed',
])
/** Of these two the later one is the truth. */
const SAME_STORY: Record<string, string> = { device_offline: 'device_online', controller_offline: 'controller_online' }

/** What of a session such an event is about: the key in its payload. */
const PARTS: Readonly<Record<string, string>> = { puzzle_progress: 'node', display_changed: 'screen' }

export function createLatest(): Latest {
  const waiting = new Map<string, { text: string } | { notification: Notification }>()
  let controls = 0
  return {
    event(notification) {
      const key = keyOf(notification)
      const earlier = waiting.get(key)
      waiting.delete(key)
      const merged =
        earlier !== undefined && 'notification' in earlier ? merge(earlier.notification, notification) : notification
      waiting.set(key, { notification: merged })
    },
    control(text) {
      waiting.set(`control ${controls++}`, { text })
    },
    takeAll() {
      const texts = [...waiting.values()].map((item) => ('text' in item ? item.text : item.notification.text))
      waiting.clear()
      return texts
    },
    get size() {
      return waiting.size
    },
  }
}

function keyOf({ event }: Notification): string {
  if (!SUPERSEDED.has(event.type)) return `event ${event.event_id}`
  const story = SAME_STORY[event.type] ?? event.type
  const { room_id, controller_id = '', device_id = '', session_id = '' } = event
  const part = PARTS[event.type]
  const of = part === undefined ? '' : String(event.payload[part])
  return [story, room_id, controller_id, device_id, session_id, of].join(' ')
}

/** A report tells some of a device's signals; the ones that an earlier report told still hold. */
function merge(earlier: Notification, later: Notification): Notification {
  if (later.event.type !== 'device_state_changed') return later
  const before = earlier.event.payload
  const { signals } = later.event.payload
  if (!isObject(before.signals) || !isObject(signals)) return later
  return withPayload(later, { ...before, ...later.event.payload, signals: { ...before.signals, ...signals } })
}

const isObject = (value: unknown): value is Record<string, never> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
