import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { projectRoot } from '#platform/local/project.ts'
import { connectPrisma } from '#platform/postgres.ts'
import { createTestDatabase } from '#platform/testing/database.ts'
import { until } from '#platform/testing/until.ts'
import { JOURNAL_TROUBLE, roomLease, roomPolicyKey, sessionJournal } from '#wire/channels.ts'
import type { DeviceCommand } from '#wire/messages/command.ts'
import { LEASE_MS } from './leases.ts'
import { account } from './testing/account.ts'
import { type House, startHouse } from './testing/house.ts'
import type { RuntimeProcess } from './testing/process.ts'
import { startProxy } from './testing/proxy.ts'
import { storeSession } from './testing/stored-session.ts'

/** Long enough that what is taken away is away in the midst of it. */
const PRESSES = 300
const PRELOAD = { NODE_OPTIONS: `--import ${path.join(projectRoot, 'scene-runtime/shell/testing/shifted-clock.mjs')}` }

let house: House
let gateway: RuntimeProcess
/** How far the clocks of runtime and gateway are off. */
const clock = () => path.join(house.folder, 'clock')
let database: Awaited<ReturnType<typeof createTestDatabase>>

beforeAll(async () => {
  house = await startHouse()
  database = await createTestDatabase()
  await writeFile(clock(), '0')
  gateway = await house.gateway({ ...PRELOAD, CLOCK_OFFSET_FILE: clock() })
})
const runtimes: RuntimeProcess[] = []
const runtime = async (env: Record<string, string> = {}) => {
  const started = await house.runtime(env)
  runtimes.push(started)
  return started
}
afterEach(async () => {
  for (const one of runtimes.splice(0)) await one.kill()
})
afterAll(async () => {
  await house.stop()
  await database.drop()
})

type Game = Awaited<ReturnType<House['play']>>

/** Presses on until the lamp has done such a command, and with it all those before. */
const arrived = (game: Game, such: (command: DeviceCommand) => boolean) =>
  until(async () => {
    await game.load(1)
    const command = (await game.room.commands()).find(such)
    return command !== undefined && game.lights.done.includes(Number(command.params.value))
  })

/** When a part of the presses is done. */
const half = (game: Game) => until(() => game.sent.length >= PRESSES / 2, { every: 1 })

function expectWhole(fault: string, game: Game): void {
  expect(account(fault, game.sent, game.lights.done)).toMatchObject({ lost: 0, doubled: 0 })
}

describe('faults under load', { timeout: 120_000 }, () => {
  test('RT1 RT2 RT3 a runtime is killed: another one goes on', async () => {
    const first = await runtime()
    const game = await house.play()
    await runtime()
    await game.load(PRESSES, async () => {
      await half(game)
      await first.kill()
    })
    await game.settled()
    expectWhole('runtime killed', game)
  })

  test('RT3 a runtime is stopped for longer than its lease and wakes up again: it writes nothing more', async () => {
    const first = await runtime()
    const game = await house.play()
    const old = Number(await house.redis.get(roomLease(game.room.address)))
    const second = await runtime()
    await game.load(PRESSES, async () => {
      await half(game)
      first.signal('SIGSTOP')
      await until(async () => Number(await house.redis.get(roomLease(game.room.address))) > old, { timeout: 10_000 })
      first.signal('SIGCONT')
    })
    await game.settled()
    expectWhole(`runtime stopped for more than ${LEASE_MS} ms`, game)
    const tokens = (await game.room.journal(game.session)).map((record) => record.token)
    expect(tokens).toEqual([...tokens].sort((a, b) => a - b))
    expect(new Set(tokens).size).toBeGreaterThan(1)
    await second.kill()
  })

  test('RT1 RT7 Redis is killed and comes back with its file', async () => {
    await runtime()
    const game = await house.play()
    await game.load(PRESSES, async () => {
      await half(game)
      await house.redisAway()
      await house.redisBack('with its file')
    })
    await game.settled()
    expectWhole('Redis killed, back with its file', game)
  })

  test.each(['before the request', 'after the request, before the answer'] as const)(
    'RT1 RT2 the connection breaks in the midst of an append: %s',
    async (when) => {
      await runtime({ REDIS_URL: house.proxy.url })
      const game = await house.play()
      let breaks = 0
      await game.load(PRESSES, async () => {
        while (game.sent.length < PRESSES) {
          await house.proxy.breakAt('record', when)
          breaks += 1
        }
      })
      house.proxy.breakNever()
      await game.settled()
      expectWhole(`connection cut ${breaks} times ${when}`, game)
      // On a busy machine the room is back after one break only when most has been pressed.
      expect(breaks).toBeGreaterThan(0)
    },
  )

  test('RT7 the broker is restarted: the game stands still meanwhile, nothing that was pressed is lost', async () => {
    await runtime()
    const game = await house.play()
    await game.load(PRESSES, async () => {
      await half(game)
      await house.brokerAway()
      await house.brokerBack()
    })
    const decided = async () => (await game.room.commands()).map((command) => Number(command.params.value))
    await until(async () => (await decided()).length === PRESSES, { timeout: 30_000, every: 50 })
    expect(account('broker restarted, decided', game.sent, await decided())).toMatchObject({ lost: 0, doubled: 0 })
    // What was on its way to a board that was not there is not repeated: nothing waits for a board (wire.md). But nobody
    // takes it for done, and the next press reaches its lamp.
    await game.load(1)
    await until(() => game.lights.done.includes(PRESSES + 1))
    expect(account('broker restarted, done', game.sent, game.lights.done).doubled).toBe(0)
    const values = new Map((await game.room.commands()).map(({ command_id, params }) => [command_id, params.value]))
    const believed = (await game.room.events('device_command_acknowledged'))
      .filter(({ payload }) => payload.outcome === 'applied')
      .map(({ payload }) => Number(values.get(String(payload.command_id))))
    expect(believed.filter((value) => !game.lights.done.includes(value))).toEqual([])
  })

  test('RT8 a controller is pulled out and put back: the game stands still, and plays what was pressed', async () => {
    await runtime()
    const game = await house.play()
    await house.redis.set(
      roomPolicyKey(game.room.address),
      JSON.stringify({ hardware_away: 'freeze', devices: { 'lights/lamp': 'freeze' } }),
    )
    await game.room.append('room_policy_changed', { hardware_away: 'freeze', devices: { 'lights/lamp': 'freeze' } })
    await game.load(PRESSES / 2)
    await game.settled()
    game.lights.unplug()
    await game.room.seen(game.session, (view) => view.hold?.stopped === true)
    await game.load(PRESSES / 2)
    expect(game.lights.done).toHaveLength(PRESSES / 2)
    await game.lights.plugIn()
    await game.settled()
    expectWhole('controller away and back', game)
  })

  test('RT7 PostgreSQL is away, then its disk is full: games go on, and their journals get there', async () => {
    const cable = await startProxy(database.url)
    const prisma = connectPrisma(database.url)
    await runtime({ DATABASE_URL: cable.url })
    const game = await house.play((room) => storeSession(prisma, 'disk-full', room))
    const { session } = game
    const copied = async () => await prisma.journalRecord.count({ where: { sessionId: session } })
    await game.load(PRESSES, async () => {
      await until(async () => (await copied()) > 0)
      cable.cut()
      await half(game)
      await prisma.$executeRawUnsafe(FULL)
      await prisma.$executeRawUnsafe(
        'CREATE TRIGGER full_disk BEFORE INSERT ON "JournalRecord" FOR EACH ROW EXECUTE FUNCTION full_disk()',
      )
      cable.mend()
    })
    // On a busy machine all of it may have been copied before: now there is something to copy.
    await game.load(20)
    await game.settled()
    expectWhole('PostgreSQL away, then its disk full', game)
    let trouble: string | null = null
    try {
      await until(
        async () => {
          trouble = (await house.redis.get(JOURNAL_TROUBLE)) ?? trouble
          return trouble?.includes('No space left')
        },
        { timeout: 40_000, every: 50 },
      ).catch((error: unknown) => {
        throw new Error(`the journal writer complains of: ${trouble}`, { cause: error })
      })
      expect(await copied()).toBeLessThan(await house.redis.xlen(sessionJournal(session)))
    } finally {
      await prisma.$executeRawUnsafe('DROP TRIGGER full_disk ON "JournalRecord"')
    }
    await until(async () => (await copied()) === (await house.redis.xlen(sessionJournal(session))), { timeout: 30_000 })
    await prisma.$disconnect()
    await cable.stop()
  })

  test('RT1 RT7 Redis comes back empty: games go on from their copy in PostgreSQL', async () => {
    const prisma = connectPrisma(database.url)
    await runtime({ DATABASE_URL: database.url })
    const game = await house.play((room) => storeSession(prisma, 'emptied', room))
    const { session } = game
    await game.load(PRESSES / 2)
    await game.settled()
    const before = await house.redis.xlen(sessionJournal(session))
    await until(async () => (await prisma.journalRecord.count({ where: { sessionId: session } })) === before)
    await house.redisAway()
    await house.redisBack('without its file')
    const back = await game.room.seen(session, (view) => view.variables.presses?.value === PRESSES / 2)
    expect(back.status).toBe('running')
    await game.load(PRESSES / 2)
    await game.settled()
    expectWhole('Redis back without its file', game)
    const commands = (await game.room.commands()).map((command) => command.command_id)
    expect(new Set(commands).size).toBe(commands.length)
    await prisma.$disconnect()
  })

  test.each([
    // In this order: the gateway's goes back from where it is.
    ['back', -3_600_000],
    ['forwards', 3_600_000],
  ])('RT4 the clocks of runtime and gateway jump %s by an hour', async (which, offset) => {
    await writeFile(clock(), '0')
    const player = await runtime({ ...PRELOAD, CLOCK_OFFSET_FILE: clock() })
    const game = await house.play()
    await game.load(PRESSES, async () => {
      await half(game)
      await writeFile(clock(), String(offset))
      player.signal('SIGUSR2')
      // A command that is on its way while the gateway's clock jumps forwards is an hour old to it, and refused.
      if (offset > 0) await arrived(game, (command) => Date.parse(command.issued_at) > Date.now() + offset / 2)
      gateway.signal('SIGUSR2')
    })
    await game.settled()
    expectWhole(`clocks jump ${which} by an hour`, game)
  })
})

/** What PostgreSQL says when its disk is full. */
const FULL = `CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`
