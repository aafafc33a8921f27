import type { ReloadReport } from '#wire/session-view.ts'
import type { ReloadPlan } from './reload-plan.ts'
import type { Effect, Session, StepRecord } from './session.ts'
import type { TreeState } from './state-tree.ts'

export type SessionReload = Omit<ReloadReport, 'session_id' | 'from' | 'to'>

const nodesOf = (states: readonly TreeState[]): string[] =>
  states.flatMap((state) => (state.node === null || state.isStep ? [] : [state.node.node.id]))

/** What a move did, or would do (HR1). `records`: the move's own step, and what falls due at once on the new version. */
export function appliedReport(
  plan: ReloadPlan,
  { timers, variables }: Pick<SessionReload, 'timers' | 'variables'>,
  records: readonly StepRecord[],
): SessionReload {
  const effects = records.flatMap((record) => record.effects)
  const sends = effects.flatMap((e) =>
    e.type === 'command' ? [{ role: e.role, command: e.command, params: { ...e.params } }] : [],
  )
  return {
    outcome: 'applied',
    kept: nodesOf(plan.active.filter((state) => plan.kept.has(state.key))),
    mapped: { ...plan.mapped },
    restarted: [...plan.restarted],
    entered: nodesOf(plan.entered),
    left: nodesOf(plan.left),
    blocked: [],
    timers,
    variables,
    commands: sends.length,
    sends,
    effects: effects.filter((e) => e.type !== 'command').map(withoutId),
  }
}

const withoutId = ({ id: _, ...effect }: Effect): SessionReload['effects'][number] => effect

/** Nothing moves: everything that is active is kept. */
export const blockedReport = (session: Session, blocked: ReloadPlan['blocked']): SessionReload => ({
  ...unchangedReport(session),
  outcome: 'blocked',
  blocked: [...blocked],
})

export const unchangedReport = (session: Session): SessionReload => ({
  ...NOTHING,
  kept: session.entered.map(({ node }) => node),
})

/** A report of nothing at all. */
export const NOTHING: SessionReload = {
  outcome: 'unchanged',
  kept: [],
  mapped: {},
  restarted: [],
  entered: [],
  left: [],
  blocked: [],
  timers: [],
  variables: [],
  commands: 0,
  sends: [],
  effects: [],
}
