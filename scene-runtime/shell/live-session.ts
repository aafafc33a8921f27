import type { SessionStart } from '#wire/session-messages.ts'
import type { SessionView } from '#wire/session-view.ts'
import type { Core } from '../core/core.ts'
import type { Game, Previous } from '../core/game.ts'

/** A game that a room's runner plays: it moves. */
export type Live = { -readonly [K in keyof Game]: Game[K] } & {
  /** The version that it takes at its next checkpoint (HR7). */
  pending: SessionView['pending']
  /** Time part of its last journal entry's id. */
  lastEntry: number
  /** Journal records since the last snapshot. */
  sinceSnapshot: number
}

export function viewOfLive(core: Core, live: Pick<Live, keyof Game | 'pending'>): SessionView {
  const view: SessionView = {
    ...core.viewOf(live.compiled, live.session),
    graph_id: live.start.graph_id,
    graph_name: live.start.graph_name,
    version: live.start.version,
    previous: previousOf(live.previous),
    pending: live.pending,
  }
  return live.fault === null ? view : { ...view, status: 'faulted', fault: live.fault }
}

/** What people are offered: a way back that there is. */
const previousOf = (previous: Previous | null): SessionView['previous'] =>
  previous === null || previous.compiled === null
    ? null
    : {
        version: previous.start.version,
        moved_at: previous.movedAt,
        watched_until: previous.watchedUntil,
        by: previous.by,
      }

/** The view of a game that could not be started or brought back: what it was to be, and why it is not. */
export function viewWithoutState(
  start: SessionStart,
  at: number,
  fault: string,
  before: SessionView | null,
): SessionView {
  if (before !== null)
    return {
      ...before,
      status: 'faulted',
      fault,
      timers: [],
      progress: [],
      operator: [],
      offers: [],
      checkpoints: [],
      previous: null,
      pending: null,
    }
  return {
    session_id: start.session_id,
    graph_id: start.graph_id,
    graph_name: start.graph_name,
    version: start.version,
    hash: start.hash,
    status: 'faulted',
    outcome: null,
    seq: 0,
    at,
    started_at: at,
    active: [],
    entered_at: {},
    variables: {},
    timers: [],
    progress: [],
    operator: [],
    offers: [],
    checkpoints: [],
    clock: { paused_ms: 0, paused_at: null, clock_paused: false },
    recorded_inputs: 0,
    fault,
    previous: null,
    pending: null,
  }
}
