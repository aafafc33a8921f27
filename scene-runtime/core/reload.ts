import type { Compiled } from '#scene-graph/compile/compile.ts'
import { type Context, forgetRaised } from '#scene-graph/compile/context.ts'
import { contextChanges, holdsNow } from '#scene-graph/compile/implementations.ts'
import { type ActionConfig, actionConfigs } from '#scene-graph/compile/machine-config.ts'
import type { MachineEvent } from '#scene-graph/compile/machine-event.ts'
import { doneEvent, WAKE } from '#scene-graph/compile/names.ts'
import { refresh } from '#scene-graph/compile/observe.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import type { IfAction } from '#scene-graph/schema/action.ts'
import type { ReloadReport } from '#wire/session-view.ts'
import { activeKeys } from './machine.ts'
import { record, runAll, settle } from './react.ts'
import { Reaction } from './reaction.ts'
import { carryMemory, carryTimers, carryVariables } from './reload-carry.ts'
import { planReload, type ReloadPlan } from './reload-plan.ts'
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

export type SessionReload = Omit<ReloadReport, 'session_id' | 'from' | 'to'>

export type Reloaded =
  | {
      readonly ok: true
      readonly session: Session
      readonly records: readonly StepRecord[]
      readonly report: SessionReload
    }
  | { readonly ok: false; readonly report: SessionReload }

/**
 * Moves a session to another version of its scene, between two steps (HR2–HR5). Pure: a rehearsal is this same call
 * with its result thrown away (HR1). When it is blocked nothing has changed.
 */
export function reload(
  from: Compiled,
  to: Compiled,
  session: Session,
  { at, known, mapping }: ReloadOptions,
): Reloaded {
  if (session.endedAt !== null || from.meaning === to.meaning)
    return { ok: true, session: { ...session, version: to.hash }, records: [], report: unchangedReport(session) }
  const before = advance(from, session, at)
  const current = before.session
  if (current.endedAt !== null)
    return { ok: true, session: current, records: before.records, report: unchangedReport(current) }
  const trees = { from: stateTree(from), to: stateTree(to) }
  const plan = planReload(trees.from, trees.to, activeKeys(from, current.machine), mapping)
  if (plan.blocked.length > 0) return { ok: false, report: blockedReport(current, plan.blocked) }
  // While the game is frozen its time stands at the moment of the freeze; resuming moves everything on.
  const now = current.frozenAt ?? Math.max(at, current.at)
  const reloads = current.reloads + 1
  const reaction = new Reaction(to, withoutTimers(current), `${current.id}.${current.seq}r${reloads}`)
  const left = leave(from, plan.left, { ...current.machine.context, now }, reaction)
  const variables = carryVariables(from, to, left)
  const moved = carryMemory(from, to, plan, withKnown(variables.context, known))
  const timers = carryTimers(from, plan, current, moved, now, reaction)
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
  const commands = reaction.effects.filter((e) => e.type === 'command').length
  const after = settled.endedAt === null ? advance(to, settled, at) : { session: settled, records: [] }
  return {
    ok: true,
    session: after.session,
    records: [...before.records, own, ...after.records],
    report: reportOf(plan, timers, variables.changes, commands, 'applied'),
  }
}

const withoutTimers = (session: Session): Pick<Session, 'entered' | 'timers' | 'pending'> => ({
  entered: session.entered,
  timers: [],
  pending: session.pending,
})

const withKnown = (context: Context, known: Known): Context => ({
  ...context,
  signals: { ...known.signals, ...context.signals },
  health: { ...known.health, ...context.health },
})

/** Leaves the old version's states as that version says: what it switched on at entry, it switches off (HR3). */
function leave(from: Compiled, states: readonly TreeState[], context: Context, reaction: Reaction): Context {
  return states.reduce((c, state) => perform(from, state.config.exit ?? [], c, reaction), context)
}

/** Enters newly active states properly: entry actions, timers and all (HR3). */
function enter(to: Compiled, states: readonly TreeState[], context: Context, reaction: Reaction): Context {
  let current = context
  for (const state of states) {
    current = perform(to, state.config.entry ?? [], current, reaction)
    for (const timer of state.timers) reaction.arm(timer.id, current.now, reaction.durationOf(timer.duration, current))
  }
  return current
}

/** What a state does on entry and exit answers to no event. */
const ENTRY: MachineEvent = { type: 'entry' }

function perform(compiled: Compiled, actions: readonly ActionConfig[], context: Context, reaction: Reaction): Context {
  const changes: Record<string, unknown> = contextChanges(compiled.logic)
  return actions.reduce((current, { type, params }) => {
    const change = changes[type]
    if (typeof change === 'function') return change(current, params, ENTRY) as Context
    if (type === 'if') {
      const { action } = params as { action: IfAction }
      const chosen = holdsNow(action.condition, current, compiled.logic.language) ? action.do : action.else
      return perform(
        compiled,
        chosen.flatMap((one) => actionConfigs(one)),
        current,
        reaction,
      )
    }
    reaction.perform({ type, params, context: current })
    return current
  }, context)
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

const nodesOf = (states: readonly TreeState[]): string[] =>
  states.flatMap((state) => (state.node === null || state.isStep ? [] : [state.node.node.id]))

function reportOf(
  plan: ReloadPlan,
  timers: SessionReload['timers'],
  variables: SessionReload['variables'],
  commands: number,
  outcome: SessionReload['outcome'],
): SessionReload {
  return {
    outcome,
    kept: nodesOf(plan.active.filter((state) => plan.kept.has(state.key))),
    mapped: { ...plan.mapped },
    restarted: [...plan.restarted],
    entered: nodesOf(plan.entered),
    left: nodesOf(plan.left),
    blocked: [...plan.blocked],
    timers,
    variables,
    commands,
  }
}

/** Nothing moves: everything that is active is kept. */
const blockedReport = (session: Session, blocked: ReloadPlan['blocked']): SessionReload => ({
  ...unchangedReport(session),
  outcome: 'blocked',
  blocked: [...blocked],
})

function unchangedReport(session: Session): SessionReload {
  const kept = session.entered.map(({ node }) => node)
  return {
    outcome: 'unchanged',
    kept,
    mapped: {},
    restarted: [],
    entered: [],
    left: [],
    blocked: [],
    timers: [],
    variables: [],
    commands: 0,
  }
}
