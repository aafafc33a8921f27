import type { SceneGraph } from '#scene-graph/parse.ts'
import { REFUSALS, roomPresence, roomSignals, sessionView } from '#wire/channels.ts'
import type { SessionView } from '#wire/session-view.ts'
import { readDocument } from '../graphs/documents.ts'
import type { Person, Studio } from './studio.ts'

/** A tenant with some of everything in it. Every text of it holds `mark`, so that a leak is seen in any answer. */
export type World = {
  mark: string
  tenant: string
  tenantId: string
  owner: Person
  /** Member id of somebody who is no owner. */
  memberId: string
  /** A game is being played there; the other room is idle. Both can play `graph`. */
  room: string
  idleRoom: string
  graph: string
  spareGraph: string
  session: string
  device: { controller: string; device: string }
}

/** One button that releases one lock. `name` changes nothing in a game; `releaseAfter` (ms) does. */
export function lockScene(
  id: string,
  options: { name?: string; releaseAfter?: number; role?: string } = {},
): SceneGraph {
  const { name = 'Lock', releaseAfter = 0, role = 'door' } = options
  return readDocument(
    {
      schemaVersion: 1,
      id,
      kind: 'scene',
      name,
      roles: {
        button: { signals: { pressed: 'boolean' } },
        [role]: { commands: { release: { params: {} } } },
        unused: { signals: { level: 'number' } },
      },
      nodes: [
        { id: 'closed', type: 'state', data: { name: 'Closed' } },
        { id: 'waiting', type: 'delay', data: { name: 'A moment', duration: releaseAfter } },
        { id: 'open', type: 'end', data: { name: 'Open', outcome: 'solved' } },
      ],
      edges: [
        {
          id: 'press',
          source: 'closed',
          target: 'waiting',
          trigger: { type: 'signal', role: 'button', signal: 'pressed', match: { value: true } },
          actions: [{ type: 'command', role, command: 'release' }],
        },
        { id: 'released', source: 'waiting', target: 'open' },
      ],
    },
    'The test scene',
  )
}

export const viewOf = (session: string, change: Partial<SessionView> = {}): SessionView => ({
  session_id: session,
  graph_id: 'g',
  graph_name: 'g',
  version: 1,
  hash: 'h',
  status: 'running',
  outcome: null,
  seq: 1,
  at: 1_000,
  started_at: 1_000,
  active: ['closed'],
  entered_at: { closed: 1_000 },
  variables: {},
  timers: [],
  offers: [],
  checkpoints: [],
  progress: [],
  operator: [],
  clock: { paused_ms: 0, paused_at: null, clock_paused: false },
  recorded_inputs: 0,
  previous: null,
  pending: null,
  ...change,
})

const DEVICES = [
  { device_id: 'button', kind: 'button', signals: { pressed: { type: 'boolean' } } },
  {
    device_id: 'lock',
    kind: 'maglock',
    commands: {
      release: {},
      set_level: { params: { level: { type: 'number', min: 0, max: 1 }, label: { type: 'text', optional: true } } },
    },
  },
]

/** Registers a board with a button and a lock. */
export const registerBoard = (studio: Studio, tenant: string, room: string, controller: string): Promise<Response> =>
  studio.internal('controllers/register', {
    tenant_id: tenant,
    room_id: room,
    controller_id: controller,
    capabilities: { devices: DEVICES },
  })

export const bindingsTo = (controller: string) => ({
  button: { controller_id: controller, device_id: 'button' },
  door: { controller_id: controller, device_id: 'lock' },
})

/** A graph with `lockScene` as published version 1. */
export async function publishScene(owner: Person, name: string): Promise<string> {
  const { id } = await owner.api.graphs.create.mutate({ kind: 'scene', name, document: lockScene('any', { name }) })
  await owner.api.graphs.publish.mutate({ id, revision: 1, note: name, when: 'now', mapping: {} })
  return id
}

export async function buildWorld(studio: Studio, mark: string): Promise<World> {
  const room = `${mark}-room`
  const idleRoom = `${mark}-idle`
  const controller = `${mark}-board`
  const { id: tenantId } = await studio.addTenant(mark, room)
  const owner = await studio.addMember(mark, 'owner')
  const { api } = owner
  await studio.addMember(mark, 'viewer')
  const memberId = (await api.people.list.query()).find((person) => person.role === 'viewer')?.id ?? ''
  await api.rooms.create.mutate({ venue: 'main', slug: idleRoom, name: `${mark} idle` })
  const graph = await publishScene(owner, `${mark} scene`)
  const spareGraph = (await api.graphs.create.mutate({ kind: 'puzzle', name: `${mark} spare` })).id
  for (const slug of [room, idleRoom]) {
    await registerBoard(studio, mark, slug, controller)
    await api.bindings.set.mutate({ room: slug, graph, bindings: bindingsTo(controller) })
    await api.rooms.update.mutate({ room: slug, mainGraphId: graph })
  }
  const { session_id: session } = await api.sessions.start.mutate({ room, team: `${mark} team` })
  await studio.prisma.journalRecord.createMany({
    data: [1, 2, 3].map((seq) => ({
      tenantId,
      sessionId: session,
      entryId: `${seq}-0`,
      seq,
      at: new Date(seq),
      record: { note: mark },
    })),
  })
  const address = { tenant_id: mark, room_id: room }
  await studio.redis.set(sessionView(session), JSON.stringify(viewOf(session, { graph_name: `${mark} scene` })))
  await studio.redis.hset(roomPresence(address), controller, JSON.stringify({ status: 'online', last_seen: 5 }))
  await studio.redis.hset(roomSignals(address), `${controller}/button/pressed`, JSON.stringify({ value: true, at: 6 }))
  const refused = {
    at: new Date(0).toISOString(),
    topic: `${mark}/x`,
    tenant_id: mark,
    code: 'topic',
    message: mark,
    excerpt: '',
    repeated: 0,
  }
  await studio.redis.xadd(REFUSALS, '*', 'refusal', JSON.stringify(refused))
  return {
    mark,
    tenant: mark,
    tenantId,
    owner,
    memberId,
    room,
    idleRoom,
    graph,
    spareGraph,
    session,
    device: { controller, device: 'lock' },
  }
}
