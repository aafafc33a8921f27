import type { SessionStatus } from '#generated/prisma/enums.ts'
import { createEvent } from '#platform/events.ts'
import { appendEvents } from '#platform/room-stream.ts'
import type { GmAction, SessionCommand } from '#wire/session-messages.ts'
import type { SessionView } from '#wire/session-view.ts'
import { record } from '../audit/record.ts'
import type { ActingContext, FeatureContext } from '../context.ts'
import { needMoving } from '../emergency/standing.ts'
import { ApiError, found } from '../errors.ts'
import { toPayload } from '../payload.ts'
import { isLive, readHeld, readViews } from '../rooms/live.ts'
import { roomId } from '../rooms/service.ts'
import { LIVE } from './live-games.ts'
import { settle } from './settle.ts'

export type SessionSummary = {
  id: string
  room: { slug: string; name: string }
  graph: { id: string; name: string }
  /** Number of the version that it was started with, or that it was moved to. */
  version: number
  status: SessionStatus
  outcome: string | null
  seed: number
  team: string | null
  startedBy: string | null
  createdAt: Date
  startedAt: Date | null
  endedAt: Date | null
}

const selection = {
  id: true,
  status: true,
  outcome: true,
  seed: true,
  team: true,
  startedBy: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
  room: { select: { slug: true, name: true } },
  graph: { select: { id: true, name: true } },
  version: { select: { number: true } },
} as const

type Row = Omit<SessionSummary, 'version'> & { version: { number: number } }
const summary = ({ version, ...row }: Row): SessionSummary => ({ ...row, version: version.number })

/** Newest first. Throws `not_found` for the room. */
export async function listSessions(
  { db }: FeatureContext,
  input: { room?: string | undefined; limit: number },
): Promise<SessionSummary[]> {
  const where = input.room === undefined ? {} : { roomId: await roomId(db, input.room) }
  const rows = await db.gameSession.findMany({
    where,
    select: selection,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: input.limit,
  })
  return rows.map(summary)
}

const sessionRow = async ({ db }: ActingContext, id: string): Promise<Row> =>
  found(await db.gameSession.findFirst({ where: { id }, select: selection }), 'game', id)

export type SessionDetail = {
  session: SessionSummary
  /** As the runtime last wrote it; null before it took the game up, and for games that are long over. */
  view: SessionView | null
}

/** Throws `not_found`. */
export async function getSession(ctx: FeatureContext, id: string): Promise<SessionDetail> {
  const row = await sessionRow(ctx, id)
  return { session: summary(row), view: (await readViews(ctx, [id])).get(id) ?? null }
}

const ENDING: readonly SessionCommand['command'][] = ['end', 'abandon']
const MENDING: readonly SessionCommand['command'][] = [...ENDING, 'resume', 'roll_back']

/**
 * Asks something of a game; the runtime does it, or says why not, by events of its own. Throws `not_found`, or
 * `conflict` when the game is over.
 */
export async function actOnSession(
  ctx: ActingContext,
  input: { session: string; action: SessionCommand; reason?: string | undefined },
): Promise<{ event_id: string }> {
  const { db, caller } = ctx
  const { action, session } = input
  const why = input.reason === undefined ? {} : { reason: input.reason }
  const row = await sessionRow(ctx, session)
  const view = (await readViews(ctx, [session])).get(session)
  const over = view === undefined ? !LIVE.some((status) => status === row.status) : !isLive(view)
  // A game that stands still through a fault can be ended, taken up again, or taken back to the version before.
  const mending = view?.status === 'faulted' && MENDING.includes(action.command)
  if (over && !mending) throw new ApiError('conflict', 'This game is over, so nothing can be asked of it any more.')
  const at = { tenant_id: caller.tenant.slug, room_id: row.room.slug }
  if (action.command === 'resume') await needMoving(ctx.redis, at, 'resume the game')
  await record(db, caller, { action: 'sessions.act', subject: row.room.name, detail: { session, action, ...why } })
  const payload: GmAction = { session_id: session, by: caller.user.name, ...why, action }
  const event = createEvent({
    type: 'gm_action',
    tenant_id: caller.tenant.slug,
    room_id: row.room.slug,
    session_id: session,
    payload: toPayload(payload),
    source: 'api',
    trace_id: ctx.traceId,
    now: ctx.now(),
  })
  await appendEvents(ctx.redis, [event])
  if (ENDING.includes(action.command) && view === undefined) await closeUnstarted(ctx, row)
  return { event_id: event.event_id }
}

/** A game that no runtime ever took up, and that is ended: nobody but us can say that its room is free again. */
async function closeUnstarted(ctx: ActingContext, row: Row): Promise<void> {
  const held = await readHeld(ctx, { tenant_id: ctx.caller.tenant.slug, room_id: row.room.slug })
  if (held.includes(row.id)) return
  await ctx.db.gameSession.updateMany({
    where: { id: row.id, status: { in: [...LIVE] } },
    data: { status: 'abandoned', outcome: 'not-started', endedAt: new Date(ctx.now()) },
  })
}

/**
 * Ends the games of a graph in a room that games asked for, and that are still being played: those that the runtime had
 * not yet heard of when it was told to stop them. `but`: the game that asks.
 */
export async function endRequested(
  ctx: ActingContext,
  { room, graph, but }: { room: string; graph: string; but: string },
): Promise<void> {
  const live = await settle(ctx, await roomId(ctx.db, room))
  const games = await ctx.db.gameSession.findMany({
    where: { id: { in: live, not: but }, graphId: graph, requestedBy: { not: null } },
    select: { id: true },
  })
  for (const { id } of games) await actOnSession(ctx, { session: id, action: { command: 'end' } })
}

export type JournalEntry = { entryId: string; seq: number; at: Date; record: unknown }

/** A session's journal as the database keeps it, in order, from after entry `after`. Throws `not_found`. */
export async function readJournal(
  ctx: FeatureContext,
  input: { session: string; after?: string | undefined; limit: number },
): Promise<JournalEntry[]> {
  const { session, after } = input
  await sessionRow(ctx, session)
  return ctx.db.journalRecord.findMany({
    where: { sessionId: session },
    select: { entryId: true, seq: true, at: true, record: true },
    orderBy: [{ seq: 'asc' }, { at: 'asc' }, { entryId: 'asc' }],
    take: input.limit,
    ...(after === undefined ? {} : { cursor: { sessionId_entryId: { sessionId: session, entryId: after } }, skip: 1 }),
  })
}
