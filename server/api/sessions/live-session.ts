import { core } from '#scene-runtime/core/core.ts'
import type { Game } from '#scene-runtime/core/game.ts'
import { journalAfter, RecoveryFailed, readEntries, readSnapshot, recoverGame } from '#scene-runtime/core/recovery.ts'
import { sessionJournal, sessionSnapshot } from '#wire/channels.ts'
import type { FeatureContext } from '../context.ts'
import { ApiError, found } from '../errors.ts'

/**
 * A game exactly as the runtime holds it, from what the runtime made durable: its snapshot, and the journal after it
 * through the same pure core, compared by hash. Whoever shows what would become of a game if … asks this one.
 * Throws `not_found`; `not_ready` while the runtime has not taken it up; `conflict` when it can't be brought back.
 */
export async function loadLiveSession(
  { db, redis, versions }: Pick<FeatureContext, 'db' | 'redis' | 'versions'>,
  session: string,
): Promise<Game> {
  found(await db.gameSession.findFirst({ where: { id: session }, select: { id: true } }), 'game', session)
  // The snapshot first: a journal that is read later has all that comes after it.
  const text = await redis.get(sessionSnapshot(session))
  const from = readSnapshot(session, text)
  const raw = await redis.xrange(sessionJournal(session), journalAfter(from), '+')
  if (text === null && raw.length === 0)
    throw new ApiError('not_ready', 'The scene runtime has not taken this game up yet, or has forgotten it.')
  try {
    return (await recoverGame(core, versions, from, readEntries(raw))).game
  } catch (error) {
    if (!(error instanceof RecoveryFailed)) throw error
    throw new ApiError('conflict', `Where this game stands can't be told: ${error.message}.`, {}, { cause: error })
  }
}
