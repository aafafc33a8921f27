import { WAKE } from '#scene-graph/compile/names.ts'
import type { Session, Timer } from './session.ts'

/** The timer that fires next if none is due later than `to`; while frozen only those that run through a freeze do. */
export function dueTimer(session: Session, to: number): Timer | undefined {
  const next = runningTimers(session)[0]
  return next !== undefined && next.due <= to ? next : undefined
}

/** When something is due next, ms; null when nothing is. */
export const nextDue = (session: Session): number | null => runningTimers(session)[0]?.due ?? null

// `timers` are kept earliest first; held ones wait for whoever lets them go on.
const runningTimers = (session: Session): readonly Timer[] =>
  session.status === 'frozen'
    ? session.timers.filter((t) => t.stoppedAt === undefined && t.timing.frozen === 'runs' && t.event !== WAKE)
    : session.timers.some((t) => t.stoppedAt !== undefined)
      ? session.timers.filter((t) => t.stoppedAt === undefined)
      : session.timers
