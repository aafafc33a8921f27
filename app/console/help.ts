import type { OperatorAction, SessionView } from '#wire/session-view.ts'

/** What the game master can press, by what it is: to decide how the game goes on, or to help players along. */
export type Offers = {
  /** The scene waits for these, or offers them as a turn of the story. */
  decisions: readonly OperatorAction[]
  /** The next hint of a ladder: one for each thing that has hints. */
  hints: readonly OperatorAction[]
  /** Ways past something that is not solved. */
  skips: readonly OperatorAction[]
}

/** Hint buttons carry the label that the language gives them; a way past a contained graph is the action `skip`. */
export function offersOf({ operator }: Pick<SessionView, 'operator'>): Offers {
  const isHint = (a: OperatorAction): boolean => a.label === NEXT_HINT
  const isSkip = (a: OperatorAction): boolean => a.action === 'skip' && a.dangerous === true
  return {
    decisions: operator.filter((a) => !isHint(a) && !isSkip(a)),
    hints: operator.filter(isHint),
    skips: operator.filter(isSkip),
  }
}

const NEXT_HINT = 'Next hint'
