import { z } from 'zod'
import { segment } from '#wire/names.ts'
import { displayName } from '../inputs.ts'
import { needs, router } from '../trpc.ts'
import { createVenue, listVenues } from './service.ts'

export const venuesRouter = router({
  list: needs('rooms.see').query(({ ctx }) => listVenues(ctx)),
  create: needs('venues.edit')
    .input(z.strictObject({ slug: segment, name: displayName }))
    .mutation(({ ctx, input }) => createVenue(ctx, input)),
})
