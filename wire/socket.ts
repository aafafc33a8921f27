import { z } from 'zod'
import { publishedEvent } from './domain-event.ts'
import { SEGMENT } from './names.ts'

/**
 * The realtime gateway's WebSocket. Connect with `?token=JWT` (from the API, short-lived). Client messages are
 * `{"type":"subscribe:clockwork","last_event_id":"171-0"}` and `{"type":"unsubscribe:clockwork"}`; the room is one
 * of the token's tenant. What came after `last_event_id` (a `stream_id`) is sent first.
 */
const roomMessage = (verb: string) =>
  z.string().refine((t) => t.startsWith(`${verb}:`) && SEGMENT.test(t.slice(verb.length + 1)), `must be ${verb}:{room}`)

export const clientMessage = z.union([
  z.object({
    type: roomMessage('subscribe'),
    last_event_id: z
      .string()
      .regex(/^\d+-\d+$/)
      .optional(),
  }),
  z.object({ type: roomMessage('unsubscribe') }),
])

export const eventNotification = z.object({
  type: z.literal('event_notification'),
  room_id: z.string(),
  session_id: z.string().optional(),
  data: publishedEvent,
  timestamp: z.iso.datetime(),
})
export type EventNotification = z.infer<typeof eventNotification>

export const serverMessage = z.discriminatedUnion('type', [
  eventNotification,
  /** Live from here; `last_event_id` is where the room's stream stands. `gap` says that some of what was missed is gone. */
  z.object({
    type: z.literal('subscribed'),
    room_id: z.string(),
    last_event_id: z.string(),
    replayed: z.number(),
    gap: z.boolean(),
  }),
  z.object({ type: z.literal('unsubscribed'), room_id: z.string() }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
])
export type ServerMessage = z.infer<typeof serverMessage>

/** Claims of the token that opens a connection. */
export const realtimeClaims = z.object({ sub: z.string(), tenant: z.string(), role: z.string() })
export type RealtimeClaims = z.infer<typeof realtimeClaims>
