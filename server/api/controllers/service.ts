import type { FeatureContext } from '../context.ts'
import { readPresence } from '../rooms/live.ts'
import { roomId } from '../rooms/service.ts'

export type ControllerSummary = {
  controller: string
  name: string
  type: string
  firmwareVersion: string
  ipAddress: string | null
  heartbeatIntervalMs: number
  /** `unknown`: registered, but never heard since the live store was last emptied. */
  status: 'online' | 'offline' | 'unknown'
  /** Epoch ms. */
  lastSeen: number | null
  /** How many it has. */
  devices: number
}

/** Throws `not_found` for the room. */
export async function listControllers(ctx: FeatureContext, room: string): Promise<ControllerSummary[]> {
  const id = await roomId(ctx.db, room)
  const [rows, presence] = await Promise.all([
    ctx.db.controller.findMany({
      where: { roomId: id },
      include: { _count: { select: { devices: true } } },
      orderBy: { slug: 'asc' },
    }),
    readPresence(ctx, { tenant_id: ctx.caller.tenant.slug, room_id: room }),
  ])
  return rows.map((row) => ({
    controller: row.slug,
    name: row.name,
    type: row.type,
    firmwareVersion: row.firmwareVersion,
    ipAddress: row.ipAddress,
    heartbeatIntervalMs: row.heartbeatIntervalMs,
    status: presence.get(row.slug)?.status ?? 'unknown',
    lastSeen: presence.get(row.slug)?.last_seen ?? null,
    devices: row._count.devices,
  }))
}
