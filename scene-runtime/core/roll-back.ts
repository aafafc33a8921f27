import type { Compiled } from '#scene-graph/compile/compile.ts'
import { WAKE } from '#scene-graph/compile/names.ts'
import type { ReloadReport } from '#wire/session-view.ts'
import { activeKeys } from './machine.ts'
import { record } from './react.ts'
import { Reaction } from './reaction.ts'
import { movePrefix, type Reloaded, type ReloadOptions, reload } from './reload.ts'
import { carryVariables } from './reload-carry.ts'
import { enter, leave } from './reload-perform.ts'
import { planBetween } from './reload-plan.ts'
import { appliedReport } from './reload-report.ts'
import type { Effect, Known, Session, StepRecord, Timer } from './session.ts'
import { stateTree } from './state-tree.ts'
import { advance } from './step.ts'

/** What a session was before it was moved, and what has become of it since. */
export type Before = {
  readonly session: Session
  /** An input came since. */
  readonly touched: boolean
  /** Old node → where the move's mapping sent it. */
  readonly mapped: Readonly<Record<string, string>>
}

/**
 * HR6, HR8: takes a session back to the version that it ran before. As long as no input came it is again what it was,
 * and only what the room shows of the difference is undone. Else it goes back by the rules of any other reload, and
 * what only the earlier version knows (variables, timers) is as it was then.
 */
export function rollBack(
  from: Compiled,
  to: Compiled,
  session: Session,
  before: Before,
  { at, known }: Omit<ReloadOptions, 'mapping'>,
): Reloaded {
  if (session.endedAt === null && !before.touched && !missed(from, to, before.session, known))
    return restored(from, to, session, before.session, at)
  return reload(from, to, session, { at, known, mapping: inverted(before.mapped) }, before.session)
}

/** Whether an effect of this id was asked for after the session was moved: by the move itself, or by a later step. */
export function sentSince(session: string, { seq, reloads }: Session, effect: string): boolean {
  const place = effect.startsWith(`${session}.`) ? effect.slice(session.length + 1) : ''
  const [, step, move] = /^(\d+)(?:r(\d+))?\./.exec(place) ?? []
  if (step === undefined) return false
  return Number(step) > seq || (Number(step) === seq && Number(move ?? 0) > reloads)
}

/** Whether something happened in the room that only the earlier version looks at: nobody told the session. */
const missed = (from: Compiled, to: Compiled, { machine }: Session, known: Known): boolean =>
  [...to.signals].some((key) => {
    const value = known.signals[key]
    return value !== undefined && !from.signals.has(key) && machine.context.signals[key] !== value
  })

const inverted = (mapped: Before['mapped']): Record<string, string> =>
  Object.fromEntries(Object.entries(mapped).map(([old, next]) => [next, old]))

/** What shows in the room and stays until it is told otherwise; all else was done once and is not done again (HR3). */
const LASTING: ReadonlySet<Effect['type']> = new Set(['command', 'media', 'light', 'display'])

function restored(from: Compiled, to: Compiled, session: Session, earlier: Session, at: number): Reloaded {
  const now = Math.max(at, session.at)
  const trees = { from: stateTree(from), to: stateTree(to) }
  const plan = planBetween(
    trees.from,
    activeKeys(from, session.machine).flatMap((key) => trees.from.byKey.get(key) ?? []),
    activeKeys(to, earlier.machine).flatMap((key) => trees.to.byKey.get(key) ?? []),
  )
  // Made for what it gathers: of the session nothing is taken from it but which acknowledgements are waited for.
  const reaction = new Reaction(to, earlier, movePrefix(session))
  leave(from, plan.left, { ...session.machine.context, now }, reaction)
  enter(to, plan.entered, { ...earlier.machine.context, now }, reaction)
  const { pending } = reaction.outcome(earlier.machine.context, false)
  const back: Session = {
    ...earlier,
    version: to.hash,
    seq: session.seq,
    reloads: session.reloads + 1,
    pending: [...earlier.pending, ...pending.filter((p) => !earlier.pending.includes(p))],
  }
  const all = record(to, { ...back, at: now }, { reload: to.hash }, reaction)
  const own: StepRecord = { ...all, effects: all.effects.filter((effect) => LASTING.has(effect.type)) }
  const after = advance(to, back, at)
  const { changes: variables } = carryVariables(from, to, session.machine.context, earlier)
  const timers = timersBack(session, earlier, now)
  return {
    ok: true,
    session: after.session,
    records: [own, ...after.records],
    report: appliedReport(plan, { timers, variables }, [own, ...after.records]),
    before: session,
  }
}

/** Every timer is what it was, and what the other version began is gone. */
function timersBack(session: Session, earlier: Session, now: number): ReloadReport['timers'] {
  const named = ({ timers }: Session) => new Map(timers.filter((t) => t.event !== WAKE).map((t) => [t.id, t]))
  const [running, then] = [named(session), named(earlier)]
  const left = (timer: Timer | undefined) => (timer === undefined ? null : timer.due - (timer.stoppedAt ?? now))
  return [...new Set([...then.keys(), ...running.keys()])].map((id) => {
    const [before, after] = [running.get(id), then.get(id)]
    const change = after === undefined ? 'dropped' : before === undefined ? 'started' : 'kept'
    const fires = after !== undefined && after.stoppedAt === undefined && after.due <= now
    const label = (after ?? before)?.label ?? ''
    return { id, label, change, before_ms: left(before), remaining_ms: left(after), fires }
  })
}
