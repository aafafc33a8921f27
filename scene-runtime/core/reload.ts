import type { Compiled } from '#scene-graph/compile/compile.ts'
import { type Context, forgetRaised } from '#scene-graph/compile/context.ts'
import type { MachineEvent } from '#scene-graph/compile/machine-event.ts'
import { doneEvent, WAKE } from '#scene-graph/compile/names.ts'
import { refresh } from '#scene-graph/compile/observe.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import { activeKeys } from './machine.ts'
import { record, runAll, settle } from './react.ts'
import { Reaction } from './reaction.ts'
import { carryMemory, carryTimers, carryVariables } from './reload-carry.ts'
import { enter, leave } from './reload-perform.ts'
import { planReload, type ReloadPlan } from './reload-plan.ts'
import { appliedReport, blockedReport, type SessionReload, unchangedReport } from './reload-report.ts'
import type { Known, MachineState, Session, StepRecord } from './session.ts'
import { type StateTree, stateTree, stateValue, type TreeState } from './state-tree.ts'
import { advance } from './step.ts'

export type ReloadOptions = {
  readonly at: number
  /** The room as it is: signals that the new version looks at and the old one did not. */
  readonly known: Known
  /** Removed node → surviving node (HR2). */
  readonly mapping: Readonly<Record<string, string>>
}

export type Reloaded =
  | {
      readonly ok: true
      readonly session: Session
      readonly records: readonly StepRecord[]
      readonly report: SessionReload
      /** The session on the old version, just before it moved; null when there was nothing to move. */
      readonly before: Session | null
    }
  | { readonly ok: false; readonly report: SessionReload }

/**
 * Moves a session to another version of its scene, between two steps (HR2–HR5). Pure: a rehearsal is this same call
 * with its result thrown away (HR1). When it is blocked nothing has changed. `earlier`: the session as it was on `to`
 * once before, when it goes back there (HR6): values and timers that only that version has are taken from it.
 */
export function reload(
  from: Compiled,
  to: Compiled,
  session: Session,
  { at, known, mapping }: ReloadOptions,
  earlier: Session | null = null,
): Reloaded {
  // A game that is over stays where it ended.
  if (session.endedAt !== null) return unmoved(session, [])
  if (from.meaning === to.meaning) return unmoved({ ...session, version: to.hash }, [])
  const before = advance(from, session, at)
  const current = before.session
  if (current.endedAt !== null) return unmoved(current, before.records)
  const trees = { from: stateTree(from), to: stateTree(to) }
  const plan = planReload(trees.from, trees.to, activeKeys(from, current.machine), mapping)
  if (plan.blocked.length > 0) return { ok: false, report: blockedReport(current, plan.blocked) }
  // While the game is frozen its time stands at the moment of the freeze; resuming moves everything on.
  const now = current.frozenAt ?? Math.max(at, current.at)
  const reloads = current.reloads + 1
  const reaction = new Reaction(to, withoutTimers(current), movePrefix(current))
  const left = leave(from, plan.left, { ...current.machine.context, now }, reaction)
  const variables = carryVariables(from, to, left, earlier)
  const moved = carryMemory(from, to, plan, withKnown(from, variables.context, known))
  const timers = carryTimers({ from, to, plan, session: current, earlier, context: moved, now, reaction })
  const entered = enter(to, plan.entered, refresh(to.logic.observed, moved), reaction)
  const start: MachineState = {
    value: stateValue(trees.to.root, new Set(plan.active)),
    history: current.machine.history,
    context: entered,
  }
  const events = followUps(trees.from, plan, current.status === 'frozen')
  const ready = { ...start, context: reaction.withTimers(forgetRaised(start.context)) }
  const machine = runAll(to, ready, [...reaction.raised, ...events], reaction)
  const settled = settle(
    to,
    { ...current, reloads, version: to.hash },
    Math.max(at, current.at),
    machine,
    reaction,
    current.seq,
  )
  const own = record(to, settled, { reload: to.hash }, reaction)
  const after = settled.endedAt === null ? advance(to, settled, at) : { session: settled, records: [] }
  return {
    ok: true,
    session: after.session,
    records: [...before.records, own, ...after.records],
    report: appliedReport(plan, { timers, variables: variables.changes }, [own, ...after.records]),
    before: current,
  }
}

/** The ids of what a move does begin so: it takes no step's number (HR8). */
export const movePrefix = ({ id, seq, reloads }: Session): string => `${id}.${seq}r${reloads + 1}`

const unmoved = (session: Session, records: readonly StepRecord[]): Reloaded => ({
  ok: true,
  session,
  records,
  report: unchangedReport(session),
  before: null,
})

const withoutTimers = (session: Session): Pick<Session, 'entered' | 'timers' | 'pending'> => ({
  entered: session.entered,
  timers: [],
  pending: session.pending,
})

/** What the old version looked at, the session was told as it came; of all else it has at most an old value. */
const withKnown = (from: Compiled, context: Context, known: Known): Context => {
  const signals: Record<string, Scalar> = { ...context.signals }
  for (const [key, value] of Object.entries(known.signals))
    if (signals[key] === undefined || !from.signals.has(key)) signals[key] = value
  return { ...context, signals, health: { ...known.health, ...context.health } }
}

/**
 * What the machine must still hear: ends that were entered, parallels that are complete now, groups whose end was
 * reached before the edge that leads on was drawn; and that conditions may hold now.
 */
function followUps(from: StateTree, plan: ReloadPlan, frozen: boolean): MachineEvent[] {
  const active = new Set(plan.active)
  const events: MachineEvent[] = []
  for (const state of plan.active) {
    if (
      state.kind === 'final' &&
      state.parent !== null &&
      state.parent.kind === 'compound' &&
      state.parent.parent !== null
    ) {
      const news = !plan.kept.has(state.key) || exitsOf(from.byKey.get(state.parent.key)) !== exitsOf(state.parent)
      if (news) events.push({ type: doneEvent(state.parent.key), output: state.config.output ?? {} })
    }
    if (state.kind === 'parallel' && complete(state, active)) {
      const before = from.byKey.get(state.key)
      const news = before === undefined || !complete(before, plan.before) || exitsOf(before) !== exitsOf(state)
      if (news) events.push({ type: doneEvent(state.key) })
    }
  }
  return frozen ? events : [...events, { type: WAKE }]
}

const exitsOf = (state: TreeState | undefined): string =>
  canonicalJson(state?.config.onDone ?? null) +
  canonicalJson(state?.node?.edges.filter((e) => e.trigger.type === 'done') ?? null)

const complete = (state: TreeState, active: ReadonlySet<TreeState>): boolean =>
  state.kind === 'final' ||
  (state.kind === 'compound' && state.children.some((c) => c.kind === 'final' && active.has(c))) ||
  (state.kind === 'parallel' && state.children.every((region) => complete(region, active)))
