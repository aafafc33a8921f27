import { freeze, resume } from './pause.ts'
import type { Hold, Session } from './session.ts'

/** Nothing speaks for standing still, and nobody decided anything about it. */
const NONE: Hold = { causes: [], overruled: [], stopped: false }

export const holdOf = (session: Session): Hold => session.hold ?? NONE

/**
 * The room's policy (RT7, RT8) says what now speaks for standing still: devices that are away, or all of them. The
 * game stops while any of it counts, and goes on when none does any more; `goesOn` says that it has just begun to.
 * What a person decided stands: a game that they stopped is not let go on, and a cause that they resumed in spite of
 * counts no more until it was gone.
 */
export function hold(session: Session, at: number, causes: readonly string[]): { session: Session; goesOn: boolean } {
  const before = holdOf(session)
  const overruled = before.overruled.filter((cause) => causes.includes(cause))
  const counts = causes.some((cause) => !overruled.includes(cause))
  if (session.status === 'running' && counts)
    return { session: withHold(freeze(session, at), { causes, overruled, stopped: true }), goesOn: false }
  const goesOn = session.status === 'frozen' && before.stopped && !counts
  const noted = withHold(session, { causes, overruled, stopped: before.stopped && counts })
  return { session: goesOn ? resume(noted, at) : noted, goesOn }
}

/** A person stops the game, also one that the policy stopped already: from then on only a person lets it go on. */
export function freezeByHand(session: Session, at: number): Session {
  return withHold(freeze(session, at), { ...holdOf(session), stopped: false })
}

/** A person lets the game go on: whatever still speaks against it is overruled until it is gone (RT8). */
export function resumeByHand(session: Session, at: number): Session {
  const { causes } = holdOf(session)
  return withHold(resume(session, at), { causes, overruled: causes, stopped: false })
}

/** Without anything to remember the session has no such field: it is then the same as one of an older program. */
function withHold(session: Session, next: Hold): Session {
  const { hold: _before, ...rest } = session
  const nothing = next.causes.length === 0 && next.overruled.length === 0 && !next.stopped
  return nothing ? rest : { ...rest, hold: next }
}
