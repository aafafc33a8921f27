import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMAND_STREAM } from '#wire/channels.ts'
import { may, RIGHTS } from './rights.ts'
import { dump } from './testing/dump.ts'
import { procedures } from './testing/procedures.ts'
import { type Studio, startStudio } from './testing/studio.ts'
import { bindingsTo, buildWorld, lockScene, type World } from './testing/world.ts'

const paths = [...procedures.keys()]

let studio: Studio
let theirs: World
let ours: World

beforeAll(async () => {
  studio = await startStudio()
  theirs = await buildWorld(studio, 'alpha')
  ours = await buildWorld(studio, 'bravo')
})
afterAll(() => studio.stop())

/**
 * One call of every procedure: with `of` another tenant's world it names their things; with one's own it is what a
 * person would do.
 */
const CALLS: Record<string, (of: World) => unknown> = {
  'me.get': () => undefined,
  'realtime.token': () => undefined,
  'venues.list': () => undefined,
  'venues.create': (of) => ({ slug: `${of.mark}-venue`, name: 'Venue' }),
  'rooms.list': () => undefined,
  'rooms.get': (of) => ({ room: of.room }),
  'rooms.create': (of) => ({ venue: 'main', slug: `${of.mark}-new`, name: 'New' }),
  'rooms.update': (of) => ({ room: of.room, name: 'Renamed', mainGraphId: of.graph, expectedMinutes: 45 }),
  'rooms.event': (of) => ({ room: of.room, name: 'door.open', data: { by: of.mark } }),
  'controllers.list': (of) => ({ room: of.room }),
  'devices.list': (of) => ({ room: of.room }),
  'devices.command': (of) => ({ room: of.room, ...of.device, command: 'release', params: {} }),
  'devices.setPolicy': (of) => ({ room: of.room, ...of.device, whenOffline: 'freeze' }),
  'devices.setEmergency': (of) => ({ room: of.room, ...of.device, command: 'release', emergency: false }),
  'graphs.list': () => undefined,
  'graphs.create': () => ({ kind: 'scene', name: 'Fresh' }),
  'graphs.get': (of) => ({ id: of.graph }),
  'graphs.saveDraft': (of) => ({ id: of.graph, baseRevision: 1, document: lockScene(of.graph, { name: 'Changed' }) }),
  'graphs.version': (of) => ({ id: of.graph, number: 1 }),
  'graphs.contained': (of) => ({ references: [{ graph: of.graph, version: 'latest' }] }),
  'graphs.usedBy': (of) => ({ id: of.graph }),
  'graphs.publish': (of) => ({ id: of.graph, revision: 2, note: 'again', when: 'now', mapping: {} }),
  'graphs.rollOut': (of) => ({ id: of.graph, number: 1 }),
  'graphs.rehearse': (of) => ({ id: of.graph, revision: 2, mapping: {} }),
  'graphs.archive': (of) => ({ id: of.spareGraph }),
  'bindings.get': (of) => ({ room: of.room, graph: of.graph }),
  'bindings.set': (of) => ({ room: of.room, graph: of.graph, bindings: bindingsTo(of.device.controller) }),
  'sessions.start': (of) => ({ room: of.idleRoom, graph: of.graph }),
  'sessions.act': (of) => ({ session: of.session, action: { command: 'freeze' } }),
  'sessions.preview': (of) => ({ session: of.session, action: { command: 'freeze' } }),
  'sessions.list': (of) => ({ room: of.room }),
  'sessions.get': (of) => ({ session: of.session }),
  'sessions.journal': (of) => ({ session: of.session, after: '1-0' }),
  'people.list': () => undefined,
  'people.create': (of) => ({ name: 'New', email: `new@${of.mark}.test`, password: 'long enough', role: 'gm' }),
  'people.setRole': (of) => ({ id: of.memberId, role: 'gm' }),
  'people.remove': (of) => ({ id: of.memberId }),
  'audit.list': () => undefined,
  'operations.refusals': () => undefined,
}

/** They name nothing that could be another tenant's: whoever calls them makes something of their own. */
const NAMES_NOTHING = new Set(['venues.create', 'rooms.create', 'graphs.create', 'people.create'])
/** Changes nothing, so leaves no entry. */
const NO_CHANGE = new Set(['realtime.token'])

it('knows a call of every procedure, and of no other', () => {
  expect(Object.keys(CALLS).sort()).toEqual([...paths].sort())
  expect(paths.length).toBeGreaterThan(25)
})

describe('rights', () => {
  it('stand on every procedure, and the owner has each of them', () => {
    for (const [path, { _def }] of procedures) {
      expect(_def.meta?.right, `${path} names no right`).toBeDefined()
      expect(RIGHTS.owner, path).toContain(_def.meta?.right)
    }
  })

  it.each(['designer', 'gm', 'technician', 'viewer'] as const)(
    'of a %s are those of the table, nothing more',
    async (role) => {
      const { cookie } = await studio.addMember('bravo', role)
      for (const [path, { _def }] of procedures) {
        const answer = await studio.call(cookie, path, undefined)
        const refused = !answer.ok && answer.code === 'FORBIDDEN'
        expect(refused, `${path} as ${role}`).toBe(_def.meta?.right === undefined || !may(role, _def.meta.right))
      }
    },
  )

  it('are nobody’s who is not signed in', async () => {
    for (const path of paths)
      expect(await studio.call('', path, CALLS[path]?.(ours)), path).toMatchObject({ ok: false, code: 'UNAUTHORIZED' })
  })
})

describe('tenants', () => {
  it('see and change nothing of each other, whatever they name', async () => {
    const before = await everythingOf(theirs)
    for (const path of paths) {
      const named = NAMES_NOTHING.has(path) ? { ...ours, mark: 'bravo-too' } : theirs
      const answer = await studio.call(ours.owner.cookie, path, CALLS[path]?.(named))
      if (answer.ok) expect(JSON.stringify(answer.result), `${path} tells of the other tenant`).not.toMatch(/alpha/i)
      if (!answer.ok) expect(['NOT_FOUND', 'BAD_REQUEST'], `${path}: ${answer.message}`).toContain(answer.code)
      expect(await everythingOf(theirs), `${path} changed the other tenant`).toEqual(before)
    }
  })

  it('refuse whoever names another tenant in the header, for every procedure', async () => {
    const before = await everythingOf(theirs)
    for (const path of paths) {
      const answer = await studio.call(ours.owner.cookie, path, CALLS[path]?.(theirs), { 'x-tenant': theirs.tenant })
      expect(answer, path).toMatchObject({ ok: false, code: 'FORBIDDEN' })
    }
    expect(await everythingOf(theirs)).toEqual(before)
  })

  it('cannot be joined by mixing: our room with their graph, their person, their device', async () => {
    const before = await everythingOf(theirs)
    const { api } = ours.owner
    const mixed = await Promise.allSettled([
      api.rooms.update.mutate({ room: ours.room, mainGraphId: theirs.graph }),
      api.sessions.start.mutate({ room: ours.idleRoom, graph: theirs.graph }),
      api.bindings.set.mutate({ room: ours.room, graph: theirs.graph, bindings: {} }),
      api.bindings.set.mutate({ room: ours.room, graph: ours.graph, bindings: bindingsTo(theirs.device.controller) }),
    ])
    expect(mixed.map((attempt) => attempt.status)).toEqual(Array(4).fill('rejected'))
    expect(await everythingOf(theirs)).toEqual(before)
  })
})

describe('every change', () => {
  it('leaves an entry with who did what to what', async () => {
    for (const [path, { _def }] of procedures) {
      if (_def.type !== 'mutation' || NO_CHANGE.has(path)) continue
      const answer = await studio.call(ours.owner.cookie, path, CALLS[path]?.(ours))
      expect(answer, path).toMatchObject({ ok: true })
      const entries = await studio.prisma.auditEntry.findMany({
        where: { tenantId: ours.tenantId, action: path, actor: ours.owner.email },
      })
      expect(entries.length, `${path} left no entry`).toBeGreaterThan(0)
      for (const entry of entries) expect(entry.subject, path).toBeTruthy()
    }
  })
})

/** All rows of a tenant, and all that Redis holds of it. */
async function everythingOf(world: World): Promise<unknown> {
  const keys = (await studio.redis.keys('*')).filter((key) => key.includes(world.tenant) || key.includes(world.session))
  const values: Record<string, string | undefined> = {}
  for (const key of keys.sort()) values[key] = (await studio.redis.dumpBuffer(key))?.toString('base64')
  const commands = await studio.redis.xrange(COMMAND_STREAM, '-', '+')
  return {
    rows: await dump(studio.prisma, world.tenantId),
    redis: values,
    commands: commands.filter(([, fields]) => fields.join(' ').includes(world.tenant)),
  }
}
