import { byDue } from './reaction.ts'
import type { Session } from './session.ts'

/**
 * A session read back after its process died at about `diedAt`. Deadlines are kept (RT4): those that passed fire at
 * once. Timers that their designer lets stand still while nobody runs them are moved by the time that was lost (SG9).
 */
export function recover(session: Session, at: number, diedAt: number = session.at): Session {
  const lost = Math.max(0, at - diedAt)
  const timers = session.timers.map((timer) => {
    if (timer.timing.restart !== 'pauses') return timer
    const { startedAt, due, stoppedAt } = timer
    // One that an action holds has what it had left: nothing more for having been held while nobody was there.
    const held = stoppedAt === undefined ? {} : { stoppedAt: stoppedAt + lost }
    return { ...timer, startedAt: startedAt + lost, due: due + lost, ...held }
  })
  return { ...session, timers: timers.sort(byDue) }
}
