import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Context } from '#scene-graph/compile/context.ts'
import { WAKE } from '#scene-graph/compile/names.ts'
import { type Facts, facts, unchanged } from './inputs.ts'
import { react, record } from './react.ts'
import { byDue } from './reaction.ts'
import type { Input, Session, Stepped, StepRecord } from './session.ts'

/** Stops the official clock; the game goes on. */
export const pauseClock = (session: Session, at: number): Session => ({
  ...session,
  clock: { ...session.clock, clockPaused: true, pausedAt: session.clock.pausedAt ?? at },
})

export function resumeClock(session: Session, at: number): Session {
  const clock = { ...session.clock, clockPaused: false }
  return { ...session, clock: session.status === 'frozen' ? clock : running(clock, at) }
}

/** Stops the game: timers stand still, inputs are recorded. The official clock stands too. */
export function freeze(session: Session, at: number): Session {
  if (session.status === 'frozen') return session
  const clock = { ...session.clock, pausedAt: session.clock.pausedAt ?? at }
  return { ...session, status: 'frozen', frozenAt: at, clock }
}

/** The game goes on: everything that stood still is moved by the time that it stood (SG9). */
export function resume(session: Session, at: number): Session {
  const span = at - (session.frozenAt ?? at)
  const timers = session.timers
    .map((t) =>
      t.timing.frozen === 'runs' && t.event !== WAKE
        ? t
        : {
            ...t,
            startedAt: t.startedAt + span,
            due: t.due + span,
            ...(t.stoppedAt === undefined ? {} : { stoppedAt: t.stoppedAt + span }),
          },
    )
    .sort(byDue)
  const clock = session.clock.clockPaused ? session.clock : running(session.clock, at)
  const context = moveMemory(session.machine.context, span)
  return {
    ...session,
    status: 'running',
    frozenAt: null,
    timers,
    clock,
    machine: { ...session.machine, context },
  }
}

/** Everything that conditions remember by time, later by so much. */
function moveMemory(context: Context, span: number): Context {
  const all = <T>(record: Readonly<Record<string, T>>, move: (value: T) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, move(value)]))
  return {
    ...context,
    held: all(context.held, (since) => (since === null ? null : since + span)),
    counts: all(context.counts, ({ was, at }) => ({ was, at: at.map((time) => time + span) })),
    active: all(context.active, (since) => since + span),
  }
}

const running = (clock: Session['clock'], at: number): Session['clock'] =>
  clock.pausedAt === null ? clock : { ...clock, pausedMs: clock.pausedMs + at - clock.pausedAt, pausedAt: null }

/**
 * The resuming step, and with it what was recorded: applied in order as inputs of now, or only taken note of: a
 * discarded signal is still the last known value, since the room is as it is.
 */
export function applyResume(
  compiled: Compiled,
  frozen: Session,
  resumed: Session,
  input: Input,
  inputs: 'apply' | 'discard',
  take: (compiled: Compiled, session: Session, input: Input) => Stepped,
): Stepped {
  const recorded = frozen.recorded
  const discarded = inputs === 'discard' ? recorded : []
  const noted: Facts = (context, now) => discarded.reduce((c, i) => facts(i)(c, now), unchanged(context, now))
  const { session, reaction } = react(compiled, { ...resumed, recorded: [] }, input.at, noted, [{ type: WAKE }])
  let current = session
  const records: StepRecord[] = [record(compiled, current, { input }, reaction)]
  if (inputs === 'apply')
    for (const kept of recorded) {
      const next = take(compiled, current, { ...kept, at: input.at })
      current = next.session
      records.push(...next.records)
    }
  return { session: current, records }
}
