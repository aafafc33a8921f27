import { jwtVerify } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { until } from '#platform/testing/until.ts'
import { realtimeClaims } from '#wire/socket.ts'
import { refusal } from './testing/refusal.ts'
import { INTERNAL_TOKEN, type Person, REALTIME_SECRET, type Studio, startStudio } from './testing/studio.ts'
import { lockScene } from './testing/world.ts'

let studio: Studio
let owner: Person

beforeAll(async () => {
  studio = await startStudio()
  await studio.addTenant('acme', 'lobby')
  owner = await studio.addMember('acme', 'owner')
})
afterAll(() => studio.stop())

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${studio.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: owner.cookie, ...headers },
    body,
  })

describe('what the server can not take', () => {
  it('a body that is no JSON is answered with a sentence', async () => {
    const trpc = await post('/trpc/venues.create', '{"json":')
    expect(trpc.status).toBe(400)
    expect(await trpc.json()).toMatchObject({ error: { json: { message: 'The request is not valid JSON.' } } })
    const rest = await post('/internal/controllers/register', '{', { 'x-internal-token': INTERNAL_TOKEN })
    expect(rest.status).toBe(400)
    expect(await rest.json()).toMatchObject({ code: 'invalid', message: 'The request body is not valid JSON.' })
  })

  it('a body that is too large is answered as such, in a form that the client reads', async () => {
    const document = { ...lockScene('g'), description: 'x'.repeat(10 * 1024 * 1024) }
    const refused = await refusal(owner.api.graphs.create.mutate({ kind: 'scene', name: 'Big', document }))
    expect(refused.data?.code).toBe('PAYLOAD_TOO_LARGE')
    expect(refused.message).toContain('8 MB')
  })

  it('JSON that is nested without end is refused', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const bodies = [`{"json":{"kind":"scene","name":"x","document":${deep}}}`, `{"json":${deep}}`]
    for (const body of bodies) expect((await post('/trpc/graphs.create', body)).status).toBe(400)
    const rest = await post(
      '/internal/controllers/register',
      `{"room_id":"lobby","controller_id":"c","capabilities":${deep}}`,
      {
        'x-internal-token': INTERNAL_TOKEN,
      },
    )
    expect(rest.status).toBe(400)
  })

  it('fields that are wrong are named', async () => {
    const refused = await refusal(owner.api.venues.create.mutate({ slug: 'Not A Slug', name: '' }))
    expect(refused.data?.code).toBe('BAD_REQUEST')
    expect(refused.message).toMatch(/slug: .*a-z/)
    expect(refused.message).toMatch(/name: must not be empty/)
    const strange = { slug: 'v', name: 'V', owner: true }
    expect((await refusal(owner.api.venues.create.mutate(strange))).message).toContain('owner')
  })

  it('a path or a procedure that is not there is not found', async () => {
    expect((await fetch(`${studio.url}/nothing`)).status).toBe(404)
    expect((await fetch(`${studio.url}/trpc/no.such`, { headers: { cookie: owner.cookie } })).status).toBe(404)
  })

  it('an error of ours is told by its trace id and nothing else', async () => {
    // A row that our own code would never write: reading it fails inside.
    const tenant = await studio.prisma.tenant.findUniqueOrThrow({ where: { slug: 'acme' } })
    const room = await studio.prisma.room.findFirstOrThrow({ where: { tenantId: tenant.id } })
    const place = { tenantId: tenant.id, roomId: room.id }
    const controller = await studio.prisma.controller.create({
      data: { ...place, slug: 'c', name: 'c', type: 't', firmwareVersion: '1', heartbeatIntervalMs: 1_000 },
    })
    const broken = { ...place, controllerId: controller.id, slug: 'd', name: 'd', kind: 'k' }
    const { id } = await studio.prisma.device.create({ data: { ...broken, signals: 'secret detail', commands: {} } })
    const refused = await refusal(owner.api.devices.list.query({ room: 'lobby' }))
    expect(refused.data).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', traceId: expect.stringMatching(/^[\w-]{36}$/) })
    expect(JSON.stringify(refused.shape)).not.toMatch(/secret|zod|prisma|stack|expected/i)
    await studio.prisma.device.delete({ where: { id } })
  })
})

describe('the realtime token', () => {
  it('says who, for which tenant and in which role, for five minutes', async () => {
    const { token, expires_at, port } = await owner.api.realtime.token.mutate()
    expect(port).toBe(39_002)
    const { payload } = await jwtVerify(token, new TextEncoder().encode(REALTIME_SECRET), { algorithms: ['HS256'] })
    const me = await owner.api.me.get.query()
    expect(realtimeClaims.parse(payload)).toEqual({ sub: me.user.id, tenant: 'acme', role: 'owner' })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300)
    expect(expires_at).toBe((payload.exp ?? 0) * 1000)
  })
})

describe('metrics', () => {
  it('tell of calls by procedure and outcome', async () => {
    await owner.api.rooms.list.query()
    const text = await (await fetch(`${studio.url}/metrics`)).text()
    expect(text).toMatch(/studio_api_call_seconds_count\{procedure="rooms.list",outcome="ok"\} [1-9]/)
  })
})

describe('without a store', () => {
  const health = async () => {
    const response = await fetch(`${studio.url}/health`)
    return { status: response.status, body: (await response.json()) as { checks: Record<string, string> } }
  }
  afterEach(async () => {
    await until(async () => (await health()).status === 200, { message: 'health', timeout: 10_000 })
  })

  it('Redis: says so in a sentence, lets people draw on, and works again when it is back', async () => {
    const graph = await owner.api.graphs.create.mutate({ kind: 'scene', name: 'Lock', document: lockScene('x') })
    await studio.cables.redis.cut()
    const refused = await refusal(owner.api.rooms.list.query())
    expect(refused.data?.code).toBe('SERVICE_UNAVAILABLE')
    expect(refused.message).toContain('Redis')
    expect((await health()).status).toBe(503)
    const saved = await owner.api.graphs.saveDraft.mutate({ ...graph, baseRevision: 1, document: lockScene(graph.id) })
    expect(saved).toEqual({ revision: 2 })
    expect(await owner.api.graphs.get.query(graph)).toMatchObject({ draft: { revision: 2 } })
    await studio.cables.redis.mend()
    await until(() => owner.api.rooms.list.query(), { message: 'rooms', timeout: 10_000 })
  })

  it('Redis: a game that could not be started does not block its room', async () => {
    const { id } = await owner.api.graphs.create.mutate({
      kind: 'scene',
      name: 'Free',
      document: {
        schemaVersion: 1,
        id: 'x',
        kind: 'scene',
        name: 'Free',
        nodes: [
          { id: 'a', type: 'state', data: {} },
          { id: 'b', type: 'end', data: { outcome: 'solved' } },
        ],
        edges: [{ id: 'e', source: 'a', target: 'b', trigger: { type: 'operator', action: 'go' } }],
      },
    })
    await owner.api.graphs.publish.mutate({ id, revision: 1, note: '', when: 'now', mapping: {} })
    await studio.cables.redis.cut()
    const refused = await refusal(owner.api.sessions.start.mutate({ room: 'lobby', graph: id }))
    expect(refused.data?.code).toBe('SERVICE_UNAVAILABLE')
    await studio.cables.redis.mend()
    await until(() => owner.api.sessions.start.mutate({ room: 'lobby', graph: id }), { timeout: 10_000 })
    const live = await studio.prisma.gameSession.findMany({ where: { status: 'created' } })
    expect(live).toHaveLength(1)
  })

  it('PostgreSQL: says so in a sentence, also to whoever signs in, and works again when it is back', async () => {
    await studio.cables.postgres.cut()
    const refused = await refusal(owner.api.graphs.list.query())
    expect(refused.data?.code).toBe('SERVICE_UNAVAILABLE')
    expect(refused.message).toContain('PostgreSQL')
    const signIn = await studio.signIn(owner.email)
    expect(signIn.status).toBe(503)
    expect(await signIn.json()).toMatchObject({ code: 'unavailable' })
    const registration = await studio.internal('controllers/register', { room_id: 'lobby', controller_id: 'c' })
    expect(registration.status).toBe(503)
    expect((await health()).body.checks).toMatchObject({ redis: 'ok', postgres: expect.not.stringMatching(/^ok$/) })
    await studio.cables.postgres.mend()
    await until(() => owner.api.graphs.list.query(), { message: 'graphs', timeout: 10_000 })
  })
})
