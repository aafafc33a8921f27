import type { PrismaClient } from '#generated/prisma/client.ts'
import { commandLimits, type RegistryRoom } from '#wire/registry.ts'
import { storedCommands, storedSignals } from '../devices/declarations.ts'

/** Every room with its controllers and devices: what the gateway judges messages and commands by. All tenants. */
export async function readRegistry(prisma: PrismaClient): Promise<RegistryRoom[]> {
  const rooms = await prisma.room.findMany({
    select: {
      slug: true,
      tenant: { select: { slug: true } },
      venue: { select: { slug: true } },
      controllers: {
        select: {
          slug: true,
          bootId: true,
          heartbeatIntervalMs: true,
          devices: {
            select: { slug: true, kind: true, signals: true, commands: true, limits: true },
            orderBy: { slug: 'asc' },
          },
        },
        orderBy: { slug: 'asc' },
      },
    },
    orderBy: [{ tenant: { slug: 'asc' } }, { slug: 'asc' }],
  })
  return rooms.map((room) => ({
    tenant_id: room.tenant.slug,
    room_id: room.slug,
    venue_id: room.venue.slug,
    controllers: room.controllers.map((controller) => ({
      controller_id: controller.slug,
      boot_id: controller.bootId,
      heartbeat_interval_ms: controller.heartbeatIntervalMs,
      devices: controller.devices.map((device) => ({
        device_id: device.slug,
        kind: device.kind,
        signals: storedSignals.parse(device.signals),
        commands: storedCommands.parse(device.commands),
        limits: commandLimits.parse(device.limits),
      })),
    })),
  }))
}
