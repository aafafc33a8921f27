import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { SessionStart } from '#wire/session-messages.ts'
import type { ReloadReport } from '#wire/session-view.ts'
import type { Core } from './core.ts'
import type { Game, Previous } from './game.ts'
import type { Known, StepRecord } from './session.ts'

/** A game on another version, and what it took to get there. */
export type Moved =
  | {
      readonly ok: true
      readonly game: Game
      readonly records: readonly StepRecord[]
      readonly report: ReloadReport
      /** What it depended on beside the game. */
      readonly given: Moment
    }
  | { readonly ok: false; readonly report: ReloadReport }

/** When, and what is known of the room then. */
export type Moment = { readonly at: number; readonly known: Known }

/** What a publication asks: all games that take it carry its id (`move`), and go back together. */
export type MoveOrder = {
  readonly move: string
  readonly by: string
  /** Epoch ms until which the runtime watches them (HR6). */
  readonly watchedUntil: number
  readonly mapping: Readonly<Record<string, string>>
}

/** HR2–HR5 for a whole game: what it was before is remembered, so that it can go back (HR6). */
export function moveGame(
  core: Pick<Core, 'reload'>,
  game: Game,
  to: { readonly start: SessionStart; readonly compiled: Compiled },
  order: MoveOrder,
  given: Moment,
): Moved {
  const moved = core.reload(game.compiled, to.compiled, game.session, { ...given, mapping: order.mapping })
  const report: ReloadReport = { ...moved.report, ...between(game.start, to.start) }
  if (!moved.ok) return { ok: false, report }
  const { session, records } = moved
  if (session.endedAt !== null && moved.before === null)
    return { ok: true, game: { ...game, session, fault: null }, records, report, given }
  const previous: Previous | null =
    moved.before === null
      ? game.previous
      : {
          move: order.move,
          by: order.by,
          movedAt: given.at,
          watchedUntil: order.watchedUntil,
          start: game.start,
          compiled: game.compiled,
          before: { session: moved.before, touched: false, mapped: moved.report.mapped },
        }
  return {
    ok: true,
    game: { start: to.start, compiled: to.compiled, session, fault: null, previous },
    records,
    report,
    given,
  }
}

/** HR6: a game back on the version that it ran before. */
export function returnGame(
  core: Pick<Core, 'rollBack'>,
  game: Game,
  previous: Previous & { readonly compiled: Compiled },
  given: Moment,
): Moved {
  const { start, compiled, before } = previous
  const moved = core.rollBack(game.compiled, compiled, game.session, before, given)
  const report: ReloadReport = { ...moved.report, ...between(game.start, start) }
  if (!moved.ok) return { ok: false, report }
  return {
    ok: true,
    game: { start, compiled, session: moved.session, fault: null, previous: null },
    records: moved.records,
    report,
    given,
  }
}

const between = (from: SessionStart, to: SessionStart): Pick<ReloadReport, 'session_id' | 'from' | 'to'> => ({
  session_id: from.session_id,
  from: from.version,
  to: to.version,
})
