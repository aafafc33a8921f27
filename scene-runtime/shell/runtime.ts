import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Service } from '#platform/lifecycle.ts'
import type { Log } from '#platform/log.ts'
import { connectRedis } from '#platform/redis.ts'
import { graphVersion, ROOMS_NUDGE, VERSIONS_NUDGE } from '#wire/channels.ts'
import type { Core } from '../core/core.ts'
import { createVersions } from '../core/versions.ts'
import { type Clock, systemClock } from './clock.ts'
import { core as realCore } from './core.ts'
import { runtimeMetrics } from './metrics.ts'
import { createReader } from './reader.ts'
import { createRoomRunner, type RoomRunner } from './room-runner.ts'
import { createSupervisor } from './supervisor.ts'
import { createTimers } from './timers.ts'
import { createTurns } from './turns.ts'

/** A connection on which no answer came for this long is broken, although nobody said so, ms. */
const SILENCE_MS = 5000

export type Runtime = Service & {
  /** Rejects while Redis does not answer. */
  check(): Promise<unknown>
  /** Rooms held now. */
  rooms(): RoomRunner[]
}

/** The scene runtime: plays the games of the rooms that this process holds. Any number of processes may run. */
export function createRuntime(options: { redisUrl: string; log: Log; clock?: Clock; core?: Core }): Runtime {
  const { redisUrl, log, clock = systemClock, core = realCore } = options
  const process = randomUUID()
  const metrics = runtimeMetrics()
  let parts: { close(): Promise<void>; redis: Redis; rooms(): RoomRunner[] } | null = null

  async function start(): Promise<void> {
    // An append that is sent again by itself would be written twice: what is unanswered fails, and the room is read
    // anew. Nothing is queued while Redis is away either.
    const once = {
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      socketTimeout: SILENCE_MS,
    }
    const redis = connectRedis(redisUrl, { name: 'scene-runtime', log, ...once })
    const subscriber = connectRedis(redisUrl, { name: 'scene-runtime-reader', log, autoResubscribe: false, ...once })
    const nudges = connectRedis(redisUrl, { name: 'scene-runtime-nudges', log, maxRetriesPerRequest: null })
    const timers = createTimers(clock)
    const turns = createTurns()
    const versions = createVersions((hash) => redis.get(graphVersion(hash)), core, breath)
    const supervisor = createSupervisor({
      process,
      redis,
      clock,
      log,
      metrics,
      createRunner: (room, token, onLost) =>
        createRoomRunner({ room, token, redis, core, versions, clock, timers, turns, log, metrics, onLost }),
      onChange: () => reader.changed(),
    })
    const reader = createReader({ subscriber, redis, rooms: () => supervisor.runners(), after: clock.after, log })
    parts = {
      redis,
      rooms: () => [...supervisor.runners()],
      async close() {
        await supervisor.stop()
        await reader.stop()
        timers.stop()
        for (const connection of [nudges, subscriber, redis]) connection.disconnect()
      },
    }
    await Promise.race([ready(redis), new Promise<void>((resolve) => clock.after(SILENCE_MS, resolve))])
    nudges.on('message', (channel, text) => {
      if (channel === ROOMS_NUDGE) supervisor.look()
      // A version that may be published soon: compiled by then, it takes no game's time (HR9).
      else if ([...supervisor.runners()].length > 0)
        void versions.load(text).catch((error: unknown) => log.warn('a version can not be read ahead', { error }))
    })
    void nudges
      .subscribe(ROOMS_NUDGE, VERSIONS_NUDGE)
      .catch((error: unknown) => log.warn('nudges can not be heard', { error }))
    await supervisor.start()
    reader.start()
  }

  return {
    name: 'scene-runtime',
    start,
    async stop() {
      await parts?.close()
      parts = null
    },
    check: () => parts?.redis.ping() ?? Promise.reject(new Error('not started')),
    rooms: () => parts?.rooms() ?? [],
  }
}

/** Lets everything else of the process have its turn. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const ready = (redis: Redis): Promise<void> =>
  redis.status === 'ready' ? Promise.resolve() : new Promise((resolve) => redis.once('ready', () => resolve()))
