import { aboutVersions, commandInput } from '#scene-runtime/core/command-input.ts'
import { isOver } from '#scene-runtime/core/game.ts'
import { type Preview, preview } from '#scene-runtime/core/preview.ts'
import type { SessionCommand } from '#wire/session-messages.ts'
import type { FeatureContext } from '../context.ts'
import { ApiError } from '../errors.ts'
import { loadLiveSession } from './live-session.ts'

/**
 * What would become of a game if this were asked of it now, by the runtime's own step on the state that it is in.
 * Nothing is asked. Throws `conflict` for a game that is over or stands still by a fault, and what `loadLiveSession`
 * throws.
 */
export async function previewAction(
  ctx: Pick<FeatureContext, 'db' | 'redis' | 'versions' | 'now'>,
  input: { session: string; action: SessionCommand },
): Promise<Preview> {
  const { action } = input
  if (aboutVersions(action)) throw new ApiError('invalid', 'What a change of version does is told by its rehearsal.')
  const { compiled, session, fault } = await loadLiveSession(ctx, input.session)
  if (isOver(session)) throw new ApiError('conflict', 'This game is over, so nothing can be asked of it any more.')
  if (fault !== null) throw new ApiError('conflict', `This game stands still by a fault (${fault}): nothing moves it.`)
  return preview(compiled, session, commandInput(action, ctx.now()))
}
