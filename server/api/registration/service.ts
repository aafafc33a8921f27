import type { Device, Prisma, PrismaClient } from '#generated/prisma/client.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import type { RegisterController } from '#wire/messages/register-controller.ts'
import type { DeviceManifest, RegisterDevice } from '#wire/messages/register-device.ts'
import type { Registered } from '#wire/registry.ts'
import { scopeTo, type TenantTx } from '../tenancy.ts'
import { retried } from '../unique.ts'
import { type Place, placeOfController, placeOfDevice, type Refused } from './place.ts'

/**
 * What boards say of themselves, handed on by the gateway. A board may say it at every boot, and two boards at once;
 * ids are unique in their room only. What is said again replaces what was said before; what is left out stays.
 */

/** Room for the largest manifest on a slow machine, ms. */
const TIMEOUT = 15_000

export async function registerController(
  prisma: PrismaClient,
  message: RegisterController,
): Promise<Registered | Refused> {
  const place = await placeOfController(prisma, message)
  if ('code' in place) return place
  const devices = message.capabilities?.devices ?? []
  await retried(() =>
    scopeTo(prisma, place.tenant.id).$transaction(
      async (tx) => putDevices(tx, place, await putController(tx, place, message), devices),
      { timeout: TIMEOUT },
    ),
  )
  return {
    tenant_id: place.tenant.slug,
    room_id: place.room.slug,
    controller_id: message.controller_id,
    devices: devices.map((device) => device.device_id),
  }
}

export async function registerDevice(prisma: PrismaClient, message: RegisterDevice): Promise<Registered | Refused> {
  const place = await placeOfDevice(prisma, message)
  if ('code' in place) return place
  await retried(() =>
    scopeTo(prisma, place.tenant.id).$transaction((tx) => putDevices(tx, place, place.controller.id, [message])),
  )
  return {
    tenant_id: place.tenant.slug,
    room_id: place.room.slug,
    controller_id: message.controller_id,
    device_id: message.device_id,
  }
}

async function putController(tx: TenantTx, place: Place, message: RegisterController): Promise<string> {
  const key = { tenantId: place.tenant.id, roomId: place.room.id, slug: message.controller_id }
  const data = {
    type: message.controller_type,
    firmwareVersion: message.firmware_version,
    heartbeatIntervalMs: message.heartbeat_interval_ms,
    ...(message.ip_address === undefined ? {} : { ipAddress: message.ip_address }),
    ...(message.boot_id === undefined ? {} : { bootId: message.boot_id }),
  }
  const { id } = await tx.controller.upsert({
    where: { tenantId_roomId_slug: key },
    create: { ...key, name: message.controller_id, ...data },
    update: data,
    select: { id: true },
  })
  return id
}

/** Writes only what is new or different: a large board says the same at every boot. */
async function putDevices(
  tx: TenantTx,
  place: Place,
  controllerId: string,
  manifests: readonly DeviceManifest[],
): Promise<void> {
  const wanted = new Map(manifests.map((manifest) => [manifest.device_id, manifest]))
  const slugs = [...wanted.keys()]
  const rows = await tx.device.findMany({ where: { controllerId, slug: { in: slugs } } })
  const known = new Map(rows.map((row) => [row.slug, row]))
  const fresh: Prisma.DeviceCreateManyInput[] = []
  for (const [slug, manifest] of wanted) {
    const row = known.get(slug)
    if (row === undefined)
      fresh.push({ tenantId: place.tenant.id, roomId: place.room.id, controllerId, slug, ...firstOf(manifest) })
    else {
      const data = statedBy(manifest)
      if (differs(row, data)) await tx.device.update({ where: { id: row.id }, data })
    }
  }
  if (fresh.length > 0) await tx.device.createMany({ data: fresh })
}

const firstOf = (manifest: DeviceManifest) => ({
  name: manifest.device_id,
  kind: 'unknown',
  signals: {},
  commands: {},
  ...statedBy(manifest),
})

type Stated = {
  name?: string
  kind?: string
  category?: string
  signals?: Prisma.InputJsonObject
  commands?: Prisma.InputJsonObject
}

/**
 * What a manifest states. One that lists neither signals nor commands leaves them to the device's own registration: a
 * device without either would be of no use.
 */
function statedBy(manifest: DeviceManifest): Stated {
  const { friendly_name: name, category, signals, commands } = manifest
  const kind = manifest.kind ?? manifest.device_type
  const capable = Object.keys(signals).length > 0 || Object.keys(commands).length > 0
  return {
    ...(name === undefined ? {} : { name }),
    ...(kind === undefined ? {} : { kind }),
    ...(category === undefined ? {} : { category }),
    // Parsed from JSON, so plain JSON; optional fields keep the type from saying so.
    ...(capable ? { signals: signals as Prisma.InputJsonObject, commands: commands as Prisma.InputJsonObject } : {}),
  }
}

const differs = (row: Device, { name, kind, category, signals, commands }: Stated): boolean =>
  (name !== undefined && name !== row.name) ||
  (kind !== undefined && kind !== row.kind) ||
  (category !== undefined && category !== row.category) ||
  (signals !== undefined && canonicalJson(signals) !== canonicalJson(row.signals)) ||
  (commands !== undefined && canonicalJson(commands) !== canonicalJson(row.commands))
