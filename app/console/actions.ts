import type { State } from '#app/ui/state.ts'
import type { SessionCommand } from '#wire/session-messages.ts'
import type { SessionView } from '#wire/session-view.ts'

/** What the dock offers. Order is the order on the screen. */
export type ConsoleAction =
  | 'start'
  | 'pause_clock'
  | 'resume_clock'
  | 'freeze'
  | 'resume_apply'
  | 'resume_discard'
  | 'end'

export type Situation = {
  view: SessionView | null
  /** A game was created and has not reported yet. */
  starting: boolean
  may: { start: boolean; act: boolean }
  /** An emergency stop of the room stands: nothing begins or goes on before it is cleared. */
  stopped?: boolean
}

/** Only what makes sense now, and only what the person may do. */
export function actionsFor({ stopped = false, ...situation }: Situation): ConsoleAction[] {
  const actions = sensible(situation)
  return stopped ? actions.filter((action) => !SETS_GOING.has(action)) : actions
}

const SETS_GOING: ReadonlySet<ConsoleAction> = new Set(['start', 'resume_apply', 'resume_discard'])

function sensible({ view, starting, may }: Omit<Situation, 'stopped'>): ConsoleAction[] {
  if (starting) return []
  if (view === null || isOver(view)) return may.start ? ['start'] : []
  if (!may.act) return []
  if (view.status === 'frozen')
    return view.recorded_inputs > 0 ? ['resume_apply', 'resume_discard', 'end'] : ['resume_apply', 'end']
  return [view.clock.clock_paused ? 'resume_clock' : 'pause_clock', 'freeze', 'end']
}

/** A faulted game does nothing more, but holds its room until somebody ends it or it is started anew. */
export const isOver = (view: SessionView): boolean =>
  view.status === 'completed' || view.status === 'abandoned' || view.status === 'faulted'

/** The message that an action is; null for `start`, which has a dialogue of its own. */
export function commandOf(action: ConsoleAction): SessionCommand | null {
  switch (action) {
    case 'start':
      return null
    case 'pause_clock':
    case 'resume_clock':
    case 'freeze':
    case 'end':
      return { command: action }
    case 'resume_apply':
      return { command: 'resume', inputs: 'apply' }
    case 'resume_discard':
      return { command: 'resume', inputs: 'discard' }
  }
}

/** What the key P does now: the clock stands or goes on; a frozen game is not resumed by a stray key. */
export function pauseKey(actions: readonly ConsoleAction[]): ConsoleAction | null {
  return actions.find((action) => action === 'pause_clock' || action === 'resume_clock') ?? null
}

/** A room in one word, with its meaning in colour and shape. */
export function roomStanding(view: SessionView | null, starting: boolean): { state: State; label: string } {
  if (starting) return { state: 'waiting', label: 'Starting' }
  if (view === null) return { state: 'idle', label: 'Ready' }
  switch (view.status) {
    case 'running':
      return view.clock.clock_paused
        ? { state: 'waiting', label: 'Clock paused' }
        : { state: 'active', label: 'Running' }
    case 'frozen':
      return { state: 'attention', label: 'Frozen' }
    case 'completed':
      return outcomeStanding(view.outcome)
    case 'abandoned':
      return { state: 'idle', label: 'Ended early' }
    case 'faulted':
      return { state: 'urgent', label: 'Stopped by a fault' }
  }
}

/** An outcome's colour: the two that everybody knows have one, a designer's own names are neutral. */
export function outcomeStanding(outcome: string | null): { state: State; label: string } {
  if (outcome === 'solved' || outcome === 'completed' || outcome === 'won')
    return { state: 'solved', label: sentenceCase(outcome) }
  if (outcome === 'failed' || outcome === 'lost' || outcome === 'aborted')
    return { state: 'failed', label: sentenceCase(outcome) }
  return { state: 'idle', label: outcome === null ? 'Over' : sentenceCase(outcome) }
}

const sentenceCase = (word: string): string => {
  const spaced = word.replaceAll(/[_-]+/g, ' ')
  return spaced.slice(0, 1).toUpperCase() + spaced.slice(1)
}
