import { createInterface } from 'node:readline'
import type { Redis } from 'ioredis'
import { createEvent } from '#platform/events.ts'
import { freePort } from '#platform/local/ports.ts'
import { redisUrl, startRedisServer } from '#platform/local/redis-server.ts'
import { connectMqtt } from '#platform/mqtt.ts'
import { connectRedis } from '#platform/redis.ts'
import { appendEvents } from '#platform/room-stream.ts'
import { until } from '#platform/testing/until.ts'
import { contentHash } from '#scene-graph/hash.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { graphVersion, roomSessions, sessionView } from '#wire/channels.ts'
import type { DomainEventType } from '#wire/domain-event.ts'
import type { RoomAddress } from '#wire/names.ts'
import type { Bindings } from '#wire/session-messages.ts'
import { bundle, cpuOf, type Part, startPart } from './processes.ts'
import { resultsDir } from './results.ts'

const TOKEN = 'bench-token-of-no-secret'

export type Started = Awaited<ReturnType<typeof startPart>>
export type Stack = Awaited<ReturnType<typeof startStack>>

/** Redis, a broker, the gateway and whatever else a measurement wants, each a process of its own. */
export async function startStack(options: {
  /** Rooms that the registry knows, as `bench/reaction-registry.ts` takes it. */
  rooms: string
  /** Writes CPU profiles of gateway and runtime into bench/results. */
  profile?: boolean
}) {
  const parts = new Map<string, Part>()
  const redisPort = await freePort()
  const redisServer = await startRedisServer({ port: redisPort })
  const redisAt = redisUrl({ port: redisPort })
  const redis: Redis = connectRedis(redisAt, { name: 'bench' })

  async function start(
    name: string,
    entry: string,
    ready: (line: string) => boolean,
    more: { env?: Record<string, string>; args?: string[]; execArgv?: string[] } = {},
  ): Promise<Started> {
    const part = await startPart(name, await bundle(entry), { ready, ...more })
    parts.set(name, part)
    return part
  }

  async function stop(): Promise<void> {
    for (const part of [...parts.values()].toReversed()) await part.stop()
    redis.disconnect()
    await redisServer.stop()
  }

  try {
    const isUrl = (line: string): boolean => line.startsWith('{"url"')
    const urlOf = ({ line }: Started): string => (JSON.parse(line) as { url: string }).url
    const brokerUrl = urlOf(await start('broker', 'bench/reaction-broker.ts', isUrl))
    const apiUrl = urlOf(await start('registry', 'bench/reaction-registry.ts', isUrl, { args: [options.rooms] }))
    const isReady = (line: string): boolean => line.includes('"message":"ready"')
    const service = {
      execArgv: options.profile === true ? ['--cpu-prof', `--cpu-prof-dir=${resultsDir}`] : [],
      env: { REDIS_URL: redisAt, MQTT_URL: brokerUrl, API_URL: apiUrl, INTERNAL_TOKEN: TOKEN, DATABASE_URL: '' },
    }
    await start('gateway', 'bench/reaction-gateway.ts', isReady, {
      ...service,
      env: { ...service.env, GATEWAY_PORT: String(await freePort()) },
    })
    const redisPid = Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1] ?? 0)
    const publisherPart = await start('publisher', 'bench/reaction-publisher.ts', (line) => line === 'ready', {
      args: [brokerUrl],
    })
    const say = (room: RoomAddress, session: string, type: DomainEventType, payload: object) =>
      appendEvents(redis, [
        createEvent({
          type,
          ...room,
          session_id: session,
          payload: JSON.parse(JSON.stringify(payload)),
          source: 'bench',
        }),
      ])

    return {
      redis,
      brokerUrl,
      stop,
      start,
      client: (clientId: string) => connectMqtt(brokerUrl, { clientId }),
      startRuntime: (name: string) => start(name, 'scene-runtime/main.ts', isReady, service),
      /** Forgets a process that has ended, or ends by itself. */
      forget: (name: string) => parts.delete(name),
      publish: talkTo(publisherPart),

      /** CPU time of each process so far, ms. */
      async cpu(): Promise<Record<string, number>> {
        const used = await Promise.all([...parts].map(async ([name, part]) => [name, await part.cpuMs()] as const))
        return { ...Object.fromEntries(used), redis: await cpuOf(redisPid) }
      },

      /** Starts a game and waits until it plays. */
      async play(room: RoomAddress, session: string, scene: SceneGraph, bindings: Bindings): Promise<void> {
        const hash = contentHash(scene)
        await redis.set(graphVersion(hash), JSON.stringify(scene))
        const payload = { session_id: session, graph_id: scene.id, graph_name: scene.name, version: 1, hash, seed: 1 }
        await say(room, session, 'session_created', { ...payload, bindings })
        await until(async () => (await redis.exists(sessionView(session))) === 1, { timeout: 10_000 })
      },

      async end(room: RoomAddress, session: string): Promise<void> {
        await say(room, session, 'gm_action', { session_id: session, by: 'bench', action: { command: 'end' } })
        await until(async () => (await redis.hexists(roomSessions(room), session)) === 0, { timeout: 10_000 })
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What `bench/reaction-publisher.ts` is asked for, and its answer when it is done. */
export type PublisherRun =
  | { kind: 'schedule'; topics: readonly string[]; rate: number; count: number; start: string }
  | { kind: 'window'; topic: string; answers: string; window: number; seconds: number }
export type Published = { latestMs: number; perSecond: number }

function talkTo({ child }: Started): (run: PublisherRun) => Promise<Published> {
  const { stdin, stdout } = child
  if (stdout === null || stdin === null) throw new Error('no pipe to the publisher')
  const said = createInterface({ input: stdout })
  return async (run) => {
    const done = new Promise<string>((resolve) => said.once('line', resolve))
    stdin.write(`${JSON.stringify(run)}\n`)
    return JSON.parse(await done) as Published
  }
}
