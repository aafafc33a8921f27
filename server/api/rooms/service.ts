import type { Prisma } from '#generated/prisma/client.ts'
import type { HardwarePolicy } from '#wire/room-policy.ts'
import type { SessionView } from '#wire/session-view.ts'
import { record } from '../audit/record.ts'
import type { FeatureContext } from '../context.ts'
import { ApiError, found, notFound } from '../errors.ts'
import { LIVE } from '../sessions/live-games.ts'
import type { TenantTx } from '../tenancy.ts'
import { isDangling, uniqueOr } from '../unique.ts'
import { isLive, readPresence, readViews } from './live.ts'
import { tellPolicy } from './policy.ts'

export type RoomSummary = {
  slug: string
  name: string
  venue: { slug: string; name: string }
  mainGraph: { id: string; name: string } | null
  expectedMinutes: number
  /** What a game that uses devices does while nothing is heard of any (RT7). */
  hardwareAway: HardwarePolicy
  /** Where the room's game stands, as the runtime last wrote it; null when none is being played. */
  live: SessionView | null
  controllers: { online: number; total: number }
}

const selection = {
  slug: true,
  name: true,
  expectedMinutes: true,
  hardwareAway: true,
  venue: { select: { slug: true, name: true } },
  mainGraph: { select: { id: true, name: true } },
  controllers: { select: { slug: true } },
  // The game that a person started stands before the scenes that it asked for.
  sessions: {
    where: { status: { in: [...LIVE] } },
    select: { id: true },
    orderBy: [{ requestedBy: { sort: 'asc', nulls: 'first' } }, { createdAt: 'asc' }],
  },
} satisfies Prisma.RoomSelect

type Row = Omit<RoomSummary, 'live' | 'controllers'> & {
  controllers: { slug: string }[]
  sessions: { id: string }[]
}

export async function listRooms(ctx: FeatureContext): Promise<RoomSummary[]> {
  return summarise(ctx, await ctx.db.room.findMany({ select: selection, orderBy: [{ name: 'asc' }, { slug: 'asc' }] }))
}

/** Throws `not_found`. */
export async function getRoom(ctx: FeatureContext, slug: string): Promise<RoomSummary> {
  const row = found(await ctx.db.room.findFirst({ where: { slug }, select: selection }), 'room', slug)
  const [summary] = await summarise(ctx, [row])
  return found(summary, 'room', slug)
}

/** The room's id, for queries that need it. Throws `not_found`. */
export async function roomId(db: TenantTx, slug: string): Promise<string> {
  return found(await db.room.findFirst({ where: { slug }, select: { id: true } }), 'room', slug).id
}

async function summarise(ctx: FeatureContext, rows: readonly Row[]): Promise<RoomSummary[]> {
  const tenant_id = ctx.caller.tenant.slug
  const [views, presences] = await Promise.all([
    readViews(
      ctx,
      rows.flatMap((row) => row.sessions.map((session) => session.id)),
    ),
    Promise.all(rows.map((row) => readPresence(ctx, { tenant_id, room_id: row.slug }))),
  ])
  return rows.map(({ sessions, controllers, ...row }, index) => {
    const presence = presences[index]
    const current = sessions.flatMap((session) => views.get(session.id) ?? []).find(isLive)
    return {
      ...row,
      live: current ?? null,
      controllers: {
        total: controllers.length,
        online: controllers.filter(({ slug }) => presence?.get(slug)?.status === 'online').length,
      },
    }
  })
}

/** Throws `not_found` for the venue, `conflict` when the tenant has a room of that slug. */
export async function createRoom(
  ctx: FeatureContext,
  input: { venue: string; slug: string; name: string },
): Promise<RoomSummary> {
  const { db, caller } = ctx
  await uniqueOr(`There is a room “${input.slug}” already.`, () =>
    db.$transaction(async (tx) => {
      const venue = found(
        await tx.venue.findFirst({ where: { slug: input.venue }, select: { id: true } }),
        'venue',
        input.venue,
      )
      await tx.room.create({
        data: { tenantId: caller.tenant.id, venueId: venue.id, slug: input.slug, name: input.name },
      })
      await record(tx, caller, { action: 'rooms.create', subject: input.slug, detail: input })
    }),
  )
  return getRoom(ctx, input.slug)
}

export type RoomChange = {
  room: string
  name?: string | undefined
  mainGraphId?: string | null | undefined
  expectedMinutes?: number | undefined
  hardwareAway?: HardwarePolicy | undefined
}

/** Changes what is given. Throws `not_found` for the room or the graph, `invalid` for a graph that can't be a room's. */
export async function updateRoom(ctx: FeatureContext, { room, ...change }: RoomChange): Promise<RoomSummary> {
  const { db, caller } = ctx
  const data = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.mainGraphId === undefined ? {} : { mainGraphId: change.mainGraphId }),
    ...(change.expectedMinutes === undefined ? {} : { expectedMinutes: change.expectedMinutes }),
    ...(change.hardwareAway === undefined ? {} : { hardwareAway: change.hardwareAway }),
  }
  try {
    await db.$transaction(async (tx) => {
      const id = await roomId(tx, room)
      if (typeof data.mainGraphId === 'string') await mainGraph(tx, data.mainGraphId)
      if (Object.keys(data).length > 0) await tx.room.update({ where: { id }, data })
      await record(tx, caller, { action: 'rooms.update', subject: room, detail: data })
    })
  } catch (error) {
    if (isDangling(error)) throw notFound('graph', String(change.mainGraphId))
    throw error
  }
  if (change.hardwareAway !== undefined) await tellPolicy(ctx, room)
  return getRoom(ctx, room)
}

async function mainGraph(tx: TenantTx, id: string): Promise<void> {
  const graph = found(
    await tx.graph.findFirst({ where: { id }, select: { name: true, archivedAt: true } }),
    'graph',
    id,
  )
  if (graph.archivedAt !== null)
    throw new ApiError('invalid', `“${graph.name}” is archived, so no room can play it. Choose another scene.`)
}
