import { z } from 'zod'
import { limit } from '../inputs.ts'
import { needs, router } from '../trpc.ts'
import { readRefusals } from './refusals.ts'

export const operationsRouter = router({
  /** What the gateway did not take, newest first. What names no tenant is shown where there is only one. */
  refusals: needs('operations.see')
    .input(z.strictObject({ limit: limit(500, 100) }).prefault({}))
    .query(async ({ ctx, input }) =>
      readRefusals(ctx, { tenant: ctx.caller.tenant.slug, orphans: await ctx.onlyTenant(), limit: input.limit }),
    ),
})
