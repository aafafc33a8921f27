import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { SessionStart } from '#wire/session-messages.ts'
import type { Core } from './core.ts'
import type { Item } from './journal.ts'
import type { Session, StepRecord } from './session.ts'

/** A game that is being played: what it was started as, and where it stands. */
export type Game = {
  /** As it was started, with the version, graph name and bindings that it has now. */
  readonly start: SessionStart
  readonly compiled: Compiled
  readonly session: Session
  /** Set: a step threw (RT9). The state is the one before it; nothing but the GM or a new version moves it. */
  readonly fault: string | null
}

export type Playable = Pick<Game, 'compiled' | 'session' | 'fault'>
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
