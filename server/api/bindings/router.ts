import { z } from 'zod'
import { name } from '#scene-graph/schema/values.ts'
import { deviceAddress } from '#wire/names.ts'
import { id, roomSlug } from '../inputs.ts'
import { needs, router } from '../trpc.ts'
import { getBindings, setBindings } from './service.ts'

const place = { room: roomSlug, graph: id }

export const bindingsRouter = router({
  get: needs('bindings.see')
    .input(z.strictObject(place))
    .query(({ ctx, input }) => getBindings(ctx, input)),
  set: needs('bindings.edit')
    .input(z.strictObject({ ...place, bindings: z.record(name, deviceAddress) }))
    .mutation(({ ctx, input }) => setBindings(ctx, input)),
})
