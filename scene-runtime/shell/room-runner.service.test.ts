import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { startTestRedis } from '#platform/testing/redis.ts'
import { until } from '#platform/testing/until.ts'
import { EMERGENCIES, graphVersion, roomCursor, roomLease, roomStream, sessionView } from '#wire/channels.ts'
import { createVersions, type Version } from '../core/versions.ts'
import { systemClock } from './clock.ts'
import { core } from './core.ts'
import { claim } from './leases.ts'
import { runtimeMetrics } from './metrics.ts'
import { createRoomRunner, type RoomRunner } from './room-runner.ts'
import { testRoom } from './testing/room.ts'
import { loop, onlyWhenOpen } from './testing/scenes.ts'
import { createTimers } from './timers.ts'
import { createTurns } from './turns.ts'

const log = createLog('test', { level: 'silent' })
let server: Awaited<ReturnType<typeof startTestRedis>>
let redis: Redis

beforeAll(async () => {
  server = await startTestRedis()
  redis = new Redis(server.url)
})
beforeEach(() => redis.flushall())
afterAll(async () => {
  redis.disconnect()
  await server.stop()
})

/** A runner that is fed by hand, whose versions come when the test lets them. */
async function openRunner(room: ReturnType<typeof testRoom>, clock = systemClock) {
  const versions = createVersions((hash) => redis.get(graphVersion(hash)), core)
  let gate: Promise<void> | null = null
  const errors: Error[] = []
  const token = (await claim(redis, room.address, Date.now())) ?? 0
  const runner: RoomRunner = createRoomRunner({
    room: room.address,
    token,
    redis,
    core,
    versions: {
      peek: (hash) => (gate === null ? versions.peek(hash) : undefined),
      load: async (hash): Promise<Version> => {
        await gate
        return versions.load(hash)
      },
    },
    clock,
    timers: createTimers(systemClock),
    turns: createTurns(),
    log,
    metrics: runtimeMetrics(),
    onLost: (error) => errors.push(error),
  })
  await runner.open()
  return {
    runner,
    errors,
    read: async () => runner.take(await redis.xrange(roomStream(room.address), `(${runner.position()}`, '+')),
    /** Holds versions back until the answer is called. */
    hold(): () => void {
      let open: () => void = () => {}
      gate = new Promise((resolve) => {
        open = () => {
          gate = null
          resolve()
        }
      })
      return open
    },
  }
}

const presses = (count: number) => (view: { variables: Record<string, { value: unknown }> }) =>
  view.variables.presses?.value === count

describe('an emergency stop', () => {
  test('freezes every game of the room, which its end does not resume', async () => {
    const room = testRoom(redis)
    const { read, runner } = await openRunner(room)
    const games = [await room.start(loop()), await room.start({ ...loop(), id: 'beside' })]
    await read()
    for (const game of games) await room.seen(game, (view) => view.status === 'running')
    await room.append('emergency_stop_triggered', { stop_id: 's1', level: 2, cause: 'smoke', by: 'A', actor: 'a' })
    await room.press()
    await room.append('emergency_stop_cleared', { stop_id: 's1', by: 'A', actor: 'a', reason: 'looked at' })
    await read()
    for (const game of games) {
      const view = await room.seen(game, ({ recorded_inputs }) => recorded_inputs === 1)
      expect(view.status).toBe('frozen')
    }
    const [game = ''] = games
    const frozen = (await room.journal(game)).flatMap((record) => ('items' in record ? record.items : []))
    expect(frozen).toContainEqual(
      expect.objectContaining({ by: expect.any(String), input: expect.objectContaining({ type: 'freeze' }) }),
    )
    await room.act(game, { command: 'resume', inputs: 'discard' })
    await read()
    await room.seen(game, (view) => view.status === 'running')
    await runner.close()
  })
})

describe('a game that comes to the runtime after an emergency stop', () => {
  const stop = { stop_id: 's1', level: 2, cause: 'smoke', by: 'A', actor: 'a', at: 1 }
  const cleared = { by: 'A', actor: 'a', reason: 'looked at', at: 2 }
  test.each([
    ['stands still', JSON.stringify({ ...stop, cleared: null }), 'frozen'],
    ['stands still where the stop can not be read', '{}', 'frozen'],
    ['plays when it is cleared', JSON.stringify({ ...stop, cleared }), 'running'],
  ])('%s', async (_what, record, status) => {
    const room = testRoom(redis)
    const { read, runner } = await openRunner(room)
    const { tenant_id, room_id } = room.address
    const text = record === '{}' ? record : JSON.stringify({ ...JSON.parse(record), tenant_id, room_id })
    await redis.hset(EMERGENCIES, `${tenant_id}:${room_id}`, text)
    const game = await room.start(loop())
    await read()
    await room.seen(game, (view) => view.status === status)
    await runner.close()
  })
})

describe('the cursor', () => {
  test('RT1 does not pass a publication or a start whose version is still being fetched', async () => {
    const room = testRoom(redis)
    const { read, hold } = await openRunner(room)
    const session = await room.start(loop())
    await read()
    await room.seen(session, (view) => view.seq === 0)
    const release = hold()
    const pressed = await room.press()
    await room.publish(loop({ level: 0.5 }), 2)
    const later = await room.press()
    await read()
    await room.seen(session, presses(1))
    expect(await redis.get(roomCursor(room.address))).toBe(pressed)
    release()
    await room.seen(session, presses(2))
    expect(await redis.get(roomCursor(room.address))).toBe(later)
    expect((await room.view(session))?.version).toBe(2)
  })

  test('RT1 entries that are taken twice are played once', async () => {
    const room = testRoom(redis)
    const { runner, read } = await openRunner(room)
    const session = await room.start(loop())
    await room.press()
    await read()
    runner.take(await redis.xrange(roomStream(room.address), '-', '+'))
    await room.seen(session, presses(1))
    await room.press()
    await read()
    await room.seen(session, presses(2))
    expect(await room.commands()).toHaveLength(2)
  })
})

describe('what people see', () => {
  test('RT1 when the process died between a step and the telling of it, the next one tells', async () => {
    const room = testRoom(redis)
    const first = await openRunner(room)
    const session = await room.start(loop())
    await first.read()
    const before = await room.seen(session, (view) => view.seq === 0)
    await room.press()
    await first.read()
    await room.seen(session, presses(1))
    first.runner.drop()
    // As it stood before the telling.
    await redis.set(sessionView(session), JSON.stringify(before))
    const told = (await room.events('scene_advanced')).length
    await redis.del(roomLease(room.address))
    await openRunner(room)
    await room.seen(session, presses(1))
    const events = await room.events('scene_advanced')
    expect(events).toHaveLength(told + 1)
    expect(events.at(-1)?.payload).toMatchObject({ cause: { recovered: true }, view: { seq: 1 } })
    expect(await room.commands()).toHaveLength(1)
  })

  test('RT6 steps that come fast are told of together, and nothing of them is left out', async () => {
    const room = testRoom(redis)
    const { read } = await openRunner(room)
    const session = await room.start(loop())
    await read()
    await room.seen(session, (view) => view.seq === 0)
    for (let n = 0; n < 50; n += 1) {
      await room.press()
      await read()
    }
    await room.seen(session, presses(50))
    const events = (await room.events('scene_advanced')).slice(1)
    const fired = events.flatMap((event) => event.payload.fired)
    expect(fired).toEqual(Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? 'switch-on' : 'switch-off')))
    expect(events.length).toBeLessThan(50)
  })

  test('RT6 never goes back: a state is not told after a newer one that went out with its own event', async () => {
    const room = testRoom(redis)
    const asked: (() => void)[] = []
    const { runner, read } = await openRunner(room, {
      now: systemClock.now,
      after: (_, run) => {
        asked.push(run)
        return () => {}
      },
    })
    const session = await room.start(loop())
    await read()
    await room.seen(session, (view) => view.seq === 0)
    await room.press()
    await room.act(session, { command: 'freeze' })
    const entries = await redis.xrange(roomStream(room.address), `(${runner.position()}`, '+')
    runner.take(entries.slice(0, -1))
    // The press is being written when its telling falls due; the game master comes in the meantime.
    for (const tell of asked.splice(0)) tell()
    runner.take(entries.slice(-1))
    await room.seen(session, (view) => view.status === 'frozen')
    await runner.close()
    expect(await room.view(session)).toMatchObject({ status: 'frozen', seq: 2 })
  })
})

describe('memory and Redis', () => {
  test('RT6 one append is under way at a time, and what comes meanwhile goes into the next', async () => {
    const room = testRoom(redis)
    const { runner, read } = await openRunner(room)
    const session = await room.start(loop())
    await read()
    await room.seen(session, (view) => view.seq === 0)
    for (let n = 0; n < 10; n += 1) await room.press()
    // Taken one by one in one turn of the event loop: the first is appended at once, the others wait for it.
    for (const entry of await redis.xrange(roomStream(room.address), `(${runner.position()}`, '+')) runner.take([entry])
    await room.seen(session, presses(10))
    const batches = (await room.journal(session)).flatMap((r) => (r.kind === 'inputs' ? [r.items.length] : []))
    expect(batches).toEqual([1, 9])
  })

  test('RT3 a runner whose room another has claimed says so, and writes nothing more', async () => {
    const room = testRoom(redis)
    const { errors, read } = await openRunner(room)
    const session = await room.start(loop())
    await read()
    await room.seen(session, (view) => view.seq === 0)
    await redis.del(roomLease(room.address))
    await claim(redis, room.address, Date.now())
    await room.press()
    await read()
    await until(() => errors.length === 1)
    expect(errors[0]?.name).toBe('LeaseLost')
    await room.press()
    await read()
    expect(await room.journal(session)).toHaveLength(1)
    expect(await room.commands()).toEqual([])
  })
})

describe('RT3 a process that was held up', () => {
  test('gives way to beats and other rooms while it works off a full stream, and keeps its order', async () => {
    const room = testRoom(redis)
    const { errors, runner, read } = await openRunner(room)
    const session = await room.start(loop())
    await read()
    await until(async () => (await room.journal(session)).length === 1)
    await Promise.all(Array.from({ length: 2000 }, () => room.press()))
    const presses = await redis.xrange(roomStream(room.address), `(${runner.position()}`, '+')
    let turns = 0
    const count = (): void => {
      turns += 1
      if (runner.backlogged()) setImmediate(count)
    }
    setImmediate(count)
    runner.take(presses)
    expect(runner.backlogged()).toBe(true)
    await until(async () => (await room.commands()).length === 2000)
    expect(turns).toBeGreaterThan(1)
    const items = (await room.journal(session)).flatMap((record) => (record.kind === 'inputs' ? record.items : []))
    const places = items.map((item) => (item.type === 'input' ? item.stream : item.type))
    expect(places).toEqual(presses.flatMap(([id, [, json]]) => (json?.includes('"button"') === true ? [id] : [])))
    expect(errors).toEqual([])
  })

  test('plays on where nobody has claimed its room, although the lease ran out', async () => {
    const room = testRoom(redis)
    const { errors, read } = await openRunner(room)
    const session = await room.start(loop())
    await read()
    await redis.del(roomLease(room.address))
    await room.press()
    await read()
    await until(async () => (await room.commands()).length === 1)
    expect((await room.journal(session)).length).toBeGreaterThan(1)
    expect(errors).toEqual([])
  })
})

describe('RT5 an input that nobody waits for', () => {
  test('is no step, is known to the next one, and stands in the journal before it and before the cursor', async () => {
    const room = testRoom(redis)
    const { runner, read } = await openRunner(room)
    const session = await room.start(onlyWhenOpen())
    await read()
    await until(async () => (await room.journal(session)).length === 1)
    await room.signal('board/door', { open: false })
    await room.signal('board/door', { open: true })
    await read()
    const before = await redis.get(roomCursor(room.address))
    const pressed = await room.press()
    await read()
    await until(async () => (await room.journal(session)).length === 2)
    const [, record] = await room.journal(session)
    if (record?.kind !== 'inputs') throw new Error('the press was played')
    expect(record.items).toMatchObject([{ type: 'noted', count: 2, signals: { 'door.open': true } }, { type: 'input' }])
    expect(record.steps).toMatchObject([{ seq: 3, active: ['on'] }])
    expect(await redis.get(roomCursor(room.address))).toBe(pressed)
    expect(before).not.toBe(pressed)
    runner.drop()
  })

  test('RT1 a process that dies with it in memory has not read it: the next one does', async () => {
    const room = testRoom(redis)
    const first = await openRunner(room)
    const session = await room.start(onlyWhenOpen())
    await first.read()
    await until(async () => (await room.journal(session)).length === 1)
    await room.signal('board/door', { open: true })
    await first.read()
    first.runner.drop()
    await redis.del(roomLease(room.address))
    const second = await openRunner(room)
    await second.read()
    second.runner.keepCursor()
    // Written with the cursor, although nothing else is.
    await until(async () => (await room.journal(session)).length === 2)
    second.runner.drop()
    await redis.del(roomLease(room.address))
    const third = await openRunner(room)
    await room.press()
    await third.read()
    await until(async () => (await room.journal(session)).length === 3)
    expect((await room.journal(session)).at(-1)?.steps).toMatchObject([{ active: ['on'] }])
    expect([...first.errors, ...second.errors, ...third.errors]).toEqual([])
    third.runner.drop()
  })
})
