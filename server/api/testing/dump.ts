import type { PrismaClient } from '#generated/prisma/client.ts'

/** Every row of the tables that belong to tenants, or of one tenant only: to see whether anything changed. */
export async function dump(prisma: PrismaClient, tenantId?: string): Promise<Record<string, unknown[]>> {
  const where = tenantId === undefined ? {} : { tenantId }
  const tenant = tenantId === undefined ? {} : { id: tenantId }
  const member = tenantId === undefined ? {} : { members: { some: { tenantId } } }
  const byId = { orderBy: { id: 'asc' } } as const
  return {
    tenants: await prisma.tenant.findMany({ where: tenant, ...byId }),
    venues: await prisma.venue.findMany({ where, ...byId }),
    rooms: await prisma.room.findMany({ where, ...byId }),
    controllers: await prisma.controller.findMany({ where, ...byId }),
    devices: await prisma.device.findMany({ where, ...byId }),
    graphs: await prisma.graph.findMany({ where, ...byId }),
    drafts: await prisma.draft.findMany({ where, orderBy: { graphId: 'asc' } }),
    versions: await prisma.version.findMany({ where, ...byId }),
    bindings: await prisma.binding.findMany({ where, ...byId }),
    sessions: await prisma.gameSession.findMany({ where, ...byId }),
    journal: await prisma.journalRecord.findMany({ where, orderBy: [{ sessionId: 'asc' }, { entryId: 'asc' }] }),
    members: await prisma.member.findMany({ where, ...byId }),
    audit: await prisma.auditEntry.findMany({ where, ...byId }),
    users: await prisma.user.findMany({ where: member, ...byId }),
    accounts: await prisma.account.findMany({ where: { user: member }, ...byId }),
  }
}
