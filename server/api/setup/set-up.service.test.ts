import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PrismaClient } from '#generated/prisma/client.ts'
import { projectRoot } from '#platform/local/project.ts'
import { createLog } from '#platform/log.ts'
import { connectPrisma } from '#platform/postgres.ts'
import { createTestDatabase } from '#platform/testing/database.ts'
import { dump } from '../testing/dump.ts'
import { NoOwnerPassword, setUp } from './set-up.ts'

const log = createLog('test')
const demo = path.join(projectRoot, 'examples/clockwork')
const owner = { email: 'Owner@Studio.local', password: 'first password' }

let prisma: PrismaClient
let drop: () => Promise<void>

beforeAll(async () => {
  const database = await createTestDatabase()
  drop = database.drop
  prisma = connectPrisma(database.url, log)
})
afterAll(async () => {
  await prisma.$disconnect()
  await drop()
})

describe('setup', () => {
  it('leaves the demo out when its files are not there, and refuses to leave nobody who can sign in', async () => {
    const empty = await mkdtemp(path.join(os.tmpdir(), 'studio-setup-'))
    const without = setUp(prisma, { owner: { ...owner, password: undefined }, demo: empty, log })
    await expect(without).rejects.toThrow(NoOwnerPassword)
    await rm(empty, { recursive: true })
    expect(await prisma.room.findMany({ select: { slug: true } })).toEqual([{ slug: 'clockwork' }])
    expect(await prisma.graph.count()).toBe(0)
  })

  it('makes tenant, room, owner and a scene that can be played, also when two run at once', async () => {
    await Promise.all([setUp(prisma, { owner, demo, log }), setUp(prisma, { owner, demo, log })])
    const room = await prisma.room.findFirstOrThrow({
      include: { tenant: true, mainGraph: { include: { current: true } }, bindings: true, devices: true },
    })
    expect(room.tenant.slug).toBe('paragon')
    expect(room.mainGraph?.current?.number).toBe(1)
    expect(room.bindings.length).toBeGreaterThan(0)
    expect(room.devices.length).toBeGreaterThan(0)
    const members = await prisma.member.findMany({ include: { user: true } })
    expect(members.map((member) => [member.role, member.user.email])).toEqual([['owner', 'owner@studio.local']])
  })

  it('changes nothing the second time, with another password too', async () => {
    const before = await dump(prisma)
    await setUp(prisma, { owner: { email: 'else@studio.local', password: 'another password' }, demo, log })
    expect(await dump(prisma)).toEqual(before)
  })

  it('brings nothing back that people removed or changed', async () => {
    const graph = await prisma.graph.findFirstOrThrow()
    await prisma.room.updateMany({ data: { mainGraphId: null, name: 'Ours' } })
    await prisma.graph.update({ where: { id: graph.id }, data: { archivedAt: new Date(), name: 'Old' } })
    await prisma.device.deleteMany({})
    const before = await dump(prisma)
    await setUp(prisma, { owner, demo, log })
    expect(await dump(prisma)).toEqual(before)
  })
})
