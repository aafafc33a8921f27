import { createHash, randomInt } from 'node:crypto'
import { nanoid } from 'nanoid'
import type { Version } from '#generated/prisma/client.ts'
import { createEvent } from '#platform/events.ts'
import { appendEvents } from '#platform/room-stream.ts'
import { usedRoles } from '#scene-graph/used-roles.ts'
import { graphVersion } from '#wire/channels.ts'
import type { Bindings, SessionStart } from '#wire/session-messages.ts'
import { record } from '../audit/record.ts'
import { readBindings, unknownDevices } from '../bindings/service.ts'
import type { ActingContext, FeatureContext } from '../context.ts'
import { needMoving } from '../emergency/standing.ts'
import { ApiError, found } from '../errors.ts'
import { readDocument } from '../graphs/documents.ts'
import { announce } from '../graphs/publish.ts'
import { toPayload } from '../payload.ts'
import { layPolicy } from '../rooms/policy.ts'
import type { TenantTx } from '../tenancy.ts'
import { uniqueOr } from '../unique.ts'
import { settle } from './settle.ts'

export type StartInput = {
  room: string
  graph?: string | undefined
  team?: string | undefined
  seed?: number | undefined
}

const SEEDS = 2 ** 31

/**
 * Starts a game: the room's scene, or the one that is named, in the version that was published last. Throws
 * `not_found`, `conflict` while the room has a game, `not_ready` while nothing is published or roles have no device.
 */
export async function startSession(ctx: FeatureContext, input: StartInput): Promise<{ session_id: string }> {
  const room = await roomOf(ctx.db, input.room)
  const graphId = input.graph ?? room.mainGraphId
  if (graphId === null)
    throw new ApiError(
      'not_ready',
      `${room.name} has no scene yet: choose one in the room's settings, or name it here.`,
    )
  const version = await playableVersion(ctx.db, graphId)
  const bindings = await completeBindings(ctx.db, room, version)
  await refuseWhileLive(ctx, room)

  const start: SessionStart = {
    ...sessionOn(version, bindings),
    session_id: nanoid(),
    seed: input.seed ?? randomInt(SEEDS),
    ...(input.team === undefined ? {} : { team: input.team }),
  }
  await insert(ctx, room, version.id, start)
  try {
    await send(ctx, room, version, start)
  } catch (error) {
    await giveUp(ctx, start.session_id)
    throw error
  }
  await askToFollow(ctx, room, start)
  return { session_id: start.session_id }
}

/** The session that a request stands for: the same one however often the request is read. */
export const requestedSession = (effect: string): string =>
  createHash('sha256').update(effect).digest('base64url').slice(0, 21)

/**
 * Starts the scene that a game of the room asked for, beside that game; `effect` is the request's id. Doing it again
 * changes nothing. Throws `not_found`, `not_ready`, and `conflict` while the same scene is being played there.
 */
export async function startRequested(
  ctx: ActingContext,
  input: { room: string; graph: string; effect: string },
): Promise<{ session_id: string }> {
  const session_id = requestedSession(input.effect)
  const room = await roomOf(ctx.db, input.room)
  const before = await ctx.db.gameSession.findFirst({
    where: { id: session_id },
    select: { status: true, seed: true, version: true, graph: { select: { name: true } } },
  })
  // Taken up already; or ended.
  if (before !== null && before.status !== 'created') return { session_id }
  const version =
    before === null
      ? await playableVersion(ctx.db, input.graph)
      : { ...before.version, graphId: input.graph, name: before.graph.name }
  const bindings = await completeBindings(ctx.db, room, version)
  const start: SessionStart = {
    ...sessionOn(version, bindings),
    session_id,
    seed: before?.seed ?? randomInt(SEEDS),
  }
  if (before === null) {
    await refuseTwice(ctx, room, version)
    await insert(ctx, room, version.id, start, input.effect)
  }
  // The runtime passes over what it has started already, so that an event that may be there can be sent again.
  await send(ctx, room, version, start)
  await askToFollow(ctx, room, start)
  return { session_id }
}

type Room = { id: string; slug: string; name: string; mainGraphId: string | null }
type Playable = Pick<Version, 'id' | 'graphId' | 'number' | 'hash' | 'document'> & { name: string }

const roomOf = async (db: TenantTx, slug: string): Promise<Room> =>
  found(
    await db.room.findFirst({ where: { slug }, select: { id: true, slug: true, name: true, mainGraphId: true } }),
    'room',
    slug,
  )

async function playableVersion(db: TenantTx, graphId: string): Promise<Playable> {
  const graph = found(
    await db.graph.findFirst({ where: { id: graphId }, select: { name: true, archivedAt: true, current: true } }),
    'graph',
    graphId,
  )
  if (graph.archivedAt !== null) throw new ApiError('not_ready', `“${graph.name}” is archived: choose another scene.`)
  if (graph.current === null)
    throw new ApiError('not_ready', `“${graph.name}” was never published: publish it, then start the game.`)
  return { ...graph.current, name: graph.name }
}

const sessionOn = ({ graphId, name, number, hash }: Playable, bindings: Bindings) => ({
  graph_id: graphId,
  graph_name: name,
  version: number,
  hash,
  bindings,
})

/** Bindings are those of the outermost graph: what it contains has roles of its own, bound to these. */
async function completeBindings(db: TenantTx, room: Room, version: Playable): Promise<Bindings> {
  const bindings = await readBindings(db, room.id, version.graphId)
  const needed = usedRoles(readDocument(version.document, `Version ${version.number} of “${version.name}”`))
  const roles = needed.filter((role) => bindings[role] === undefined)
  if (roles.length > 0)
    throw new ApiError('not_ready', `No device of ${room.name} plays ${roles.join(', ')} yet: bind them first.`, {
      roles,
    })
  const used = Object.fromEntries(Object.entries(bindings).filter(([role]) => needed.includes(role)))
  const missing = await unknownDevices(db, room.id, used)
  if (missing.length > 0)
    throw new ApiError('not_ready', `${room.name} has no ${missing.join(', ')} any more: bind other devices.`, {
      roles: needed.filter((role) => missing.includes(title(used[role]))),
    })
  return bindings
}

const title = (device: Bindings[string] | undefined): string => `${device?.controller_id}/${device?.device_id}`

const busy = (room: Room): string => `A game is being played in ${room.name}: end it before the next one.`

async function refuseWhileLive(ctx: ActingContext, room: Room): Promise<void> {
  await needMoving(ctx.redis, { tenant_id: ctx.caller.tenant.slug, room_id: room.slug }, 'start the game')
  if ((await settle(ctx, room.id)).length > 0) throw new ApiError('conflict', busy(room))
}

async function refuseTwice(ctx: ActingContext, room: Room, { graphId, name }: Playable): Promise<void> {
  await needMoving(ctx.redis, { tenant_id: ctx.caller.tenant.slug, room_id: room.slug }, 'start the scene')
  const live = await settle(ctx, room.id)
  const same = await ctx.db.gameSession.count({ where: { id: { in: live }, graphId } })
  if (same > 0) throw new ApiError('conflict', `“${name}” is being played in ${room.name} already.`)
}

/** The row decides between two that start at once: a room has one live game, by a unique index. */
function insert(
  { db, caller }: ActingContext,
  room: Room,
  versionId: string,
  start: SessionStart,
  requestedBy: string | null = null,
): Promise<void> {
  return uniqueOr(busy(room), () =>
    db.$transaction(async (tx) => {
      await tx.gameSession.create({
        data: {
          id: start.session_id,
          tenantId: caller.tenant.id,
          roomId: room.id,
          graphId: start.graph_id,
          versionId,
          seed: start.seed,
          team: start.team ?? null,
          startedBy: caller.user.name,
          requestedBy,
        },
      })
      await record(tx, caller, {
        action: 'sessions.start',
        subject: room.name,
        detail: { session: start.session_id, graph: start.graph_id, version: start.version, team: start.team ?? null },
      })
    }),
  )
}

/** The document first, as it was published: its hash is of that text and not of what a newer program reads into it. */
async function send(ctx: ActingContext, room: Room, version: Playable, start: SessionStart): Promise<void> {
  await ctx.redis.set(graphVersion(version.hash), JSON.stringify(version.document))
  // Redis may have been emptied since the policy was told.
  await layPolicy(ctx, room.slug)
  await appendEvents(ctx.redis, [created(ctx, room.slug, start)])
}

const created = (ctx: ActingContext, room: string, start: SessionStart) =>
  createEvent({
    type: 'session_created',
    tenant_id: ctx.caller.tenant.slug,
    room_id: room,
    session_id: start.session_id,
    payload: toPayload(start),
    source: 'api',
    trace_id: ctx.traceId,
    now: ctx.now(),
  })

/**
 * The event did not get through, as far as we can tell: the room must not stay taken. The row is not deleted, for a
 * journal may point to it if the event did arrive and only the answer was lost.
 */
async function giveUp({ db, log, now }: ActingContext, id: string): Promise<void> {
  try {
    await db.gameSession.update({
      where: { id },
      data: { status: 'abandoned', outcome: 'not-started', endedAt: new Date(now()) },
    })
  } catch (error) {
    log.error('a game that could not be started blocks its room until it is ended', { session: id, error })
  }
}

/**
 * A version may have been published between reading the last one and the event above; its publisher then either did
 * not see this game or told it too early. Looking again after the event leaves no gap: one of the two sees the other.
 */
async function askToFollow(ctx: ActingContext, room: Room, start: SessionStart): Promise<void> {
  const latest = await playableVersion(ctx.db, start.graph_id)
  if (latest.hash === start.hash) return
  await announce(ctx, [{ roomId: room.id, room: room.slug }], {
    graph_id: start.graph_id,
    graph_name: latest.name,
    version: latest.number,
    hash: latest.hash,
    when: 'now',
    watch_ms: 0,
    mapping: {},
  })
}
