import { z } from 'zod'
import { roomEvent, roomEventName } from '#wire/events/room-event.ts'
import { segment } from '#wire/names.ts'
import { hardwarePolicy } from '#wire/room-policy.ts'
import { displayName, id, roomInput, roomSlug } from '../inputs.ts'
import { needs, router } from '../trpc.ts'
import { createRoom, getRoom, listRooms, updateRoom } from './service.ts'
import { tellRoom } from './tell.ts'

/** It is journalled with every game that hears it. */
const MOST_DATA = 8_192
const eventData = roomEvent.shape.data.refine(
  (data) => JSON.stringify(data).length <= MOST_DATA,
  `is more than ${MOST_DATA} characters together`,
)

export const roomsRouter = router({
  list: needs('rooms.see').query(({ ctx }) => listRooms(ctx)),
  get: needs('rooms.see')
    .input(roomInput)
    .query(({ ctx, input }) => getRoom(ctx, input.room)),
  create: needs('rooms.edit')
    .input(z.strictObject({ venue: segment, slug: segment, name: displayName }))
    .mutation(({ ctx, input }) => createRoom(ctx, input)),
  update: needs('rooms.edit')
    .input(
      z.strictObject({
        room: roomSlug,
        name: displayName.optional(),
        mainGraphId: id.nullable().optional(),
        expectedMinutes: z.number().int().min(1).max(1_440).optional(),
        hardwareAway: hardwarePolicy.optional(),
      }),
    )
    .mutation(({ ctx, input }) => updateRoom(ctx, input)),
  event: needs('sessions.act')
    .input(z.strictObject({ room: roomSlug, name: roomEventName, data: eventData }))
    .mutation(({ ctx, input }) => tellRoom(ctx, input)),
})
