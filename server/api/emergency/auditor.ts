import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Prisma, PrismaClient } from '#generated/prisma/client.ts'
import type { Service } from '#platform/lifecycle.ts'
import type { Log } from '#platform/log.ts'
import { createWorkStream } from '#platform/work-stream.ts'
import { AUDITORS, EMERGENCY_LOG } from '#wire/channels.ts'
import { domainEvent } from '#wire/domain-event.ts'

const ACTIONS = { emergency_stop_triggered: 'emergency.stop', emergency_stop_cleared: 'emergency.clear' } as const
const told = domainEvent.extend({ payload: z.looseObject({ actor: z.string() }) })

/**
 * Writes emergency stops and their ends into the audit log. They stand in a stream of their own and stay there until
 * PostgreSQL has them; a row is named after its event, so that none is written twice.
 */
export function createEmergencyAuditor(options: {
  prisma: PrismaClient
  /** Waits for entries; used for nothing else. */
  blocking: Redis
  log: Log
}): Service {
  const { prisma, blocking, log } = options

  /** Rejects while PostgreSQL is away: then the entry stays where it is. */
  async function write(said: unknown): Promise<void> {
    const event = told.safeParse(said)
    const action = event.success ? new Map<string, string>(Object.entries(ACTIONS)).get(event.data.type) : undefined
    if (!event.success || action === undefined) {
      log.error('an emergency stop can not be read and is passed over', { said })
      return
    }
    const { event_id, tenant_id, room_id, payload, timestamp } = event.data
    const tenant = await prisma.tenant.findUnique({ where: { slug: tenant_id }, select: { id: true } })
    if (tenant === null) {
      log.error('an emergency stop of a tenant that is gone is passed over', { tenant_id, room_id })
      return
    }
    const { actor, ...detail } = payload
    const row = {
      id: event_id,
      tenantId: tenant.id,
      at: new Date(timestamp),
      actor,
      action,
      subject: room_id,
      detail: detail as Prisma.InputJsonObject,
    }
    await prisma.auditEntry.createMany({ data: [row], skipDuplicates: true })
  }

  return createWorkStream({
    name: 'emergency-auditor',
    stream: EMERGENCY_LOG,
    group: AUDITORS,
    blocking,
    log,
    trouble: 'emergency stops wait to be written into the audit log',
    work: write,
  })
}
