import { randomUUID } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import type { PrismaClient } from '#generated/prisma/client.ts'
import type { Log } from '#platform/log.ts'
import { installDemo } from './demo-room.ts'
import { alone, isDone, remember } from './once.ts'

/**
 * What an empty installation gets: the first tenant with a venue and a room, its owner, and in the demo a scene to
 * play. Each part is done once: an audit entry remembers it, so that nothing that people changed, removed or archived
 * ever comes back or is overwritten.
 */
export type SetupOptions = {
  owner: { email: string; password: string | undefined }
  /** Folder of the demo room's files, or null for none. */
  demo: string | null
  log: Log
}

export const FIRST = {
  tenant: { slug: 'paragon', name: 'Paragon' },
  venue: { slug: 'paragon', name: 'Paragon' },
  room: { slug: 'clockwork', name: 'Clockwork' },
} as const

/** There is nobody who could sign in, and no password to make somebody with. */
export class NoOwnerPassword extends Error {
  override name = 'NoOwnerPassword'
}

/** Throws `NoOwnerPassword`; everything that could be set up before stays. */
export async function setUp(prisma: PrismaClient, options: SetupOptions): Promise<void> {
  const { log } = options
  await alone(prisma, async (tx) => {
    if (await tx.tenant.findUnique({ where: { slug: FIRST.tenant.slug } })) return
    const tenant = await tx.tenant.create({ data: FIRST.tenant })
    const venue = await tx.venue.create({ data: { tenantId: tenant.id, ...FIRST.venue } })
    await tx.room.create({ data: { tenantId: tenant.id, venueId: venue.id, ...FIRST.room } })
    await remember(tx, tenant.id, 'setup.tenant', FIRST.tenant.slug)
    log.info('made the first tenant', { tenant: FIRST.tenant.slug, room: FIRST.room.slug })
  })
  const tenant = await prisma.tenant.findUniqueOrThrow({ where: { slug: FIRST.tenant.slug } })
  if (options.demo !== null && !(await isDone(prisma, tenant.id, 'setup.demo')))
    await installDemo(prisma, { tenant, folder: options.demo, log })
  await setUpOwner(prisma, tenant.id, options)
}

async function setUpOwner(prisma: PrismaClient, tenantId: string, { owner, log }: SetupOptions): Promise<void> {
  if ((await prisma.member.count({ where: { tenantId } })) > 0) return
  if (owner.password === undefined)
    throw new NoOwnerPassword(
      'nobody can sign in yet: set STUDIO_OWNER_PASSWORD (and STUDIO_OWNER_EMAIL) and run setup again',
    )
  const password = await hashPassword(owner.password)
  const email = owner.email.toLowerCase()
  await alone(prisma, async (tx) => {
    if ((await tx.member.count({ where: { tenantId } })) > 0) return
    const known = await tx.user.findUnique({ where: { email } })
    const userId = known?.id ?? randomUUID()
    if (known === null) {
      await tx.user.create({ data: { id: userId, email, name: 'Owner' } })
      await tx.account.create({
        data: { id: randomUUID(), accountId: userId, providerId: 'credential', userId, password },
      })
    }
    await tx.member.create({ data: { tenantId, userId, role: 'owner' } })
    await remember(tx, tenantId, 'setup.owner', email)
    log.info('made the first account', { email })
  })
}
