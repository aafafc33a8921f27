import type { Compiled } from '#scene-graph/compile/compile.ts'
import { withFacts } from '#scene-graph/compile/context.ts'
import { WAKE } from '#scene-graph/compile/names.ts'
import { countdownOf, movesWith } from './countdown.ts'
import { freezeByHand, hold, resumeByHand } from './hold.ts'
import { eventsOf, facts, unchanged } from './inputs.ts'
import { applyResume, pauseClock, resumeClock } from './pause.ts'
import { react, record } from './react.ts'
import { byDue } from './reaction.ts'
import type { Input, Session, Stepped, StepRecord, Timer } from './session.ts'
import { dueTimer, nextDue } from './timers.ts'

export { nextDue }

/** Deadlines that may follow one another at one instant before a scene is taken for one that never rests (RT9). */
const MAX_AT_ONCE = 1_000

/**
 * One input and everything that follows at once: first the timers that were due by then, then the input, then what it
 * made due immediately. Each is a step of its own. Pure: the same session and input give the same result (SG10).
 */
export function step(compiled: Compiled, session: Session, input: Input): Stepped {
  // Time never runs backwards in a session: an input that was stamped earlier happens now.
  const at = Math.max(input.at, session.at)
  const before = advance(compiled, session, at)
  const own = take(compiled, before.session, input.at === at ? input : { ...input, at })
  const after = advance(compiled, own.session, at)
  if (before.records.length === 0 && after.records.length === 0) return { ...own, session: after.session }
  return { session: after.session, records: [...before.records, ...own.records, ...after.records] }
}

/** Fires the timers that are due by `to`, each at its own time, in order. */
export function advance(compiled: Compiled, session: Session, to: number): Stepped {
  if (dueTimer(session, to) === undefined) return { session, records: [] }
  const records: StepRecord[] = []
  let current = session
  let lastDue = Number.NEGATIVE_INFINITY
  let atOnce = 0
  for (let timer = dueTimer(current, to); timer !== undefined; timer = dueTimer(current, to)) {
    atOnce = timer.due === lastDue ? atOnce + 1 : 0
    lastDue = timer.due
    if (atOnce > MAX_AT_ONCE)
      throw new Error(
        `the scene never comes to rest: over ${MAX_AT_ONCE} deadlines fell due at once, last in "${timer.node}"`,
      )
    const at = Math.max(timer.due, current.at)
    const { id } = timer
    const running = { ...current, timers: current.timers.filter((t) => t.id !== id) }
    const { session: next, reaction } = fire(compiled, running, at, timer)
    // A held condition that has been true long enough, of which nothing came, is no step.
    if (timer.event === WAKE && reaction.fired.length === 0) {
      current = { ...next, seq: current.seq }
      continue
    }
    current = next
    records.push(record(compiled, current, { timer: timer.id, node: timer.node, due: timer.due }, reaction))
  }
  return { session: current, records }
}

/** A deadline has come: an event of the machine's, or one that was sent with a delay. */
function fire(compiled: Compiled, running: Session, at: number, { event, send }: Timer): ReturnType<typeof react> {
  if (send === undefined) return react(compiled, running, at, unchanged, [{ type: event }])
  if (send.to === 'self')
    return react(compiled, running, at, (context, now) => withFacts(context, { now, payload: send.data }), [
      { type: event },
    ])
  const reacted = react(compiled, running, at, unchanged, [])
  reacted.reaction.sent(send)
  return reacted
}

/** One input that is taken now. */
export function take(compiled: Compiled, session: Session, input: Input): Stepped {
  const plain = (next: Session): Stepped => {
    const numbered = { ...next, at: input.at, seq: session.seq + 1 }
    return { session: numbered, records: [record(compiled, numbered, { input }, null)] }
  }
  if (session.endedAt !== null) return plain(session)
  switch (input.type) {
    case 'pause-clock':
      return plain(pauseClock(session, input.at))
    case 'resume-clock':
      return plain(resumeClock(session, input.at))
    case 'freeze':
      return plain(freezeByHand(session, input.at))
    case 'resume':
      if (session.status !== 'frozen') return plain(session)
      return applyResume(compiled, session, resumeByHand(session, input.at), input, input.inputs, take)
    case 'hold': {
      const { session: next, goesOn } = hold(session, input.at, input.causes)
      return goesOn ? applyResume(compiled, session, next, input, 'apply', take) : plain(next)
    }
    case 'adjust': {
      const adjusted = adjust(compiled, session, input.timer, input.by)
      if (compiled.watchedTimers.size === 0 || session.status === 'frozen') return plain(adjusted)
      const { session: next, reaction } = react(compiled, adjusted, input.at, unchanged, [{ type: WAKE }])
      return { session: next, records: [record(compiled, next, { input }, reaction)] }
    }
    case 'end':
    case 'abandon':
      return plain(endedBy(session, input))
    case 'signal':
    case 'health':
    case 'operator':
    case 'event':
    case 'ack':
    case 'override':
    case 'bypass':
    case 'reset':
    case 'jump':
      break
  }
  if (session.status === 'frozen') return plain({ ...session, recorded: [...session.recorded, input] })
  const { session: next, reaction } = react(
    compiled,
    session,
    input.at,
    facts(input),
    eventsOf(compiled, session, input),
  )
  return { session: next, records: [record(compiled, next, { input }, reaction)] }
}

/** The game master ends it: nothing of it runs on, and nothing is done on leaving. */
export function endedBy(session: Session, input: Extract<Input, { type: 'end' | 'abandon' }>): Session {
  const { at } = input
  const over = { at, endedAt: at, timers: [], pending: [] }
  if (input.type === 'abandon') return { ...session, ...over, status: 'abandoned', outcome: 'abandoned' }
  if (input.outcome === undefined) return { ...session, ...over, status: 'abandoned', outcome: 'aborted' }
  return { ...session, ...over, status: 'completed', outcome: input.outcome }
}

/** Only what the GM sees may be adjusted (SG9). */
function adjust(compiled: Compiled, session: Session, named: string, by: number): Session {
  const id = session.timers.some((t) => t.id === named) ? named : countdownOf(compiled, named)
  if (session.timers.find((t) => t.id === id)?.timing.visible !== true) return session
  const moves = movesWith(compiled, id)
  const timers = session.timers.map((timer) =>
    moves(timer) ? { ...timer, adjusted: timer.adjusted + by, due: timer.due + by } : timer,
  )
  return { ...session, timers: timers.sort(byDue) }
}
