import type { PrismaClient } from '#generated/prisma/client.ts'
import { counted, hashOf } from './scenes.ts'

/** What the API stores of a game before it asks for it: a tenant, its room, the graph and its version. Answers the id. */
export async function storeSession(prisma: PrismaClient, session: string, room: string): Promise<string> {
  const tenant = await prisma.tenant.upsert({
    where: { slug: 'acme' },
    create: { slug: 'acme', name: 'Acme' },
    update: {},
  })
  const tenantId = tenant.id
  const venue = await prisma.venue.upsert({
    where: { tenantId_slug: { tenantId, slug: 'main' } },
    create: { tenantId, slug: 'main', name: 'Main' },
    update: {},
  })
  const { id: roomId } = await prisma.room.create({ data: { tenantId, venueId: venue.id, slug: room, name: room } })
  const scene = counted()
  const graph = await prisma.graph.upsert({
    where: { id: scene.id },
    create: { id: scene.id, tenantId, kind: 'scene', name: scene.name },
    update: {},
  })
  const version = await prisma.version.upsert({
    where: { tenantId_graphId_number: { tenantId, graphId: graph.id, number: 1 } },
    create: {
      tenantId,
      graphId: graph.id,
      number: 1,
      hash: hashOf(scene),
      meaningHash: 'm',
      document: JSON.parse(JSON.stringify(scene)),
    },
    update: {},
  })
  await prisma.gameSession.create({
    data: { id: session, tenantId, roomId, graphId: graph.id, versionId: version.id, seed: 1 },
  })
  return session
}
