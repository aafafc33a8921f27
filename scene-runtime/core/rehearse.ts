import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { ScenePublished, SessionStart } from '#wire/session-messages.ts'
import type { ReloadReport } from '#wire/session-view.ts'
import type { Core } from './core.ts'
import type { Game } from './game.ts'
import { type Moved, moveGame, returnGame } from './move.ts'
import { NOTHING } from './reload-report.ts'
import type { Known } from './session.ts'

export type Move<G extends Game> = { readonly game: G; readonly moved: Extract<Moved, { ok: true }> }
export type Rehearsal<G extends Game> =
  | { readonly ok: true; readonly moves: readonly Move<G>[] }
  | { readonly ok: false; readonly reports: readonly { readonly game: G; readonly report: ReloadReport }[] }

/** What a version is published as, as far as a game depends on it. */
export type Publication = Pick<ScenePublished, 'graph_name' | 'version' | 'hash' | 'mapping' | 'bindings' | 'by'> & {
  /** Names the publication; `watched_until` in epoch ms. */
  readonly move: string
  readonly watchedUntil: number
}

/** HR1: what a published version would do to each of these games, which stand in one room. Pure. */
export const rehearse = <G extends Game>(
  core: Core,
  games: readonly G[],
  to: Compiled,
  published: Publication,
  at: number,
  knownOf: (start: SessionStart) => Known,
): Rehearsal<G> =>
  together(games, published.version, (game) => {
    const start = startOn(game.start, published)
    const moment = { at: Math.max(at, game.session.at), known: knownOf(start) }
    return moveGame(core, game, { start, compiled: to }, published, moment)
  })

/** HR6: the same for the way back to the version before. */
export const rehearseReturn = <G extends Game>(
  core: Core,
  games: readonly G[],
  at: number,
  knownOf: (start: SessionStart) => Known,
): Rehearsal<G> =>
  together(games, games[0]?.previous?.start.version ?? 0, (game) => {
    const { previous } = game
    if (previous === null || previous.compiled === null)
      throw new Error('the version that it ran before is not there any more')
    const moment = { at: Math.max(at, game.session.at), known: knownOf(previous.start) }
    return returnGame(core, game, { ...previous, compiled: previous.compiled }, moment)
  })

/** HR5: they move together: one that is blocked, or whose move throws, keeps all of them where they are. */
function together<G extends Game>(games: readonly G[], version: number, move: (game: G) => Moved): Rehearsal<G> {
  const moves: Move<G>[] = []
  const blocked: { game: G; report: ReloadReport }[] = []
  for (const game of games)
    try {
      const moved = move(game)
      if (moved.ok) moves.push({ game, moved })
      else blocked.push({ game, report: moved.report })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      blocked.push({ game, report: refusedReport(game, version, `the reload went wrong: ${reason}`) })
    }
  if (blocked.length === 0) return { ok: true, moves }
  const names = blocked.map((b) => b.game.start.session_id).join(', ')
  const others = moves.map(({ game, moved }) => ({
    game,
    report: {
      ...moved.report,
      outcome: 'blocked' as const,
      blocked: [{ node: '', reason: `the games of one room move together, and ${names} can not` }],
    },
  }))
  return { ok: false, reports: [...blocked, ...others] }
}

/** The session's start as it is on the new version. Bindings that came with the publication go over its own. */
const startOn = (start: SessionStart, published: Publication): SessionStart => ({
  ...start,
  graph_name: published.graph_name,
  version: published.version,
  hash: published.hash,
  bindings: { ...start.bindings, ...published.bindings },
})

/** Nothing could be tried: the version is missing, or the move threw. */
export const refusedReport = ({ start }: Game, version: number, reason: string): ReloadReport => ({
  ...NOTHING,
  session_id: start.session_id,
  from: start.version,
  to: version,
  outcome: 'blocked',
  blocked: [{ node: '', reason }],
})
