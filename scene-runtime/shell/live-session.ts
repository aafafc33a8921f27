import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { SessionStart } from '#wire/session-messages.ts'
import type { SessionView } from '#wire/session-view.ts'
import type { Session, StepRecord } from '../core/session.ts'
import type { Core } from './core.ts'
import type { Item } from './journal.ts'

/** A game that a room's runner plays. */
export type Live = {
  /** As it was started, with the version, graph name and bindings that it has now. */
  start: SessionStart
  compiled: Compiled
  session: Session
  /** Set: a step threw (RT9). The state is the one before it; nothing but the GM or a new version moves it. */
  fault: string | null
  /** Time part of its last journal entry's id. */
  lastEntry: number
  /** Journal records since the last snapshot. */
  sinceSnapshot: number
}

export type Playable = Pick<Live, 'compiled' | 'session' | 'fault'>
export type Played = { session: Session; fault: string | null; records: readonly StepRecord[] }

/** Gives the core one item. What recovery replays and what live play does is this same function. */
export function play(core: Core, { compiled, session, fault }: Playable, item: Item): Played {
  if (fault !== null) return playFaulted(session, fault, item)
  switch (item.type) {
    case 'input':
      return { fault, ...core.step(compiled, session, item.input) }
    case 'advance':
      return { fault, ...core.advance(compiled, session, item.to) }
    case 'recover':
      if (!session.timers.some((timer) => timer.timing.restart === 'pauses')) return { fault, session, records: [] }
      return { fault, session: core.recover(session, item.at, item.died_at), records: [] }
  }
}

/** A faulted game is ended by the GM, or taken up again before the step that threw; everything else passes it by. */
function playFaulted(session: Session, fault: string, item: Item): Played {
  if (item.type === 'input' && item.input.type === 'end') {
    const { at } = item.input
    return {
      session: { ...session, at, status: 'abandoned', outcome: 'aborted', endedAt: at, timers: [], pending: [] },
      fault: null,
      records: [],
    }
  }
  if (item.type === 'input' && item.input.type === 'resume') return { session, fault: null, records: [] }
  return { session, fault, records: [] }
}

export const isOver = (session: Session): boolean => session.status === 'completed' || session.status === 'abandoned'

export function viewOfLive(core: Core, live: Pick<Live, 'start' | 'compiled' | 'session' | 'fault'>): SessionView {
  const view: SessionView = {
    ...core.viewOf(live.compiled, live.session),
    graph_id: live.start.graph_id,
    graph_name: live.start.graph_name,
    version: live.start.version,
  }
  return live.fault === null ? view : { ...view, status: 'faulted', fault: live.fault }
}

/** The view of a game that could not be started or brought back: what it was to be, and why it is not. */
export function viewWithoutState(
  start: SessionStart,
  at: number,
  fault: string,
  before: SessionView | null,
): SessionView {
  if (before !== null) return { ...before, status: 'faulted', fault, timers: [], progress: [], operator: [] }
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
    clock: { paused_ms: 0, paused_at: null, clock_paused: false },
    recorded_inputs: 0,
    fault,
  }
}
