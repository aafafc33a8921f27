import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Redis } from 'ioredis'
import { type Broker, startBroker } from '#platform/local/broker.ts'
import { freePort } from '#platform/local/ports.ts'
import { redisUrl, startRedisServer } from '#platform/local/redis-server.ts'
import { until } from '#platform/testing/until.ts'
import { startFakeApi, TOKEN } from '#server/mqtt-gateway/testing/fake-api.ts'
import { REGISTRY } from '#wire/channels.ts'
import { plugInBoard, type TestBoard } from './board.ts'
import { bundleRuntime, type RuntimeProcess, startRuntimeProcess } from './process.ts'
import { startProxy } from './proxy.ts'
import { testRoom } from './room.ts'
import { counted } from './scenes.ts'

/** Between two presses, ms: load, without any of it being the measure. */
const EVERY_MS = 3
export const BINDINGS = {
  button: { controller_id: 'board', device_id: 'button' },
  lamp: { controller_id: 'lights', device_id: 'lamp' },
}

/**
 * A house as it runs: broker, Redis with its file, MQTT gateway and scene runtimes as processes of their own, boards on
 * the broker. What a test takes away, it gives back; each test plays in a room of its own.
 */
export async function startHouse() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'studio-house-'))
  const ports = { redis: await freePort(), mqtt: await freePort() }
  const programs = {
    runtime: await bundleRuntime('scene-runtime/main.ts'),
    gateway: await bundleRuntime('server/main.ts'),
  }
  let server = await startRedisServer({ port: ports.redis, dataDir: folder })
  let broker: Broker = await startBroker({ port: ports.mqtt })
  const redis = new Redis(redisUrl({ port: ports.redis }), { retryStrategy: () => 50 })
  redis.on('error', () => undefined) // it is taken away on purpose
  const proxy = await startProxy(redisUrl({ port: ports.redis }))
  const rooms = Array.from({ length: 16 }, (_, n) => ({ tenant_id: 'acme', room_id: `room-${n}` }))
  const api = await startFakeApi(rooms)
  const processes: RuntimeProcess[] = []
  const boards: TestBoard[] = []
  let next = 0

  const house = {
    redis,
    proxy,
    redisUrl: redisUrl({ port: ports.redis }),
    folder,
    async gateway(env: Record<string, string> = {}): Promise<RuntimeProcess> {
      const started = await startRuntimeProcess(programs.gateway, {
        ROLES: 'mqtt-gateway',
        REDIS_URL: house.redisUrl,
        MQTT_URL: broker.url,
        API_URL: api.url,
        INTERNAL_TOKEN: TOKEN,
        GATEWAY_PORT: '0',
        ...env,
      })
      processes.push(started)
      return started
    },
    async runtime(env: Record<string, string> = {}): Promise<RuntimeProcess> {
      const started = await startRuntimeProcess(programs.runtime, { REDIS_URL: house.redisUrl, ...env })
      processes.push(started)
      return started
    },
    /** Redis goes at once, as when its process is killed; and comes back with its file, or without. */
    async redisAway(): Promise<void> {
      process.kill(server.pid, 'SIGKILL')
      await server.ended
    },
    async redisBack(file: 'with its file' | 'without its file'): Promise<void> {
      if (file === 'without its file') await rm(path.join(folder, 'appendonlydir'), { recursive: true, force: true })
      server = await startRedisServer({ port: ports.redis, dataDir: folder })
    },
    brokerAway: () => broker.stop(),
    async brokerBack(): Promise<void> {
      broker = await startBroker({ port: ports.mqtt })
    },
    /** A room with two boards and a game in which every press sets the lamp to its number. */
    async play(named?: (room: string) => Promise<string>) {
      const room_id = rooms[next++]?.room_id ?? ''
      const room = testRoom(redis, room_id)
      const at = (controller: string) => ({ tenant: 'acme', room: room_id, controller })
      const [board, lights] = await Promise.all([
        plugInBoard(broker.url, at('board')),
        plugInBoard(broker.url, at('lights')),
      ])
      boards.push(board, lights)
      await until(async () =>
        ((await redis.hget(REGISTRY, `acme:${room_id}`)) ?? '').match(/button.*lamp|lamp.*button/s),
      )
      const session = await room.start(counted(), {
        bindings: BINDINGS,
        ...(named === undefined ? {} : { session: await named(room_id) }),
      })
      await room.seen(session, (view) => view.seq === 0)
      const sent: number[] = []
      let last = 0
      return {
        room,
        board,
        lights,
        session,
        sent,
        /** Presses `count` times, evenly; `meanwhile` goes on at the same time. Ends when both have. */
        async load(count: number, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
          const from = last
          const begun = performance.now()
          const pressing = until(
            () => {
              while (last - from < count && performance.now() - begun >= (last - from) * EVERY_MS) {
                last += 1
                sent.push(last)
                board.press(last)
              }
              return last - from >= count
            },
            { timeout: 60_000, every: 1 },
          )
          await Promise.all([pressing, meanwhile()])
        },
        /** Waits until the lamp has been set to every number that was pressed. */
        settled: (timeout = 20_000) =>
          until(() => new Set(lights.done).size >= sent.length, {
            timeout,
            message: `the lamp was set ${new Set(lights.done).size} times for ${sent.length} presses`,
          }).catch(() => undefined),
      }
    },
    async stop(): Promise<void> {
      for (const board of boards) await board.stop()
      for (const one of processes) await one.kill()
      redis.disconnect()
      await proxy.stop()
      await api.stop()
      await broker.stop()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
      for (const program of Object.values(programs)) await rm(program, { force: true })
    },
  }
  return house
}

export type House = Awaited<ReturnType<typeof startHouse>>
