import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { SessionStart } from '#wire/session-messages.ts'
import type { Core } from './core.ts'
import type { Item } from './journal.ts'
import type { Before } from './roll-back.ts'
import type { Session, StepRecord } from './session.ts'
import { endedBy } from './step.ts'

/** A game that is being played: what it was started as, and where it stands. */
export type Game = {
  /** As it was started, with the version, graph name and bindings that it has now. */
  readonly start: SessionStart
  readonly compiled: Compiled
  readonly session: Session
  /** Set: a step threw (RT9). The state is the one before it; nothing but the GM or a new version moves it. */
  readonly fault: string | null
  /** What it was before it was last moved to another version, as long as it can go back there (HR6). */
  readonly previous: Previous | null
}

export type Previous = {
  /** Which publication moved it: games that were moved together go back together. */
  readonly move: string
  readonly by: string
  /** Epoch ms. */
  readonly movedAt: number
  readonly watchedUntil: number
  readonly start: SessionStart
  /** Null: the version is not to be had any more, and there is no way back. */
  readonly compiled: Compiled | null
  readonly before: Before
}

export type Playable = Pick<Game, 'compiled' | 'session' | 'fault' | 'previous'>
export type Played = Pick<Game, 'session' | 'fault' | 'previous'> & { records: readonly StepRecord[] }

/** Gives the core one item. What recovery replays and what live play does is this same function. */
export function play(core: Core, playable: Playable, item: Item): Played {
  const { session, fault, records } = playItem(core, playable, item)
  return { session, fault, records, previous: since(core, playable.previous, item) }
}

/** What a game was before its move stays as it was; but time that is lost in between is lost to it as well. */
function since(core: Core, previous: Previous | null, item: Item): Previous | null {
  if (previous === null || item.type === 'advance') return previous
  const { before } = previous
  if (item.type === 'input' || item.type === 'noted')
    return before.touched ? previous : { ...previous, before: { ...before, touched: true } }
  const session = recovered(core, before.session, item)
  return session === before.session ? previous : { ...previous, before: { ...before, session } }
}

function playItem(core: Core, { compiled, session, fault }: Playable, item: Item): Omit<Played, 'previous'> {
  if (fault !== null && item.type === 'recover') return { fault, session: renumbered(session, item), records: [] }
  if (fault !== null) return playFaulted(session, fault, item)
  switch (item.type) {
    case 'input':
      return { fault, ...core.step(compiled, session, item.input) }
    case 'advance':
      return { fault, ...core.advance(compiled, session, item.to) }
    case 'noted':
      return { fault, session: core.note(session, item), records: [] }
    case 'recover':
      return { fault, session: recovered(core, session, item), records: [] }
  }
}

type Recover = Extract<Item, { type: 'recover' }>

const recovered = (core: Core, session: Session, item: Recover): Session =>
  session.timers.some((timer) => timer.timing.restart === 'pauses')
    ? core.recover(renumbered(session, item), item.at, item.died_at)
    : renumbered(session, item)

/**
 * More steps than a lost end of a journal can have had. What they sent has gone out under ids made of their numbers; a
 * step that took such a number again would have its commands taken for theirs (RT2).
 */
const LOST_STEPS = 1_000_000

const renumbered = (session: Session, { restored }: Recover): Session =>
  restored === true ? { ...session, seq: session.seq + LOST_STEPS } : session

/** A faulted game is ended by the GM, or taken up again before the step that threw; everything else passes it by. */
function playFaulted(session: Session, fault: string, item: Item): Omit<Played, 'previous'> {
  if (item.type === 'input' && (item.input.type === 'end' || item.input.type === 'abandon'))
    return { session: endedBy(session, item.input), fault: null, records: [] }
  if (item.type === 'input' && item.input.type === 'resume') return { session, fault: null, records: [] }
  return { session, fault, records: [] }
}

export const isOver = (session: Session): boolean => session.status === 'completed' || session.status === 'abandoned'
