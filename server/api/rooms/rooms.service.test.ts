import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roomStream } from '#wire/channels.ts'
import { domainEvent } from '#wire/domain-event.ts'
import { refusal } from '../testing/refusal.ts'
import { type Client, type Studio, startStudio } from '../testing/studio.ts'
import { bindingsTo, publishScene, registerBoard } from '../testing/world.ts'

let studio: Studio
let api: Client

beforeAll(async () => {
  studio = await startStudio()
  await studio.addTenant('acme', 'lobby')
  api = (await studio.addMember('acme', 'owner')).api
})
afterAll(() => studio.stop())

describe('venues and rooms', () => {
  it('are made under slugs that are taken once in a tenant', async () => {
    expect(await api.venues.create.mutate({ slug: 'north', name: 'North' })).toMatchObject({ slug: 'north', rooms: [] })
    const room = await api.rooms.create.mutate({ venue: 'north', slug: 'vault', name: 'Vault' })
    expect(room).toEqual({
      slug: 'vault',
      name: 'Vault',
      venue: { slug: 'north', name: 'North' },
      mainGraph: null,
      expectedMinutes: 60,
      hardwareAway: 'freeze',
      live: null,
      controllers: { online: 0, total: 0 },
    })
    expect((await refusal(api.venues.create.mutate({ slug: 'north', name: 'X' }))).data?.code).toBe('CONFLICT')
    expect((await refusal(api.rooms.create.mutate({ venue: 'main', slug: 'vault', name: 'X' }))).message).toContain(
      'vault',
    )
    expect((await refusal(api.rooms.create.mutate({ venue: 'none', slug: 'x', name: 'X' }))).data?.code).toBe(
      'NOT_FOUND',
    )
    expect(await api.venues.list.query()).toMatchObject([
      { slug: 'main', rooms: [{ slug: 'lobby' }] },
      { slug: 'north', rooms: [{ slug: 'vault' }] },
    ])
    expect((await api.rooms.list.query()).map((one) => one.slug)).toEqual(['vault', 'lobby'])
  })

  it('change in what is given, and play only scenes that are there', async () => {
    const graph = await publishScene({ email: '', cookie: '', api }, 'Heist')
    await api.rooms.update.mutate({ room: 'vault', name: 'The vault', expectedMinutes: 45 })
    expect(await api.rooms.update.mutate({ room: 'vault', mainGraphId: graph })).toMatchObject({
      name: 'The vault',
      expectedMinutes: 45,
      mainGraph: { id: graph, name: 'Heist' },
    })
    const none = await refusal(api.rooms.update.mutate({ room: 'vault', mainGraphId: 'nothing' }))
    expect(none.data?.code).toBe('NOT_FOUND')
    const old = await publishScene({ email: '', cookie: '', api }, 'Old')
    await api.graphs.archive.mutate({ id: old })
    expect((await refusal(api.rooms.update.mutate({ room: 'vault', mainGraphId: old }))).message).toContain('archived')
    expect(await api.rooms.update.mutate({ room: 'vault', mainGraphId: null })).toMatchObject({ mainGraph: null })
  })
})

describe('a named event', () => {
  const event = { room: 'lobby', name: 'booking.arrived', data: { players: 4, team: 'Foxes', late: false } }

  it('stands in the room’s stream for every game that listens, with who told it', async () => {
    const { event_id } = await api.rooms.event.mutate(event)
    const entries = await studio.redis.xrange(roomStream({ tenant_id: 'acme', room_id: 'lobby' }), '-', '+')
    const [told] = entries.map(([, [, text]]) => domainEvent.parse(JSON.parse(text ?? '')))
    const { room, ...payload } = event
    expect(told).toMatchObject({ event_id, type: 'room_event', room_id: room, metadata: { source: 'api' } })
    expect(told?.payload).toEqual({ ...payload, by: 'owner of acme' })
    expect(told?.session_id).toBeUndefined()
    const [entry] = await api.audit.list.query({ limit: 1 })
    expect(entry).toMatchObject({ action: 'rooms.event', subject: 'lobby', detail: payload })
  })

  it('is told by who may run games, and needs a room, a name and little data', async () => {
    const gm = await studio.addMember('acme', 'gm')
    await gm.api.rooms.event.mutate(event)
    const technician = await studio.addMember('acme', 'technician')
    expect((await refusal(technician.api.rooms.event.mutate(event))).data?.code).toBe('FORBIDDEN')
    expect((await refusal(api.rooms.event.mutate({ ...event, room: 'attic' }))).data?.code).toBe('NOT_FOUND')
    expect((await refusal(api.rooms.event.mutate({ ...event, name: 'door open' }))).data?.code).toBe('BAD_REQUEST')
    const long = { ...event, data: { text: 'x'.repeat(9_000) } }
    expect((await refusal(api.rooms.event.mutate(long))).data?.code).toBe('BAD_REQUEST')
  })
})

describe('bindings', () => {
  it('are of one room and one graph, and are replaced whole', async () => {
    const graph = await publishScene({ email: '', cookie: '', api }, 'Bound')
    for (const room of ['lobby', 'vault']) await registerBoard(studio, 'acme', room, `${room}-board`)
    expect(await api.bindings.get.query({ room: 'lobby', graph })).toEqual({})
    const bindings = bindingsTo('lobby-board')
    expect(await api.bindings.set.mutate({ room: 'lobby', graph, bindings })).toEqual(bindings)
    expect(await api.bindings.get.query({ room: 'lobby', graph })).toEqual(bindings)
    expect(await api.bindings.get.query({ room: 'vault', graph })).toEqual({})
    const { door } = bindings
    await api.bindings.set.mutate({ room: 'lobby', graph, bindings: { door } })
    expect(await api.bindings.get.query({ room: 'lobby', graph })).toEqual({ door })
  })

  it('lead to devices of the room only', async () => {
    const graph = await publishScene({ email: '', cookie: '', api }, 'Far')
    const refused = await refusal(
      api.bindings.set.mutate({ room: 'lobby', graph, bindings: bindingsTo('vault-board') }),
    )
    expect(refused.data?.code).toBe('BAD_REQUEST')
    expect(refused.message).toContain('vault-board/lock')
  })

  it('of two who set them at once are one’s, whole', async () => {
    const graph = await publishScene({ email: '', cookie: '', api }, 'Both')
    const { button, door } = bindingsTo('lobby-board')
    const choices = [{ button, door }, { button: door, door: button }, { button }, { door }]
    await Promise.all(
      [...choices, ...choices].map((bindings) => api.bindings.set.mutate({ room: 'lobby', graph, bindings })),
    )
    expect(choices).toContainEqual(await api.bindings.get.query({ room: 'lobby', graph }))
  })
})
