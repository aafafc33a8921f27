import type { Prisma, PrismaClient } from '#generated/prisma/client.ts'

/** What setup did is remembered in the audit log, by its action. */
type Step = 'setup.tenant' | 'setup.demo' | 'setup.owner'

type Tx = Prisma.TransactionClient

const SETUP_LOCK = 5_417_301

/** Runs `work` in a transaction that no other setup runs beside. */
export const alone = <T>(prisma: PrismaClient, work: (tx: Tx) => Promise<T>): Promise<T> =>
  prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SETUP_LOCK})`
      return work(tx)
    },
    { timeout: 30_000, maxWait: 30_000 },
  )

export async function remember(tx: Tx, tenantId: string, step: Step, subject: string): Promise<void> {
  await tx.auditEntry.create({ data: { tenantId, actor: 'setup', action: step, subject } })
}

export const isDone = async (tx: Tx, tenantId: string, step: Step): Promise<boolean> =>
  (await tx.auditEntry.count({ where: { tenantId, actor: 'setup', action: step } })) > 0
