import { roomInput } from '../inputs.ts'
import { needs, router } from '../trpc.ts'
import { listControllers } from './service.ts'

export const controllersRouter = router({
  list: needs('devices.see')
    .input(roomInput)
    .query(({ ctx, input }) => listControllers(ctx, input.room)),
})
