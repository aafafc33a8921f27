import { z } from 'zod'

/**
 * One topic segment: tenant, room, controller, device, signal or command. 1–64 of `a-z 0-9 _ -`. Segments become keys
 * of plain objects, so the two names that every object has already are none.
 */
export const SEGMENT = /^(?!(?:constructor|__proto__)$)[a-z0-9_-]{1,64}$/

export const segment = z.string().regex(SEGMENT, 'must be 1–64 characters of a-z, 0-9, _ and -')

/** The name under which a board as a whole hears and answers an emergency stop; no device may have it. */
export const EMERGENCY_DEVICE = 'emergency'

export const deviceId = segment.refine((id) => id !== EMERGENCY_DEVICE, `"${EMERGENCY_DEVICE}" is kept for the stop`)

/** A device's address inside its room. Ids are unique in a room only, and device ids only on their controller. */
export type DeviceAddress = { controller_id: string; device_id: string }

export const deviceAddress = z.object({ controller_id: segment, device_id: segment })

/** The one spelling of a room across keys, channels and logs. */
export type RoomAddress = { tenant_id: string; room_id: string }

export const roomKey = (room: RoomAddress): string => `${room.tenant_id}:${room.room_id}`

/** The same read back; empty for what is none, so that it goes into a `flatMap`. */
export function readRoomKey(key: string): RoomAddress[] {
  const colon = key.indexOf(':')
  return colon < 0 ? [] : [{ tenant_id: key.slice(0, colon), room_id: key.slice(colon + 1) }]
}
