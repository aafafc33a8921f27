import type { SessionView } from '#wire/session-view.ts'
import { storeAway } from '../availability.ts'
import type { FeatureContext } from '../context.ts'
import { isLive, readViews } from '../rooms/live.ts'
import { LIVE } from '../sessions/live-games.ts'

/** A game of a graph that is being played, and the version that it is on now. */
export type LiveGame = { session: string; room: string; roomId: string; version: number; hash: string }

/**
 * The games of a graph that are being played. A running game may have moved on from the version that it was started
 * with: where the runtime's view says so, the view is right.
 */
export async function liveGames(ctx: FeatureContext, graphId: string): Promise<LiveGame[]> {
  const rows = await ctx.db.gameSession.findMany({
    where: { graphId, status: { in: [...LIVE] } },
    select: { id: true, room: { select: { id: true, slug: true } }, version: { select: { number: true, hash: true } } },
    orderBy: { createdAt: 'asc' },
  })
  const views = await viewsIfThere(
    ctx,
    rows.map((row) => row.id),
  )
  return rows.flatMap(({ id, room, version }) => {
    const view = views.get(id)
    if (view !== undefined && !isLive(view)) return []
    const { version: number, hash } = view ?? { version: version.number, hash: version.hash }
    return [{ session: id, room: room.slug, roomId: room.id, version: number, hash }]
  })
}

/** Drawing goes on while Redis is away: then the versions are the ones that the database knows. */
async function viewsIfThere(ctx: FeatureContext, sessions: string[]): Promise<Map<string, SessionView>> {
  try {
    return await readViews(ctx, sessions)
  } catch (error) {
    if (storeAway(error) !== 'Redis') throw error
    ctx.log.warn('Redis is away: where running games stand is told from the database', { error })
    return new Map()
  }
}
