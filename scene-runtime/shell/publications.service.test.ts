import { rm } from 'node:fs/promises'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { startTestRedis } from '#platform/testing/redis.ts'
import { until } from '#platform/testing/until.ts'
import { roomPending, sessionSnapshot } from '#wire/channels.ts'
import type { Core } from '../core/core.ts'
import { core } from './core.ts'
import { createRuntime, type Runtime } from './runtime.ts'
import { bundleRuntime, type RuntimeProcess, startRuntimeProcess } from './testing/process.ts'
import { testRoom } from './testing/room.ts'
import { BINDINGS, delayed, guarded, hashOf, loop, renamed, staged } from './testing/scenes.ts'

const log = createLog('test', { level: process.env.SHOW === '1' ? 'debug' : 'silent' })
let server: Awaited<ReturnType<typeof startTestRedis>>
let redis: Redis
let program: string
const running: Runtime[] = []
const children: RuntimeProcess[] = []

beforeAll(async () => {
  server = await startTestRedis()
  redis = new Redis(server.url)
  program = await bundleRuntime()
})
afterAll(async () => {
  redis.disconnect()
  await server.stop()
  await rm(program, { force: true })
})
afterEach(async () => {
  for (const runtime of running.splice(0)) await runtime.stop()
  for (const child of children.splice(0)) await child.kill()
  await redis.flushall()
})

async function play(options: { core?: Core } = {}): Promise<Runtime> {
  const runtime = createRuntime({ redisUrl: server.url, log, ...options })
  running.push(runtime)
  await runtime.start()
  return runtime
}

async function spawnRuntime(): Promise<RuntimeProcess> {
  const child = await startRuntimeProcess(program, { REDIS_URL: server.url })
  children.push(child)
  return child
}

const presses = (count: number) => (view: { variables: Record<string, { value: unknown }> }) =>
  view.variables.presses?.value === count
const onVersion = (version: number) => (view: { version: number }) => view.version === version

/** A room whose game was moved from version 1 to version 2. */
async function moved(options: { watch_ms?: number; core?: Core } = {}) {
  const { watch_ms, ...rest } = options
  const room = testRoom(redis)
  const runtime = await play(rest)
  const session = await room.start(loop())
  await room.press()
  await room.seen(session, presses(1))
  await room.publish(loop({ level: 0.5 }), 2, watch_ms === undefined ? {} : { watch_ms })
  await room.seen(session, onVersion(2))
  return { room, runtime, session }
}

describe('HR7 a version that waits for a checkpoint', () => {
  test('HR7 is taken between the step that passes it and the next', async () => {
    const room = testRoom(redis)
    await play()
    const session = await room.start(staged())
    await room.seen(session, (view) => view.seq === 0)
    await room.publish(staged({ level: 0.5 }), 2, { when: 'next_checkpoint' })
    const waits = await room.seen(session, (view) => view.pending !== null)
    expect(waits).toMatchObject({ version: 1, pending: { version: 2, by: 'test' } })
    await room.press()
    const view = await room.seen(session, onVersion(2))
    expect(view).toMatchObject({ pending: null, active: ['on'], previous: { version: 1 } })
    expect((await room.commands()).map((c) => c.params.value)).toEqual([1])
    expect((await room.journal(session)).map((r) => r.kind)).toEqual(['start', 'inputs', 'reload'])
    await room.press()
    await room.press()
    await room.seen(session, presses(3))
    expect((await room.commands()).map((c) => c.params.value ?? null)).toEqual([1, null, 0.5])
    expect(await redis.exists(roomPending(room.address))).toBe(0)
  })

  test('HR7 RT1 waits on in another process after a kill, and is taken there', async () => {
    const room = testRoom(redis)
    const first = await spawnRuntime()
    const session = await room.start(staged())
    await room.publish(staged({ level: 0.5 }), 2, { when: 'next_checkpoint' })
    await room.seen(session, (view) => view.pending !== null)
    await first.kill()
    await redis.del(sessionSnapshot(session))
    await room.press()
    await spawnRuntime()
    const view = await room.seen(session, onVersion(2))
    expect(view).toMatchObject({ pending: null, active: ['on'] })
  })

  test('HR7 is replaced by a later publication, and taken or dropped by the game master', async () => {
    const room = testRoom(redis)
    await play()
    const session = await room.start(staged())
    await room.publish(staged({ level: 0.5 }), 2, { when: 'next_checkpoint' })
    await room.publish(staged({ level: 0.6 }), 3, { when: 'next_checkpoint' })
    await room.seen(session, (view) => view.pending?.version === 3)
    await room.act(session, { command: 'drop_version' })
    await room.seen(session, (view) => view.pending === null)
    await room.press()
    await room.seen(session, presses(1))
    expect((await room.view(session))?.version).toBe(1)
    await room.publish(staged({ level: 0.7 }), 4, { when: 'next_checkpoint' })
    await room.seen(session, (view) => view.pending?.version === 4)
    await room.act(session, { command: 'take_version' })
    expect((await room.seen(session, onVersion(4))).pending).toBeNull()
    await room.publish(staged({ level: 0.8 }), 5, { when: 'next_checkpoint' })
    await room.publish(staged({ level: 0.9 }), 6, { when: 'next_game' })
    await until(async () => (await room.events('scene_pending')).length === 7)
    await room.seen(session, (view) => view.pending === null)
  })

  test('HR7 that is blocked there waits for the next one', async () => {
    const room = testRoom(redis)
    await play()
    const blocking = staged()
    const on = blocking.nodes.map((n) => (n.id === 'on' ? { ...n, data: { ...n.data, whenRemoved: 'block' } } : n))
    const session = await room.start({ ...blocking, nodes: on } as typeof blocking)
    const without = renamed()
    await room.publish({ ...without, id: 'staged' }, 2, { when: 'next_checkpoint' })
    await room.press()
    await until(async () => (await room.events('scene_reload_blocked')).length === 1)
    expect(await room.view(session)).toMatchObject({ version: 1, pending: { version: 2 } })
    await room.act(session, { command: 'operator', action: 'leave' })
    await room.seen(session, (view) => view.status === 'completed')
    expect(await redis.exists(roomPending(room.address))).toBe(0)
  })
})

describe('HR6 the way back', () => {
  test('HR6 is one action of the game master, also after the watch, through a restart', async () => {
    const { room, runtime, session } = await moved({ watch_ms: 0 })
    expect((await room.view(session))?.previous).toMatchObject({ version: 1, by: 'test' })
    await room.press()
    await room.seen(session, presses(2))
    await runtime.stop()
    await play()
    await room.act(session, { command: 'roll_back', reason: 'too dark' })
    const view = await room.seen(session, onVersion(1))
    expect(view).toMatchObject({ active: ['off'], previous: null, variables: { presses: { value: 2 } } })
    await room.press()
    await room.seen(session, presses(3))
    expect((await room.commands()).map((c) => c.params.value ?? null)).toEqual([1, null, 1])
    const [event] = await room.events('scene_rolled_back')
    expect(event?.payload).toMatchObject({ session_id: session, from: 2, to: 1, reason: 'too dark', by: 'gm' })
    expect(await room.events('gm_notice')).toEqual([])
  })

  test('HR6 RT1 the journal alone leads through the reload and its rollback', async () => {
    const { room, runtime, session } = await moved()
    await room.act(session, { command: 'roll_back' })
    await room.seen(session, onVersion(1))
    await room.press()
    await room.seen(session, presses(2))
    await runtime.stop()
    await redis.del(sessionSnapshot(session))
    await play()
    await room.press()
    expect(await room.seen(session, presses(3))).toMatchObject({ status: 'running', version: 1 })
    const journal = await room.journal(session)
    expect(journal.map((r) => r.kind)).toEqual(['start', 'inputs', 'reload', 'reload', 'inputs', 'inputs'])
  })

  test('HR6 a command that is refused on the new version sends the room’s games back, and says so urgently', async () => {
    const room = testRoom(redis)
    await play()
    const bindings = { ...BINDINGS, button: { controller_id: 'board', device_id: 'other' } }
    const [one, two] = [await room.start(loop()), await room.start(loop(), { bindings })]
    await room.press()
    await room.seen(one, presses(1))
    const [early] = await room.commands()
    await room.publish(loop({ level: 0.5 }), 2)
    for (const session of [one, two]) await room.seen(session, onVersion(2))
    // What the old version wanted is no fault of the new one.
    await room.acknowledge(early?.command_id ?? '', 'rejected')
    await room.press()
    await room.press()
    await room.seen(one, presses(3))
    expect((await room.view(one))?.version).toBe(2)
    const late = (await room.commands()).at(-1)
    await room.acknowledge(late?.command_id ?? '', 'interlocked', 'the door is open')
    for (const session of [one, two]) await room.seen(session, onVersion(1))
    const [notice, ...more] = await room.events('gm_notice')
    expect(more).toEqual([])
    expect(notice?.payload).toMatchObject({ level: 'urgent', message: expect.stringContaining('the door is open') })
    expect((await room.events('scene_rolled_back')).map((e) => e.session_id).sort()).toEqual([one, two].sort())
  })

  test('HR6 after the watch a refusal is a refusal', async () => {
    const { room, session } = await moved({ watch_ms: 0 })
    await room.press()
    await room.press()
    await room.seen(session, presses(3))
    await room.acknowledge((await room.commands()).at(-1)?.command_id ?? '', 'rejected')
    await room.press()
    await room.seen(session, presses(4))
    expect((await room.view(session))?.version).toBe(2)
  })

  test('HR5 HR6 a step that throws goes back, and its input is taken there', async () => {
    const bad = hashOf(loop({ level: 0.5 }))
    const failing: Core = {
      ...core,
      step(compiled, session, input) {
        if (compiled.hash === bad) throw new Error('a bug of ours')
        return core.step(compiled, session, input)
      },
    }
    const { room, session } = await moved({ core: failing })
    await room.press()
    const view = await room.seen(session, presses(2))
    expect(view).toMatchObject({ version: 1, status: 'running', active: ['off'] })
    const kinds = (await room.journal(session)).map((r) => r.kind)
    expect(kinds).toEqual(['start', 'inputs', 'reload', 'fault', 'reload', 'inputs'])
    expect((await room.events('gm_notice'))[0]?.payload).toMatchObject({ level: 'urgent' })
  })

  test('HR6 variables that the new version had not are what they were', async () => {
    const room = testRoom(redis)
    await play()
    const session = await room.start(staged({ extra: true }))
    await room.press()
    await room.seen(session, presses(1))
    await room.publish(staged(), 2)
    expect((await room.seen(session, onVersion(2))).variables).not.toHaveProperty('extra')
    await room.press()
    await room.seen(session, presses(2))
    await room.act(session, { command: 'roll_back' })
    expect((await room.seen(session, onVersion(1))).variables).toMatchObject({ extra: { value: 11 } })
  })

  test('HR6 a game that a mapping moved goes back the same way', async () => {
    const room = testRoom(redis)
    await play()
    const session = await room.start(renamed())
    await room.press()
    await room.seen(session, presses(1))
    await room.publish(guarded(), 2, { mapping: { lit: 'on' } })
    expect((await room.seen(session, onVersion(2))).active).toEqual(['on'])
    await room.press()
    await room.press()
    await room.seen(session, presses(3))
    await room.act(session, { command: 'roll_back' })
    // It stands where the mapping put it, so it goes back the same way.
    expect((await room.seen(session, onVersion(1))).active).toEqual(['lit'])
  })
})

describe('HR5 a game that ends by a deadline before the publication', () => {
  test('HR5 ends on the version that it ran', async () => {
    const room = testRoom(redis)
    const first = await play()
    const scene = delayed(300)
    const session = await room.start(over(scene, 'over'), { now: Date.now() })
    await room.seen(session, (view) => view.seq === 0)
    await first.stop()
    await room.publish(over(scene, 'done'), 2, { now: Date.now() + 400 })
    await play()
    const view = await room.seen(session, (v) => v.status === 'completed')
    expect(view).toMatchObject({ version: 1, active: ['over'] })
  })

  /** `delayed` that ends when its time is up, in an end of that name. */
  const over = (scene: ReturnType<typeof delayed>, end: string): typeof scene => ({
    ...scene,
    nodes: scene.nodes.map((node) => (node.id === 'over' ? { ...node, id: end } : node)),
    edges: scene.edges.map((edge) =>
      edge.id === 'time-up' || edge.target === 'over' ? { ...edge, target: end } : edge,
    ),
  })
})
