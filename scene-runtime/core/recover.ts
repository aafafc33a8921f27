import { byDue } from './reaction.ts'
import type { Session } from './session.ts'

/**
 * A session read back after its process died at about `diedAt`. Deadlines are kept (RT4): those that passed fire at
 * once. Timers that their designer lets stand still while nobody runs them are moved by the time that was lost (SG9).
 */
export function recover(session: Session, at: number, diedAt: number = session.at): Session {
  const lost = Math.max(0, at - diedAt)
  const timers = session.timers.map((timer) =>
    timer.timing.restart === 'pauses' ? { ...timer, startedAt: timer.startedAt + lost, due: timer.due + lost } : timer,
  )
  return { ...session, timers: timers.sort(byDue) }
}
