import { createEvent } from '#platform/events.ts'
import { appendEvents } from '#platform/room-stream.ts'
import type { RoomEventPayload } from '#wire/events/room-event.ts'
import { record } from '../audit/record.ts'
import type { FeatureContext } from '../context.ts'
import { toPayload } from '../payload.ts'
import { roomId } from './service.ts'

/**
 * Tells a room a named event: every game there that listens hears it, also one that is brought back later. Throws
 * `not_found` for the room.
 */
export async function tellRoom(
  ctx: FeatureContext,
  { room, name, data }: { room: string; name: string; data: RoomEventPayload['data'] },
): Promise<{ event_id: string }> {
  const { db, caller, redis } = ctx
  await roomId(db, room)
  await record(db, caller, { action: 'rooms.event', subject: room, detail: { name, data } })
  const payload: RoomEventPayload = { name, data, by: caller.user.name }
  const event = createEvent({
    type: 'room_event',
    tenant_id: caller.tenant.slug,
    room_id: room,
    payload: toPayload(payload),
    source: 'api',
    trace_id: ctx.traceId,
    now: ctx.now(),
  })
  await appendEvents(redis, [event])
  return { event_id: event.event_id }
}
