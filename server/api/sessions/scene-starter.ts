import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { PrismaClient } from '#generated/prisma/client.ts'
import { createEvent } from '#platform/events.ts'
import type { Service } from '#platform/lifecycle.ts'
import type { Log } from '#platform/log.ts'
import { appendEvents } from '#platform/room-stream.ts'
import { createWorkStream } from '#platform/work-stream.ts'
import { SCENE_REQUESTS, SCENE_STARTERS } from '#wire/channels.ts'
import { domainEvent } from '#wire/domain-event.ts'
import { sceneRequested } from '#wire/events/scene-requested.ts'
import { storeAway } from '../availability.ts'
import type { ActingContext } from '../context.ts'
import { ApiError } from '../errors.ts'
import { scopeTo } from '../tenancy.ts'
import { endRequested } from './service.ts'
import { startRequested } from './start.ts'

/** A scene that begins a minute after it was asked for would do harm to the game that goes on. */
const TOO_LATE_MS = 60_000

const request = domainEvent.extend({ session_id: z.string(), payload: sceneRequested })
type Request = z.infer<typeof request>

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

  /** Rejects only while a store is away: then the request stays where it is. */
  async function follow(said: unknown): Promise<void> {
    const read = request.safeParse(said)
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

  return createWorkStream({
    name: 'scene-starter',
    stream: SCENE_REQUESTS,
    group: SCENE_STARTERS,
    blocking,
    log,
    trouble: 'scenes that games ask for can not be started now; it is tried again',
    work: follow,
  })
}
