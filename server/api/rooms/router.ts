import { z } from 'zod'
import { segment } from '#wire/names.ts'
import { displayName, id, roomInput, roomSlug } from '../inputs.ts'
import { needs, router } from '../trpc.ts'
import { createRoom, getRoom, listRooms, updateRoom } from './service.ts'

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
      }),
    )
    .mutation(({ ctx, input }) => updateRoom(ctx, input)),
})
