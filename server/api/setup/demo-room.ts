import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Prisma, PrismaClient } from '#generated/prisma/client.ts'
import type { Log } from '#platform/log.ts'
import { contentHash, meaningHash } from '#scene-graph/hash.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { validate } from '#scene-graph/validate/validate.ts'
import { registerController } from '#wire/messages/register-controller.ts'
import { deviceManifest } from '#wire/messages/register-device.ts'
import { segment } from '#wire/names.ts'
import { bindings } from '#wire/session-messages.ts'
import { readDocument, toColumn } from '../graphs/documents.ts'
import { registerController as store } from '../registration/service.ts'
import { alone, isDone, remember } from './once.ts'

/** Files of the demo room, beside each other. */
const SCENE = 'intro-boiler.json'
const ROOM = 'room.json'

const roomFile = z.object({
  room: segment,
  devices: z.array(deviceManifest.extend({ controller_id: segment })),
  bindings,
})
type RoomFile = z.infer<typeof roomFile>

export type DemoOptions = { tenant: { id: string; slug: string }; folder: string; log: Log }

/**
 * The demo room's devices, its scene as published version 1, and who plays its roles. Left out with a log line when
 * the files are not there, or when the room is gone.
 */
export async function installDemo(prisma: PrismaClient, options: DemoOptions): Promise<void> {
  const { tenant, folder, log } = options
  const files = await readFiles(folder, log)
  if (files === null) return
  const { room: roomFile, scene } = files
  const room = await prisma.room.findUnique({ where: { tenantId_slug: { tenantId: tenant.id, slug: roomFile.room } } })
  if (room === null) {
    log.warn('the demo scene is left out: its room is not there', { room: roomFile.room })
    return
  }
  await registerDevices(prisma, tenant.slug, roomFile)
  await alone(prisma, async (tx) => {
    if (await isDone(tx, tenant.id, 'setup.demo')) return
    await putScene(tx, { tenantId: tenant.id, room, scene, bindings: roomFile.bindings, log })
    await remember(tx, tenant.id, 'setup.demo', scene.name)
    log.info('put the demo scene into its room', { room: room.slug, scene: scene.name })
  })
}

async function readFiles(folder: string, log: Log): Promise<{ room: RoomFile; scene: SceneGraph } | null> {
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(path.join(folder, name), 'utf8'))
  try {
    return { room: roomFile.parse(await read(ROOM)), scene: readDocument(await read(SCENE), SCENE) }
  } catch (error) {
    log.warn('the demo scene is left out: its files can not be read', { folder, error })
    return null
  }
}

/** So that the scene can be drawn and started before the virtual controllers have introduced themselves. */
async function registerDevices(prisma: PrismaClient, tenant: string, { room, devices }: RoomFile): Promise<void> {
  for (const controller_id of new Set(devices.map((device) => device.controller_id))) {
    const own = devices.filter((device) => device.controller_id === controller_id)
    const known = await prisma.controller.count({
      where: { slug: controller_id, room: { slug: room, tenant: { slug: tenant } } },
    })
    if (known > 0) continue
    await store(
      prisma,
      registerController.parse({ tenant_id: tenant, room_id: room, controller_id, capabilities: { devices: own } }),
    )
  }
}

type Scene = {
  tenantId: string
  room: { id: string; mainGraphId: string | null }
  scene: SceneGraph
  bindings: z.infer<typeof bindings>
  log: Log
}

async function putScene(tx: Prisma.TransactionClient, { tenantId, room, scene, bindings, log }: Scene): Promise<void> {
  const { id: graphId, kind, name, description } = scene
  if (await tx.graph.findUnique({ where: { id: graphId } })) return
  await tx.graph.create({ data: { tenantId, id: graphId, kind, name, description } })
  await tx.draft.create({ data: { tenantId, graphId, document: toColumn(scene), updatedBy: 'Setup' } })
  await tx.binding.createMany({
    data: Object.entries(bindings).map(([role, device]) => ({
      tenantId,
      roomId: room.id,
      graphId,
      role,
      controllerSlug: device.controller_id,
      deviceSlug: device.device_id,
    })),
  })
  const errors = validate(scene).filter((finding) => finding.severity === 'error')
  if (errors.length > 0) {
    log.error('the demo scene has errors and is left unpublished', { errors })
    return
  }
  await tx.version.create({
    data: {
      tenantId,
      graphId,
      number: 1,
      hash: contentHash(scene),
      meaningHash: meaningHash(scene),
      document: toColumn(scene),
      note: 'As it came with the studio',
      publishedBy: 'Setup',
    },
  })
  await tx.graph.update({ where: { id: graphId }, data: { currentNumber: 1 } })
  if (room.mainGraphId === null) await tx.room.update({ where: { id: room.id }, data: { mainGraphId: graphId } })
}
