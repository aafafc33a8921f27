import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { ScenePublished, SessionStart } from '#wire/session-messages.ts'
import type { ReloadReport } from '#wire/session-view.ts'
import type { Core } from '../core/core.ts'
import type { Known, Session, StepRecord } from '../core/session.ts'
import type { Live } from './live-session.ts'

export type Move = {
  live: Live
  start: SessionStart
  known: Known
  at: number
  session: Session
  records: readonly StepRecord[]
  report: ReloadReport
}
export type Rehearsal = { ok: true; moves: Move[] } | { ok: false; reports: { live: Live; report: ReloadReport }[] }

/**
 * HR1, HR5: what a published version would do to each of these sessions. They move together: one that is blocked, or
 * whose reload throws, keeps all of them where they are. Pure.
 */
export function rehearse(
  core: Core,
  sessions: readonly Live[],
  to: Compiled,
  published: ScenePublished,
  at: number,
  knownOf: (start: SessionStart) => Known,
): Rehearsal {
  const moves: Move[] = []
  const blocked: { live: Live; report: ReloadReport }[] = []
  for (const live of sessions) {
    const start = startOn(live.start, published)
    const known = knownOf(start)
    const moment = Math.max(at, live.session.at)
    const ends = { session_id: start.session_id, from: live.start.version, to: published.version }
    try {
      const moved = core.reload(live.compiled, to, live.session, { at: moment, known, mapping: published.mapping })
      const report: ReloadReport = { ...moved.report, ...ends }
      if (moved.ok)
        moves.push({ live, start, known, at: moment, session: moved.session, records: moved.records, report })
      else blocked.push({ live, report })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      blocked.push({ live, report: blockedReport(live, published, `the reload went wrong: ${reason}`) })
    }
  }
  if (blocked.length === 0) return { ok: true, moves }
  const names = blocked.map((b) => b.live.start.session_id).join(', ')
  const others = moves.map(({ live, report }) => ({
    live,
    report: {
      ...report,
      outcome: 'blocked' as const,
      blocked: [{ node: '', reason: `the games of one room move together, and ${names} can not` }],
    },
  }))
  return { ok: false, reports: [...blocked, ...others] }
}

/** The session's start as it is on the new version. Bindings that came with the publication go over its own. */
const startOn = (start: SessionStart, published: ScenePublished): SessionStart => ({
  ...start,
  graph_name: published.graph_name,
  version: published.version,
  hash: published.hash,
  bindings: { ...start.bindings, ...published.bindings },
})

/** Nothing could be tried: the version is missing, or the reload threw. */
export const blockedReport = (live: Live, published: ScenePublished, reason: string): ReloadReport => ({
  session_id: live.start.session_id,
  from: live.start.version,
  to: published.version,
  outcome: 'blocked',
  kept: [],
  mapped: {},
  restarted: [],
  entered: [],
  left: [],
  blocked: [{ node: '', reason }],
  timers: [],
  variables: [],
  commands: 0,
})
