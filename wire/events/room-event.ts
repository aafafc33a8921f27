import { z } from 'zod'
import { scalar } from '../json.ts'

/** As scenes name events: dots and colons are for foreign ones. */
export const roomEventName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,127}$/, 'an event is 1–128 letters, digits, _ . : and -')

/**
 * Payload of `room_event`: a named event for every game of the room that listens. One that a game told (`session_id` in
 * the envelope) is not heard by that game itself; others come from people and booking systems.
 */
export const roomEvent = z.object({
  name: roomEventName,
  data: z.record(z.string().min(1).max(64), scalar).default({}),
  /** Who told it, if no game did. */
  by: z.string().optional(),
})
export type RoomEventPayload = z.infer<typeof roomEvent>
