import type { SessionView } from '#wire/session-view.ts'
import type { ActingContext } from '../context.ts'
import { isLive, readViews } from '../rooms/live.ts'
import { LIVE } from './live-games.ts'

/**
 * Brings the rows of a room's games up to what the runtime's views say, and returns the ids that are live. The runtime
 * writes the rows itself a moment later: whoever ends a game and starts the next must not have to wait for that.
 */
export async function settle(ctx: ActingContext, roomId: string): Promise<string[]> {
  const rows = await ctx.db.gameSession.findMany({ where: { roomId, status: { in: [...LIVE] } }, select: { id: true } })
  const views = await readViews(
    ctx,
    rows.map((row) => row.id),
  )
  const live: string[] = []
  for (const { id } of rows) {
    const view = views.get(id)
    if (view === undefined || isLive(view)) live.push(id)
    else await close(ctx, id, view)
  }
  return live
}

async function close({ db }: ActingContext, id: string, view: SessionView): Promise<void> {
  const { status } = view
  if (status === 'running' || status === 'frozen') return
  await db.gameSession.updateMany({
    where: { id, status: { in: [...LIVE] } },
    data: {
      status,
      outcome: view.outcome,
      startedAt: new Date(view.started_at),
      endedAt: new Date(view.ended_at ?? view.at),
    },
  })
}
