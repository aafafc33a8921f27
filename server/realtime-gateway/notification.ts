import { z } from 'zod'
import { json } from '#wire/json.ts'

/** What the gateway needs to know of an event; the rest is handed on as it is, unread. */
const envelope = z.looseObject({
  event_id: z.string(),
  type: z.string(),
  tenant_id: z.string(),
  room_id: z.string(),
  controller_id: z.string().optional(),
  device_id: z.string().optional(),
  session_id: z.string().optional(),
  timestamp: z.string(),
  payload: z.record(z.string(), json),
})
export type Envelope = z.infer<typeof envelope>

/** An event on its way to clients: serialised once, whoever gets it. */
export type Notification = { streamId: string; event: Envelope; text: string }

/** `event` and `session_id` are spliced in as text: the event's JSON is not made again. */
const wrap = (event: Envelope, eventJson: string): string =>
  `{"type":"event_notification","room_id":${JSON.stringify(event.room_id)},` +
  (event.session_id === undefined ? '' : `"session_id":${JSON.stringify(event.session_id)},`) +
  `"data":${eventJson},"timestamp":${JSON.stringify(event.timestamp)}}`

/** From `sentient:domain_events`, where the stream id is the event's first field. undefined: it is no event of ours. */
export function fromChannel(text: string): Notification | undefined {
  const value = parse(text)
  const event = envelope.safeParse(value)
  const id = z.object({ stream_id: z.string().regex(/^\d+-\d+$/) }).safeParse(value)
  if (!event.success || !id.success) return undefined
  return { streamId: id.data.stream_id, event: event.data, text: wrap(event.data, text) }
}

/** From a room's stream, where the id is the entry's. */
export const fromStream = (streamId: string, text: string): Notification | undefined =>
  fromChannel(`{"stream_id":"${streamId}",${text.slice(1)}`)

/** The same event with another payload, for a client that gets one in place of many. */
export const withPayload = (notification: Notification, payload: Envelope['payload']): Notification => {
  const event = { ...notification.event, payload }
  return { ...notification, event, text: wrap(event, JSON.stringify({ ...event, stream_id: notification.streamId })) }
}

/** JSON, or undefined for what is none. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
