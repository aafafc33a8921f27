import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { startTestRedis } from '#platform/testing/redis.ts'
import { until } from '#platform/testing/until.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { DOMAIN_EVENTS, SCENE_REQUESTS } from '#wire/channels.ts'
import { domainEvent, publishedEvent } from '#wire/domain-event.ts'
import { createRuntime, type Runtime } from './runtime.ts'
import { testRoom } from './testing/room.ts'
import { graph, loop } from './testing/scenes.ts'

/** What the games of one room say to each other and to the room. */

const log = createLog('test', { level: 'silent' })
let server: Awaited<ReturnType<typeof startTestRedis>>
let redis: Redis
const running: Runtime[] = []

beforeAll(async () => {
  server = await startTestRedis()
  redis = new Redis(server.url)
})
afterAll(async () => {
  redis.disconnect()
  await server.stop()
})
afterEach(async () => {
  for (const runtime of running.splice(0)) await runtime.stop()
  await redis.flushall()
})

async function play(): Promise<Runtime> {
  const runtime = createRuntime({ redisUrl: server.url, log })
  running.push(runtime)
  await runtime.start()
  return runtime
}

const press = { type: 'signal', role: 'button', signal: 'pressed' }

/** A press does these things. */
const doing = (id: string, ...actions: object[]): SceneGraph =>
  graph({
    schemaVersion: 1,
    id,
    kind: 'scene',
    name: id,
    roles: { button: { signals: { pressed: { type: 'boolean', momentary: true } } }, lamp: {} },
    variables: { heard: { type: 'number', initial: 0 }, told: { type: 'number', initial: 0 } },
    nodes: [
      { id: 'a', type: 'state' },
      { id: 'over', type: 'end' },
    ],
    edges: [
      { id: 'do', source: 'a', target: null, trigger: press, actions: [...actions, counts('told', 1)] },
      {
        id: 'hear',
        source: 'a',
        target: null,
        trigger: { type: 'event', name: 'door.*' },
        actions: [counts('heard', { type: 'payload', key: 'by' })],
        order: 1,
      },
      { id: 'end', source: 'a', target: 'over', trigger: { type: 'event', name: 'end' }, order: 2 },
    ],
  })
const counts = (variable: string, to: unknown) => ({ type: 'set', variable, mode: 'add', to })
const emit = (event: string, by: number) => ({ type: 'emit', event, data: { by } })

/** A session whose button is its own, so that a press is for it alone. */
const alone = { bindings: { button: { controller_id: 'board', device_id: 'other' } } }
const heard = (count: number) => (view: { variables: Record<string, { value: unknown }> }) =>
  view.variables.heard?.value === count

describe('what a step does', () => {
  test('RT2 is told to the room with ids of the step, and to whoever listens now', async () => {
    const room = testRoom(redis)
    const listener = new Redis(server.url)
    const live: string[] = []
    listener.on('message', (_, text: string) => live.push(publishedEvent.parse(JSON.parse(text)).event_id))
    await listener.subscribe(DOMAIN_EVENTS)
    await play()
    const session = await room.start(
      doing(
        'doing',
        { type: 'media', source: 'a.ogg' },
        { type: 'light', role: 'lamp', level: 0.5 },
        { type: 'display', text: 'Hello' },
        { type: 'hint', text: 'Up' },
        emit('door.open', 1),
        { type: 'scene', op: 'stop', graph: 'music' },
        { type: 'log', message: 'pressed' },
      ),
    )
    await room.press()
    await room.seen(session, (view) => view.seq === 1)
    const events = (await room.events()).filter((event) => event.event_id.startsWith(`rt:${session}.1.`))
    expect(events.map(({ event_id, type }) => `${event_id} ${type}`)).toEqual(
      [
        'media_cued',
        'light_cued',
        'display_changed',
        'hint_sent',
        'room_event',
        'scene_requested',
        'session_logged',
      ].map((type, n) => `rt:${session}.1.${n}:${type} ${type}`),
    )
    expect(events.every((event) => event.session_id === session)).toBe(true)
    expect(events[1]).toMatchObject({ controller_id: 'lights', device_id: 'lamp', payload: { level: 0.5 } })
    await until(() => events.every(({ event_id }) => live.includes(event_id)))
    listener.disconnect()
  })

  test('RT1 a step that is brought back is not told again', async () => {
    const room = testRoom(redis)
    const first = await play()
    const session = await room.start(doing('doing', { type: 'hint', text: 'Up' }))
    await room.press()
    await room.seen(session, (view) => view.seq === 1)
    await first.stop()
    await play()
    await room.press()
    await room.seen(session, (view) => view.seq === 2)
    const ids = (await room.events('hint_sent')).map((event) => event.event_id)
    expect(ids).toEqual([`rt:${session}.1.0:hint_sent`, `rt:${session}.2.0:hint_sent`])
  })
})

describe('named events', () => {
  test('RT1 reach the other games of the room that listen, with their data, and not the one that told them', async () => {
    const room = testRoom(redis)
    await play()
    const teller = await room.start(doing('teller', emit('door.open', 3), emit('window', 5)))
    const listener = await room.start(doing('listener'), alone)
    const deaf = await room.start(loop(), { bindings: {} })
    await room.press()
    await room.seen(listener, heard(3))
    const views = await Promise.all([room.view(teller), room.view(deaf)])
    expect(views.map((view) => [view?.variables.heard?.value, view?.seq])).toEqual([
      [0, 1],
      [undefined, 0],
    ])
    const [, record] = await room.journal(listener)
    const told = (await room.events('room_event'))[0]
    expect(record).toMatchObject({
      kind: 'inputs',
      items: [{ type: 'input', input: { type: 'event', name: 'door.open', data: { by: 3 } } }],
    })
    expect(told?.session_id).toBe(teller)
  })

  test('RT1 wait in the stream for a runtime that is away, and are heard once', async () => {
    const room = testRoom(redis)
    const first = await play()
    const sessions = await Promise.all([room.start(doing('one')), room.start(doing('two'), alone)])
    for (const session of sessions) await room.seen(session, (view) => view.seq === 0)
    await first.stop()
    await room.append('room_event', { name: 'door.knock', data: { by: 2 }, by: 'a booking system' })
    const second = await play()
    for (const session of sessions) await room.seen(session, heard(2))
    await second.stop()
    await play()
    await room.append('room_event', { name: 'door.knock', data: { by: 5 } })
    for (const session of sessions) await room.seen(session, heard(7))
  })

  test('RT5 that nobody listens to are no step', async () => {
    const room = testRoom(redis)
    await play()
    const session = await room.start(doing('one'))
    await room.append('room_event', { name: 'window', data: {} })
    await room.append('room_event', { name: 'door', data: { by: 1 } })
    expect((await room.seen(session, heard(1))).seq).toBe(1)
  })
})

describe('scenes', () => {
  const stop = { type: 'scene', op: 'stop', graph: 'loop' }
  const start = { type: 'scene', op: 'start', graph: 'loop' }
  const asked = async () =>
    (await redis.xrange(SCENE_REQUESTS, '-', '+')).map(([, [, text]]) => domainEvent.parse(JSON.parse(text ?? '')))

  test('RT1 that are stopped end as aborted; their journal names the game that asked', async () => {
    const room = testRoom(redis)
    await play()
    const music = await room.start(loop(), { bindings: {} })
    const other = await room.start(doing('other'), alone)
    const main = await room.start(doing('main', stop))
    await room.seen(main, (view) => view.seq === 0)
    await room.press()
    const view = await room.seen(music, (v) => v.status === 'abandoned')
    expect(view.outcome).toBe('aborted')
    const [request] = await room.events('scene_requested')
    expect((await room.journal(music)).at(-1)).toMatchObject({
      kind: 'end',
      items: [{ type: 'input', by: main, input: { type: 'end' } }],
    })
    expect(request).toMatchObject({ session_id: main, payload: { op: 'stop', graph_id: 'loop' } })
    for (const session of [main, other]) expect((await room.view(session))?.status).toBe('running')
  })

  test('a game does not stop itself', async () => {
    const room = testRoom(redis)
    await play()
    const main = await room.start(doing('main', { type: 'scene', op: 'stop', graph: 'main' }))
    await room.press()
    await room.press()
    expect((await room.seen(main, (view) => view.seq === 2)).status).toBe('running')
  })

  test('RT1 that are to start are handed to the API, once, also by a runtime that comes later', async () => {
    const room = testRoom(redis)
    const first = await play()
    const main = await room.start(doing('main', start))
    await room.press()
    await until(async () => (await asked()).length === 1)
    await first.stop()
    const second = await play()
    await room.press()
    await until(async () => (await asked()).length === 2)
    await second.stop()
    const requests = await asked()
    expect(requests.map(({ payload }) => payload)).toEqual(
      [1, 2].map((seq) => ({ op: 'start', graph_id: 'loop', effect_id: `${main}.${seq}.0` })),
    )
    expect(requests[0]).toMatchObject({ ...room.address, session_id: main, type: 'scene_requested' })
  })

  test('one that is played already is not asked for, unless it was stopped before', async () => {
    const room = testRoom(redis)
    await play()
    const music = await room.start(loop(), { bindings: {} })
    const main = await room.start(doing('main', start))
    await room.seen(main, (view) => view.seq === 0)
    await room.press()
    await until(async () => (await room.events('gm_notice')).length === 1)
    expect(await asked()).toEqual([])
    const again = await room.start(doing('again', stop, start), alone)
    await room.signal('board/other', { pressed: true })
    await room.seen(music, (view) => view.status === 'abandoned')
    await until(async () => (await asked()).length === 2)
    expect((await asked()).map(({ session_id, payload }) => [session_id, payload.op])).toEqual([
      [again, 'stop'],
      [again, 'start'],
    ])
  })
})
