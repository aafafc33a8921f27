import { randomInt } from 'node:crypto'
import { nanoid } from 'nanoid'
import { createEvent } from '#platform/events.ts'
import { appendEvents } from '#platform/redis.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { usedRoles } from '#scene-graph/used-roles.ts'
import { graphVersion } from '#wire/channels.ts'
import type { Bindings, SessionStart } from '#wire/session-messages.ts'
import { record } from '../audit/record.ts'
import { readBindings, unknownDevices } from '../bindings/service.ts'
import type { FeatureContext } from '../context.ts'
import { ApiError, found } from '../errors.ts'
import { readDocument } from '../graphs/documents.ts'
import { announce } from '../graphs/publish.ts'
import { toPayload } from '../payload.ts'
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
  const room = found(
    await ctx.db.room.findFirst({ where: { slug: input.room }, select: { id: true, name: true, mainGraphId: true } }),
    'room',
    input.room,
  )
  const graphId = input.graph ?? room.mainGraphId
  if (graphId === null)
    throw new ApiError(
      'not_ready',
      `${room.name} has no scene yet: choose one in the room's settings, or name it here.`,
    )
  const version = await playableVersion(ctx.db, graphId)
  const document = readDocument(version.document, `Version ${version.number} of “${version.name}”`)
  const bindings = await completeBindings(ctx.db, room, graphId, document)
  await refuseWhileLive(ctx, room)

  const start: SessionStart = {
    session_id: nanoid(),
    graph_id: graphId,
    graph_name: version.name,
    version: version.number,
    hash: version.hash,
    bindings,
    seed: input.seed ?? randomInt(SEEDS),
    ...(input.team === undefined ? {} : { team: input.team }),
  }
  await insert(ctx, room, version.id, start)
  try {
    await ctx.redis.set(graphVersion(version.hash), JSON.stringify(document))
    await appendEvents(ctx.redis, [created(ctx, input.room, start)])
  } catch (error) {
    await giveUp(ctx, start.session_id)
    throw error
  }
  await askToFollow(ctx, { ...room, slug: input.room }, start)
  return { session_id: start.session_id }
}

type Room = { id: string; name: string }

async function playableVersion(db: TenantTx, graphId: string) {
  const graph = found(
    await db.graph.findFirst({ where: { id: graphId }, select: { name: true, archivedAt: true, current: true } }),
    'graph',
    graphId,
  )
  if (graph.archivedAt !== null) throw new ApiError('not_ready', `“${graph.name}” is archived: choose another scene.`)
  if (graph.current === null)
    throw new ApiError('not_ready', `“${graph.name}” was never published: publish it, then start the game.`)
  const { id, number, hash, document } = graph.current
  return { name: graph.name, id, number, hash, document }
}

async function completeBindings(db: TenantTx, room: Room, graphId: string, document: SceneGraph): Promise<Bindings> {
  const bindings = await readBindings(db, room.id, graphId)
  const needed = usedRoles(document)
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

async function refuseWhileLive(ctx: FeatureContext, room: Room): Promise<void> {
  if ((await settle(ctx, room.id)).length > 0) throw new ApiError('conflict', busy(room))
}

/** The row decides between two that start at once: a room has one live game, by a unique index. */
function insert({ db, caller }: FeatureContext, room: Room, versionId: string, start: SessionStart): Promise<void> {
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

const created = (ctx: FeatureContext, room: string, start: SessionStart) =>
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
async function giveUp({ db, log, now }: FeatureContext, id: string): Promise<void> {
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
async function askToFollow(ctx: FeatureContext, room: Room & { slug: string }, start: SessionStart): Promise<void> {
  const latest = await playableVersion(ctx.db, start.graph_id)
  if (latest.hash === start.hash) return
  await announce(ctx, [{ roomId: room.id, room: room.slug }], {
    graph_id: start.graph_id,
    graph_name: latest.name,
    version: latest.number,
    hash: latest.hash,
    when: 'now',
    mapping: {},
  })
}
