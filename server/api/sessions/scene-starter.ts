import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { PrismaClient } from '#generated/prisma/client.ts'
import { createEvent } from '#platform/events.ts'
import type { Service } from '#platform/lifecycle.ts'
import type { Log } from '#platform/log.ts'
import { appendEvents } from '#platform/room-stream.ts'
import { SCENE_REQUESTS, SCENE_STARTERS } from '#wire/channels.ts'
import { domainEvent } from '#wire/domain-event.ts'
import { sceneRequested } from '#wire/events/scene-requested.ts'
import { storeAway } from '../availability.ts'
import type { ActingContext } from '../context.ts'
import { ApiError } from '../errors.ts'
import { scopeTo } from '../tenancy.ts'
import { endRequested } from './service.ts'
import { startRequested } from './start.ts'

const BLOCK_MS = 2_000
/** While Redis or PostgreSQL is away. */
const RETRY_MS = 500
/** A request that another process has had for this long is taken over: it died, or a store was away. */
const TAKE_OVER_MS = 5_000
/** A scene that begins a minute after it was asked for would do harm to the game that goes on. */
const TOO_LATE_MS = 60_000

const request = domainEvent.extend({ session_id: z.string(), payload: sceneRequested })
type Request = z.infer<typeof request>
type Entry = [id: string, fields: string[]]

/**
 * Starts the scenes that games ask for, one after the other, and ends those that were asked to end before the runtime
 * had heard of them. Requests stand in a stream of their own and stay there until they are done, so
 * that none is lost while the API or the database is away; the game that one stands for is named after it, so that none
 * is started twice. One that can't be followed is told to the room.
 */
export function createSceneStarter(options: {
  prisma: PrismaClient
  /** For what is written. */
  redis: Redis
  /** Waits for requests; used for nothing else. */
  blocking: Redis
  log: Log
  now(): number
}): Service {
  const { prisma, redis, blocking, log, now } = options
  const consumer = randomUUID()
  let running = false
  let away = false
  let working: Promise<void> = Promise.resolve()
  let wake: () => void = () => undefined

  async function loop(): Promise<void> {
    let ready = false
    while (running)
      try {
        if (!ready) await makeGroup()
        ready = true
        await round()
        away = false
      } catch (error) {
        // A Redis that was emptied has forgotten the group.
        ready = false
        if (!running) return
        if (!away) log.error('scenes that games ask for can not be started now; it is tried again', { error })
        away = true
        await pause(RETRY_MS)
      }
  }

  async function makeGroup(): Promise<void> {
    try {
      await blocking.xgroup('CREATE', SCENE_REQUESTS, SCENE_STARTERS, '0', 'MKSTREAM')
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error
    }
  }

  async function round(): Promise<void> {
    const claimed = claimedEntries(
      await blocking.xautoclaim(SCENE_REQUESTS, SCENE_STARTERS, consumer, TAKE_OVER_MS, '0', 'COUNT', 10),
    )
    const wait = claimed.length > 0 ? 1 : BLOCK_MS
    const read = await blocking.xreadgroup(
      ...(['GROUP', SCENE_STARTERS, consumer, 'COUNT', 10, 'BLOCK', wait, 'STREAMS', SCENE_REQUESTS, '>'] as const),
    )
    for (const [id, fields] of [...claimed, ...readEntries(read)]) {
      await follow(fields[1] ?? '')
      await redis.multi().xack(SCENE_REQUESTS, SCENE_STARTERS, id).xdel(SCENE_REQUESTS, id).exec()
    }
  }

  /** Rejects only while a store is away: then the request stays where it is. */
  async function follow(text: string): Promise<void> {
    const read = request.safeParse(parse(text))
    if (!read.success) {
      log.error('a request for a scene can not be read and is passed over', { error: read.error })
      return
    }
    const { tenant_id, room_id: room, payload, session_id } = read.data
    const { graph_id: graph, effect_id: effect } = payload
    try {
      if (payload.op === 'stop') {
        await endRequested(await contextOf(read.data), { room, graph, but: session_id })
        return
      }
      if (now() - Date.parse(read.data.timestamp) > TOO_LATE_MS)
        throw new ApiError('conflict', 'It was asked for too long ago.')
      const ctx = await contextOf(read.data)
      const started = await startRequested(ctx, { room, graph, effect })
      log.info('a scene starts because a game asked for it', { tenant: tenant_id, room, by: session_id, ...started })
    } catch (error) {
      if (storeAway(error) !== null) throw error
      if (!(error instanceof ApiError)) log.error('a scene that a game asked for could not be started', { error, room })
      await tell(read.data, error instanceof ApiError ? error.message : 'Something went wrong on our side.')
    }
  }

  /** In the name of the game that asks. */
  async function contextOf({ tenant_id, session_id, metadata }: Request): Promise<ActingContext> {
    const tenant = await prisma.tenant.findUnique({
      where: { slug: tenant_id },
      select: { id: true, slug: true, name: true },
    })
    if (tenant === null) throw new ApiError('not_found', `There is no tenant “${tenant_id}” here.`)
    const db = scopeTo(prisma, tenant.id)
    const asking = await db.gameSession.findFirst({
      where: { id: session_id },
      select: { graph: { select: { name: true } } },
    })
    const user = { id: 'scene-runtime', name: asking?.graph.name ?? 'A scene', email: 'scene-runtime' }
    return {
      caller: { user, tenant, role: 'gm', memberships: [] },
      db,
      redis,
      log,
      traceId: metadata.trace_id,
      now,
    }
  }

  async function tell({ payload, event_id, metadata, ...about }: Request, reason: string): Promise<void> {
    const { tenant_id, room_id, session_id } = about
    const notice = createEvent({
      type: 'gm_notice',
      tenant_id,
      room_id,
      session_id,
      payload: {
        level: 'attention',
        message: `A scene that was asked ${payload.op === 'start' ? 'for does not start' : 'to stop goes on'}. ${reason}`,
      },
      source: 'api',
      caused_by: event_id,
      trace_id: metadata.trace_id,
      now: now(),
    })
    // Told again under the same id, should the request come back to us.
    await appendEvents(redis, [{ ...notice, event_id: `${payload.effect_id}:not-started` }])
  }

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  return {
    name: 'scene-starter',
    start() {
      running = true
      working = loop()
      return Promise.resolve()
    },
    async stop() {
      running = false
      wake()
      blocking.disconnect()
      await working
    },
  }
}

const entry = z.tuple([z.string(), z.array(z.string())])
const claimed = z.tuple([z.string(), z.array(entry.nullable())]).rest(z.unknown())
const streams = z.array(z.tuple([z.string(), z.array(entry)])).nullable()

/** Those whose entry was deleted meanwhile come as null. */
const claimedEntries = (answer: unknown): Entry[] =>
  claimed.parse(answer)[1].flatMap((one) => (one === null ? [] : [one]))
const readEntries = (answer: unknown): Entry[] => streams.parse(answer)?.flatMap(([, entries]) => entries) ?? []

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
