import type { PrismaClient } from '#generated/prisma/client.ts'

/** Where a board stands. Boards need not know their tenant, nor devices their room, as long as only one fits. */
export type Place = { tenant: { id: string; slug: string }; room: { id: string; slug: string } }

/** Why a registration was not taken; the gateway shows it to whoever installs the board. */
export type Refused = { code: 'unknown_room' | 'unknown_controller' | 'ambiguous'; message: string }

type Asked = { tenant_id?: string | undefined; room_id?: string | undefined; controller_id: string }

/** The room that a controller names. Before a tenant is known there is nothing to scope to, hence the whole database. */
export async function placeOfController(
  prisma: PrismaClient,
  { tenant_id, room_id }: Asked & { room_id: string },
): Promise<Place | Refused> {
  const rooms = await prisma.room.findMany({
    where: { slug: room_id, ...(tenant_id === undefined ? {} : { tenant: { slug: tenant_id } }) },
    select: { id: true, slug: true, tenant: { select: { id: true, slug: true } } },
    take: 2,
  })
  const [room] = rooms
  if (room === undefined) {
    const where = tenant_id === undefined ? '' : ` of tenant “${tenant_id}”`
    return { code: 'unknown_room', message: `There is no room “${room_id}”${where}. Create it in the studio first.` }
  }
  if (rooms.length > 1)
    return {
      code: 'ambiguous',
      message: `Several tenants have a room “${room_id}”: add tenant_id to the registration.`,
    }
  const { tenant, ...rest } = room
  return { tenant, room: rest }
}

/** The controller that a device names, and where it stands. */
export async function placeOfDevice(
  prisma: PrismaClient,
  asked: Asked,
): Promise<(Place & { controller: { id: string } }) | Refused> {
  const { tenant_id, room_id, controller_id } = asked
  if (room_id !== undefined) {
    const place = await placeOfController(prisma, { ...asked, room_id })
    if ('code' in place) return place
    const controller = await prisma.controller.findFirst({
      where: { tenantId: place.tenant.id, roomId: place.room.id, slug: controller_id },
      select: { id: true },
    })
    if (controller === null) return unknownController(controller_id, ` in room “${room_id}”`)
    return { ...place, controller }
  }
  const controllers = await prisma.controller.findMany({
    where: { slug: controller_id, ...(tenant_id === undefined ? {} : { tenant: { slug: tenant_id } }) },
    select: {
      id: true,
      room: { select: { id: true, slug: true } },
      tenant: { select: { id: true, slug: true } },
    },
    take: 2,
  })
  const [controller] = controllers
  if (controller === undefined) return unknownController(controller_id, '')
  if (controllers.length > 1)
    return {
      code: 'ambiguous',
      message: `Several rooms have a controller “${controller_id}”: add room_id (and tenant_id) to the registration.`,
    }
  return { tenant: controller.tenant, room: controller.room, controller: { id: controller.id } }
}

const unknownController = (controller: string, where: string): Refused => ({
  code: 'unknown_controller',
  message: `There is no controller “${controller}”${where}. A controller registers before its devices.`,
})
