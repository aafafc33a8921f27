import type { Prisma } from '#generated/prisma/client.ts'
import type { Caller } from '../caller.ts'
import type { TenantTx } from '../tenancy.ts'

/** What was done to what. `action` is the procedure's path; `subject` is what a person would look for. */
export type Deed = { action: string; subject: string; detail?: Prisma.InputJsonObject }

/** Leaves an audit entry, in the transaction of the change itself: neither is ever there without the other. */
export async function record(tx: TenantTx, caller: Caller, deed: Deed): Promise<void> {
  await tx.auditEntry.create({ data: { tenantId: caller.tenant.id, actor: caller.user.email, ...deed } })
}

const SAME_SITTING_MS = 10 * 60_000

/** As `record`, for what happens every few seconds: within ten minutes the last entry is brought up to date instead. */
export async function recordSitting(tx: TenantTx, caller: Caller, deed: Deed, now: Date): Promise<void> {
  const { count } = await tx.auditEntry.updateMany({
    where: {
      actor: caller.user.email,
      action: deed.action,
      subject: deed.subject,
      at: { gt: new Date(now.getTime() - SAME_SITTING_MS) },
    },
    data: { at: now, ...(deed.detail === undefined ? {} : { detail: deed.detail }) },
  })
  if (count === 0) await record(tx, caller, deed)
}
