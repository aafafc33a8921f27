import type { Bindings } from '#wire/session-messages.ts'
import { record } from '../audit/record.ts'
import type { FeatureContext } from '../context.ts'
import { ApiError, found } from '../errors.ts'
import { roomId } from '../rooms/service.ts'
import type { TenantTx } from '../tenancy.ts'

/** Role → device, as a room has bound a graph. */
export async function readBindings(db: TenantTx, room: string, graphId: string): Promise<Bindings> {
  const rows = await db.binding.findMany({ where: { roomId: room, graphId }, orderBy: { role: 'asc' } })
  return Object.fromEntries(
    rows.map((row) => [row.role, { controller_id: row.controllerSlug, device_id: row.deviceSlug }]),
  )
}

/** Throws `not_found` for the room or the graph. */
export async function getBindings({ db }: FeatureContext, input: { room: string; graph: string }): Promise<Bindings> {
  const room = await roomId(db, input.room)
  await graphName(db, input.graph)
  return readBindings(db, room, input.graph)
}

/** Replaces all bindings of a graph in a room. Throws `not_found`, or `invalid` for a device that the room has not. */
export function setBindings(
  { db, caller }: FeatureContext,
  input: { room: string; graph: string; bindings: Bindings },
): Promise<Bindings> {
  const { room: slug, graph: graphId, bindings } = input
  const replace = async (tx: TenantTx): Promise<Bindings> => {
    // Whoever else sets this room's bindings waits here: of two at once the result is one's, never a mixture.
    await tx.room.updateMany({ where: { slug }, data: { slug } })
    const room = await roomId(tx, slug)
    const name = await graphName(tx, graphId)
    const strangers = await unknownDevices(tx, room, bindings)
    if (strangers.length > 0)
      throw new ApiError('invalid', `${slug} has no device ${strangers.join(', ')}. Choose one that is registered.`)
    const key = { roomId: room, graphId }
    await tx.binding.deleteMany({ where: key })
    await tx.binding.createMany({
      data: Object.entries(bindings).map(([role, device]) => ({
        tenantId: caller.tenant.id,
        ...key,
        role,
        controllerSlug: device.controller_id,
        deviceSlug: device.device_id,
      })),
    })
    await record(tx, caller, {
      action: 'bindings.set',
      subject: `${slug}: ${name}`,
      detail: { graph: graphId, bindings },
    })
    return readBindings(tx, room, graphId)
  }
  return db.$transaction(replace)
}

const graphName = async (db: TenantTx, id: string): Promise<string> =>
  found(await db.graph.findFirst({ where: { id }, select: { name: true } }), 'graph', id).name

/** `controller/device` of those bindings that lead to no device of the room. */
export async function unknownDevices(db: TenantTx, room: string, bindings: Bindings): Promise<string[]> {
  const rows = await db.device.findMany({
    where: { roomId: room },
    select: { slug: true, controller: { select: { slug: true } } },
  })
  const known = new Set(rows.map((row) => `${row.controller.slug}/${row.slug}`))
  return Object.values(bindings)
    .map((device) => `${device.controller_id}/${device.device_id}`)
    .filter((device) => !known.has(device))
}
