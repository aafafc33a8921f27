import type { DomainEventType } from '#wire/domain-event.ts'
import type { DeviceAddress, RoomAddress } from '#wire/names.ts'

/** How the runtime's own events begin: they come back to it in the room's stream. */
export const OWN_EVENT_PREFIX = '{"event_id":"rt:'

/** How every event of ours begins: enough to leave most of what concerns no game unparsed. */
const TYPE = /^\{"event_id":"[^"\\]*","type":"([a-z_]+)"/
export const peekType = (text: string): string | undefined => TYPE.exec(text)?.[1]

/** Whether an event of ours is an input for other games of the room. */
export function comesBack(text: string): boolean {
  const type = peekType(text)
  return type === 'room_event' || type === 'scene_requested'
}

export type OwnEvent = {
  /** Unique, and the same whenever the same step is taken. */
  id: string
  type: DomainEventType
  room: RoomAddress
  session: string | null
  /** Whom it is about, if a device. */
  device?: DeviceAddress | undefined
  /** JSON of an object. A view is serialised once for the event and for its own key. */
  payload: string
  /** Epoch ms. */
  now: number
}

/** The event as JSON text, as `domainEvent` reads it. Ids and names that go in are segments or ours: no escapes. */
export function eventText(event: OwnEvent): string {
  const session = event.session === null ? '' : `"session_id":${JSON.stringify(event.session)},`
  const { device } = event
  const about =
    device === undefined ? '' : `"controller_id":"${device.controller_id}","device_id":"${device.device_id}",`
  const id = JSON.stringify(event.id).slice(1, -1)
  return (
    `${OWN_EVENT_PREFIX}${id}","type":"${event.type}","tenant_id":"${event.room.tenant_id}",` +
    `"room_id":"${event.room.room_id}",${about}${session}"payload":${event.payload},` +
    `"timestamp":"${new Date(event.now).toISOString()}","metadata":{"source":"scene-runtime","trace_id":"rt:${id}"}}`
  )
}
