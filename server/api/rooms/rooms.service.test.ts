import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
