import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { startTestRedis } from '#platform/testing/redis.ts'
import { until } from '#platform/testing/until.ts'
import { roomCursor, roomLease, roomSessions, roomStream } from '#wire/channels.ts'
import type { Core } from '../core/core.ts'
import { append, LeaseLost } from './append.ts'
import { core } from './core.ts'
import { beat, claim } from './leases.ts'
import { createRuntime, type Runtime } from './runtime.ts'
import { isAfter } from './stream-id.ts'
import { testRoom } from './testing/room.ts'
import { BINDINGS, delayed, guarded, loop, renamed } from './testing/scenes.ts'

const log = createLog('test', { level: process.env.SHOW === '1' ? 'debug' : 'silent' })
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

async function play(options: { core?: Core } = {}): Promise<Runtime> {
  const runtime = createRuntime({ redisUrl: server.url, log, ...options })
  running.push(runtime)
  await runtime.start()
  return runtime
}

const presses = (count: number) => (view: { variables: Record<string, { value: unknown }> }) =>
  view.variables.presses?.value === count

describe('a game', () => {
  test('starts, reacts with a command, and ends', async () => {
    const room = testRoom(redis)
    await play()
    const session = await room.start(loop())
    await room.seen(session, (view) => view.active.includes('off'))
    await room.press()
    const view = await room.seen(session, presses(1))
    expect(view).toMatchObject({ status: 'running', active: ['on'], version: 1, graph_name: 'Loop', outcome: null })
    const [command, ...rest] = await room.commands()
    expect(rest).toEqual([])
    expect(command).toMatchObject({
      ...room.address,
      controller_id: 'lights',
      device_id: 'lamp',
      command: 'level',
      params: { value: 1 },
      ttl_ms: 5000,
      session_id: session,
    })
    expect(await redis.hexists(roomSessions(room.address), session)).toBe(1)
    await room.act(session, { command: 'operator', action: 'leave' })
    await room.seen(session, (v) => v.status === 'completed')
    expect(await redis.hexists(roomSessions(room.address), session)).toBe(0)
    const types = (await room.events()).filter((e) => e.session_id === session).map((e) => e.type)
    expect(types).toEqual([
      'session_created',
      'session_started',
      'scene_advanced',
      'scene_advanced',
      'gm_action',
      'scene_advanced',
      'session_completed',
    ])
    const journal = await room.journal(session)
    expect(journal.map((record) => record.kind)).toEqual(['start', 'inputs', 'end'])
  })

  test('is frozen, resumed, paused and ended by its game master, each with an event', async () => {
    const room = testRoom(redis)
    await play()
    const session = await room.start(loop())
    await room.act(session, { command: 'freeze' })
    await room.seen(session, (view) => view.status === 'frozen')
    await room.press()
    await room.seen(session, (view) => view.recorded_inputs === 1)
    await room.act(session, { command: 'resume', inputs: 'apply' })
    await room.seen(session, presses(1))
    await room.act(session, { command: 'pause_clock' })
    await room.act(session, { command: 'resume_clock' })
    await room.act(session, { command: 'end' })
    await room.seen(session, (view) => view.status === 'abandoned')
    const types = (await room.events()).map((e) => e.type)
    for (const type of ['session_frozen', 'session_resumed', 'session_paused', 'session_abandoned'])
      expect(types).toContain(type)
  })

  test('knows at its start what was reported before it', async () => {
    const room = testRoom(redis)
    await room.signal('board/door', { open: true })
    await play()
    const session = await room.start(delayed(20))
    await room.seen(session, (view) => view.active.includes('released'))
    const [start] = await room.journal(session)
    expect(start).toMatchObject({ kind: 'start', known: { signals: { 'door.open': true } } })
  })

  test('that asks for a version that is not there is told, journalled and not played', async () => {
    const room = testRoom(redis)
    await play()
    const session = await room.start(loop(), { hash: 'nowhere' })
    const view = await room.seen(session, (v) => v.status === 'faulted')
    expect(view.fault).toContain('not in Redis')
    expect((await room.journal(session)).map((r) => r.kind)).toEqual(['end'])
    expect(await room.events('session_faulted')).toHaveLength(1)
  })

  test('whose version was tampered with is not played', async () => {
    const room = testRoom(redis)
    await play()
    const hash = await room.store(loop({ level: 2 }), 'f00d')
    const session = await room.start(loop(), { hash })
    expect((await room.seen(session, (v) => v.status === 'faulted')).fault).toContain('another content hash')
  })

  test('whose command has no device says so, and goes on', async () => {
    const room = testRoom(redis)
    await play()
    const { lamp: _lamp, ...bindings } = BINDINGS
    const session = await room.start(loop(), { bindings })
    await room.press()
    await room.seen(session, presses(1))
    expect(await room.commands()).toEqual([])
    expect((await room.events('device_error'))[0]?.payload).toMatchObject({ role: 'lamp', command: 'level' })
  })

  test('is told of by a notice when its timer is up', async () => {
    const room = testRoom(redis)
    await play()
    const session = await room.start(delayed(30))
    await room.seen(session, (view) => view.active.includes('released'))
    expect((await room.events('gm_notice'))[0]?.payload).toEqual({ level: 'info', message: 'The door is released' })
    expect((await room.commands()).map((c) => c.command)).toEqual(['release'])
  })

  test('passes over what it can not read', async () => {
    const room = testRoom(redis)
    await play()
    const session = await room.start(loop())
    await redis.xadd(roomStream(room.address), '*', 'event', 'no JSON')
    await redis.xadd(roomStream(room.address), '*', 'event', '{"type":"gm_action"}')
    await redis.xadd(roomStream(room.address), '*', 'other', 'x')
    await room.press()
    await room.seen(session, presses(1))
  })
})

describe('a device that plays several roles', () => {
  test('RT1 a game that the first role’s press ended is not stepped by the second', async () => {
    const room = testRoom(redis)
    await play()
    const both = { ...BINDINGS, door: { controller_id: 'board', device_id: 'button' } }
    const session = await room.start(delayed(0), { bindings: both })
    await room.seen(session, (view) => view.active.includes('released'))
    await room.signal('board/button', { open: true, pressed: true })
    await room.seen(session, (view) => view.status === 'completed')
    await room.signal('board/button', { open: true })
    await until(async () => (await redis.get(roomCursor(room.address))) !== null)
    const journal = await room.journal(session)
    expect(journal.at(-1)?.kind).toBe('end')
    expect(journal.filter((record) => record.kind === 'end')).toHaveLength(1)
  })
})

describe('RT3 one owner', () => {
  test('RT3 an append with an older token is refused and writes nothing', async () => {
    const room = testRoom(redis)
    const first = (await claim(redis, room.address, Date.now())) ?? 0
    await redis.del(roomLease(room.address))
    const second = (await claim(redis, room.address, Date.now())) ?? 0
    expect(second).toBeGreaterThan(first)
    const nothing = { journal: [], commands: [], events: [], requests: [], set: [], hset: [], hdel: [], cursor: null }
    const journal = [{ key: 'journal', entry: '1-0', record: '{}' }]
    await expect(append(redis, room.address, first, { ...nothing, journal, cursor: '9-9' })).rejects.toThrow(LeaseLost)
    expect(await redis.exists('journal', roomCursor(room.address))).toBe(0)
    await append(redis, room.address, second, { ...nothing, journal, cursor: '9-9' })
    expect(await redis.get(roomCursor(room.address))).toBe('9-9')
  })

  test('RT3 a lease that ran out is renewed where nobody has claimed the room, and is gone where somebody has', async () => {
    const [own, taken] = [testRoom(redis), testRoom(redis)]
    const held = await Promise.all(
      [own, taken].map(async ({ address }) => ({ room: address, token: (await claim(redis, address, 0)) ?? 0 })),
    )
    await redis.del(roomLease(own.address), roomLease(taken.address))
    const other = await claim(redis, taken.address, 0)
    const { lost } = await beat(redis, 'slow', held, 0)
    expect(lost).toEqual([held[1]])
    expect(await redis.mget(roomLease(own.address), roomLease(taken.address))).toEqual([
      String(held[0]?.token),
      String(other),
    ])
  })

  test('RT3 what was appended once can not be appended again', async () => {
    const room = testRoom(redis)
    const token = (await claim(redis, room.address, Date.now())) ?? 0
    const once = {
      journal: [{ key: 'journal', entry: '5-0', record: '{}' }],
      commands: ['{}'],
      events: [],
      requests: [],
      set: [],
      hset: [],
      hdel: [],
      cursor: null,
    }
    await append(redis, room.address, token, once)
    await expect(append(redis, room.address, token, once)).rejects.toThrow()
    expect(await redis.xlen('journal')).toBe(1)
    expect(await redis.xlen('sentient:stream:commands')).toBe(1)
  })

  test('RT3 a room whose lease was taken away is dropped, and what its new owner wrote stands', async () => {
    const room = testRoom(redis)
    const runtime = await play()
    const session = await room.start(loop())
    await room.seen(session, (view) => view.seq === 0)
    await redis.del(roomLease(room.address))
    await claim(redis, room.address, Date.now())
    await redis.pexpire(roomLease(room.address), 300)
    await room.press()
    await until(() =>
      runtime.rooms().every((r) => r.token === 0 || r.room.room_id !== room.address.room_id || r.token > 1),
    )
    await room.seen(session, presses(1))
    expect(await room.commands()).toHaveLength(1)
  })

  test('RT3 rooms are shared out when a process joins, and games go on there', async () => {
    const rooms = Array.from({ length: 4 }, (_, n) => testRoom(redis, `shared-${n}`))
    const first = await play()
    const sessions = await Promise.all(rooms.map((room) => room.start(loop())))
    await until(() => first.rooms().length === 4)
    for (const [n, room] of rooms.entries()) await room.seen(sessions[n] ?? '', (view) => view.seq === 0)
    const second = await play()
    await until(() => first.rooms().length === 2 && second.rooms().length === 2)
    for (const [n, room] of rooms.entries()) {
      await room.press()
      await room.seen(sessions[n] ?? '', presses(1))
    }
    await first.stop()
    await until(() => second.rooms().length === 4, { timeout: 15_000 })
  })
})

describe('RT4 time', () => {
  test('RT4 a deadline that passed while nobody played fires at once, at its own time, marked as late', async () => {
    const room = testRoom(redis)
    const first = await play()
    const session = await room.start(delayed(1000))
    const before = await room.seen(session, (view) => view.timers.length === 1)
    await first.stop()
    await until(() => Date.now() > (before.timers[0]?.due_at ?? 0) + 20)
    await play()
    const view = await room.seen(session, (v) => v.active.includes('released'))
    expect(view.at).toBe(before.timers[0]?.due_at)
    const steps = (await room.journal(session)).flatMap((record) => record.steps)
    expect(steps.at(-1)?.cause).toMatchObject({ timer: 'time-up', late: true })
    expect(await room.commands()).toHaveLength(1)
  })

  test('RT4 a timer that pauses while nobody plays is moved by the time that was lost', async () => {
    const room = testRoom(redis)
    const first = await play()
    const session = await room.start(delayed(60_000, 'pauses'))
    const before = await room.seen(session, (view) => view.timers.length === 1)
    await first.stop()
    const stopped = Date.now()
    await until(() => Date.now() > stopped + 400)
    await play()
    const view = await room.seen(session, (v) => (v.timers[0]?.due_at ?? 0) > (before.timers[0]?.due_at ?? 0))
    expect((view.timers[0]?.due_at ?? 0) - (before.timers[0]?.due_at ?? 0)).toBeGreaterThanOrEqual(380)
  })

  test('RT4 inputs that waited in the stream go before a deadline that is later than they', async () => {
    const room = testRoom(redis)
    const first = await play()
    const session = await room.start(delayed(1000))
    await room.seen(session, (view) => view.timers.length === 1)
    await first.stop()
    await room.act(session, { command: 'pause_clock' })
    const due = (await room.view(session))?.timers[0]?.due_at ?? 0
    await until(() => Date.now() > due + 20)
    await play()
    await room.seen(session, (v) => v.active.includes('released'))
    const causes = (await room.journal(session)).flatMap((r) => r.steps.map((s) => Object.keys(s.cause)[0]))
    expect(causes).toEqual(['start', 'input', 'timer'])
  })
})

describe('RT6 batches', () => {
  test('RT6 inputs that wait are appended together, in order, with fewer appends than inputs', async () => {
    const room = testRoom(redis)
    const first = await play()
    const session = await room.start(loop())
    await room.seen(session, (view) => view.seq === 0)
    await first.stop()
    for (let n = 0; n < 200; n += 1) await room.press()
    await play()
    await room.seen(session, presses(200))
    const journal = await room.journal(session)
    expect(journal.length).toBeLessThan(20)
    const inputs = journal.flatMap((r) => (r.kind === 'inputs' ? r.items : []))
    const streams = inputs.map((item) => (item.type === 'input' ? item.stream : ''))
    expect(streams).toHaveLength(200)
    expect(streams).toEqual([...streams].sort((a, b) => (isAfter(b, a) ? -1 : 1)))
    const commands = await room.commands()
    expect(new Set(commands.map((c) => c.command_id)).size).toBe(200)
    expect(commands.map((c) => c.command)).toEqual(
      Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? 'level' : 'off')),
    )
  })

  test('RT5 a signal that no session looks at is neither stepped nor journalled', async () => {
    const room = testRoom(redis)
    await play()
    const session = await room.start(loop())
    await room.signal('board/button', { battery: 3 })
    await room.signal('elsewhere/thing', { pressed: true })
    await room.press()
    const view = await room.seen(session, presses(1))
    expect(view.seq).toBe(1)
    expect(await room.journal(session)).toHaveLength(2)
  })
})

describe('RT9 poison', () => {
  const poisonous: Core = {
    ...core,
    step(compiled, session, input) {
      if (input.type === 'event' && input.name === 'poison') throw new Error('a bug of ours')
      return core.step(compiled, session, input)
    },
  }

  test('RT9 a step that throws is recorded and flags its session; the others go on', async () => {
    const room = testRoom(redis)
    await play({ core: poisonous })
    const bad = await room.start(loop())
    const good = await room.start(loop())
    await room.act(bad, { command: 'event', name: 'poison', data: {} })
    const view = await room.seen(bad, (v) => v.status === 'faulted')
    expect(view).toMatchObject({ fault: 'a bug of ours', seq: 0, active: ['off'] })
    await room.press()
    await room.seen(good, presses(1))
    expect((await room.view(bad))?.seq).toBe(0)
    expect(await room.commands()).toHaveLength(1)
    const journal = await room.journal(bad)
    expect(journal.at(-1)).toMatchObject({
      kind: 'fault',
      status: 'faulted',
      message: 'a bug of ours',
      item: { type: 'input', input: { type: 'event', name: 'poison' } },
    })
    expect(await room.events('session_faulted')).toHaveLength(1)
  })

  test('RT9 a flagged session stays flagged after a restart; the game master may resume or end it', async () => {
    const room = testRoom(redis)
    const first = await play({ core: poisonous })
    const session = await room.start(loop())
    await room.act(session, { command: 'event', name: 'poison', data: {} })
    await room.seen(session, (v) => v.status === 'faulted')
    await first.stop()
    await play({ core: poisonous })
    await room.press()
    await room.act(session, { command: 'resume', inputs: 'apply' })
    await room.press()
    await room.seen(session, presses(1))
    await room.act(session, { command: 'event', name: 'poison', data: {} })
    await room.seen(session, (v) => v.status === 'faulted')
    await room.act(session, { command: 'end' })
    await room.seen(session, (v) => v.status === 'abandoned')
  })

  test('RT1 a journal that replays to another state flags its session and is not played on', async () => {
    const room = testRoom(redis)
    const first = await play()
    const session = await room.start(loop())
    await room.seen(session, (view) => view.seq === 0)
    await room.press()
    await room.seen(session, presses(1))
    await first.stop()
    const forgetful: Core = {
      ...core,
      step: (compiled, s, input) => core.step(compiled, { ...s, seed: s.seed + 1 }, input),
    }
    await play({ core: forgetful })
    const view = await room.seen(session, (v) => v.status === 'faulted')
    expect(view.fault).toContain('gives another state')
    await room.press()
    await room.act(session, { command: 'end' })
    await room.seen(session, (v) => v.status === 'abandoned')
    expect(await redis.hexists(roomSessions(room.address), session)).toBe(0)
    expect(await room.commands()).toHaveLength(1)
  })
})

describe('hot reload', () => {
  test('HR5 a published version is taken between two steps, and no input is lost around it', async () => {
    const room = testRoom(redis)
    const first = await play()
    const session = await room.start(loop())
    await room.seen(session, (view) => view.seq === 0)
    await first.stop()
    await room.press()
    await room.press()
    await room.publish(loop({ level: 0.5 }), 2)
    await room.press()
    await play()
    const view = await room.seen(session, presses(3))
    expect(view).toMatchObject({ version: 2, active: ['on'] })
    const commands = await room.commands()
    expect(commands.map((c) => c.params.value ?? null)).toEqual([1, null, 0.5])
    expect((await room.journal(session)).map((r) => r.kind)).toEqual(['start', 'inputs', 'reload', 'inputs'])
    const [reloaded] = await room.events('scene_reloaded')
    expect(reloaded?.payload).toMatchObject({ session_id: session, from: 1, to: 2, outcome: 'applied' })
  })

  test('HR5 the games of one room move together or not at all', async () => {
    const room = testRoom(redis)
    await play()
    const stuck = await room.start(guarded())
    await room.press()
    await room.seen(stuck, presses(1))
    const other = { ...BINDINGS, button: { controller_id: 'board', device_id: 'other' } }
    const free = await room.start(guarded(), { bindings: other })
    await room.seen(free, (view) => view.seq === 0)
    await room.publish(renamed(), 2)
    await until(async () => (await room.events('scene_reload_blocked')).length === 2)
    expect((await room.view(free))?.version).toBe(1)
    expect((await room.view(stuck))?.version).toBe(1)
    const reports = (await room.events('scene_reload_blocked')).map((e) => e.payload)
    expect(reports.find((r) => r.session_id === stuck)).toMatchObject({ outcome: 'blocked', blocked: [{ node: 'on' }] })
    await room.press()
    await room.seen(stuck, presses(2))
    await room.publish(renamed(), 3)
    for (const session of [stuck, free]) await room.seen(session, (view) => view.version === 3)
    await room.press()
    expect((await room.seen(stuck, presses(3))).active).toEqual(['lit'])
    expect((await room.view(free))?.active).toEqual(['off'])
  })

  test('HR3 the same meaning changes the number and nothing else', async () => {
    const room = testRoom(redis)
    await play()
    const session = await room.start(loop())
    await room.press()
    await room.seen(session, presses(1))
    await room.publish(loop({ name: 'Another name' }), 2)
    const view = await room.seen(session, (v) => v.version === 2)
    expect(view).toMatchObject({ seq: 1, active: ['on'], graph_name: 'Another name' })
    expect((await room.events('scene_reloaded'))[0]?.payload).toMatchObject({ outcome: 'unchanged' })
    expect(await room.commands()).toHaveLength(1)
  })

  test('HR7 a version for the next game leaves the running one alone', async () => {
    const room = testRoom(redis)
    await play()
    const session = await room.start(loop())
    await room.publish(loop({ level: 0.5 }), 2, { when: 'next_game' })
    await room.press()
    await room.seen(session, presses(1))
    expect((await room.view(session))?.version).toBe(1)
    expect(await room.events('scene_reloaded')).toEqual([])
  })

  test('HR5 a version that is missing or broken blocks, with the reason', async () => {
    const room = testRoom(redis)
    await play()
    const session = await room.start(loop())
    await room.publish(loop(), 2, { hash: 'missing' })
    await until(async () => (await room.events('scene_reload_blocked')).length === 1)
    await room.press()
    await room.seen(session, presses(1))
    expect((await room.events('scene_reload_blocked'))[0]?.payload).toMatchObject({
      session_id: session,
      outcome: 'blocked',
      blocked: [{ reason: expect.stringContaining('not in Redis') }],
    })
  })

  test('HR5 a session that was reloaded is brought back on its new version, through the reload', async () => {
    const room = testRoom(redis)
    const first = await play()
    const session = await room.start(loop())
    await room.press()
    await room.publish(loop({ level: 0.5 }), 2, { bindings: { lamp: { controller_id: 'other', device_id: 'lamp' } } })
    await room.press()
    await room.seen(session, presses(2))
    await first.stop()
    await redis.del(`sentient:snapshot:${session}`)
    await play()
    await room.press()
    const view = await room.seen(session, presses(3))
    expect(view.version).toBe(2)
    const last = (await room.commands()).at(-1)
    expect(last).toMatchObject({ controller_id: 'other', params: { value: 0.5 } })
  })
})
