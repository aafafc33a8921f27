import { z } from 'zod'
import { limit } from '../inputs.ts'
import { needs, router } from '../trpc.ts'

export type AuditLine = { id: string; at: Date; actor: string; action: string; subject: string | null; detail: unknown }

export const auditRouter = router({
  /** Newest first. */
  list: needs('audit.see')
    .input(z.strictObject({ limit: limit(1_000, 200) }).prefault({}))
    .query(
      ({ ctx, input }): Promise<AuditLine[]> =>
        ctx.db.auditEntry.findMany({
          select: { id: true, at: true, actor: true, action: true, subject: true, detail: true },
          orderBy: [{ at: 'desc' }, { id: 'desc' }],
          take: input.limit,
        }),
    ),
})
