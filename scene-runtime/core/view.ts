import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { OperatorAction, SessionView } from '#wire/session-view.ts'
import { activeNodes, leaves } from './active.ts'
import type { Session } from './session.ts'

/** Where a session stands, for consoles and overlays. */
export function viewOf(compiled: Compiled, session: Session): Omit<SessionView, 'graph_id' | 'graph_name' | 'version'> {
  const { context } = session.machine
  const frozenAt = session.frozenAt
  return {
    session_id: session.id,
    hash: session.version,
    status: session.status,
    outcome: session.outcome,
    seq: session.seq,
    at: session.at,
    started_at: session.startedAt,
    ...(session.endedAt === null ? {} : { ended_at: session.endedAt }),
    active: [...leaves(compiled, session.machine)],
    entered_at: { ...session.entered },
    variables: Object.fromEntries(
      Object.entries(context.variables).map(([name, value]) => [
        name,
        { value, visible: compiled.graph.variables[name]?.visible ?? false },
      ]),
    ),
    timers: session.timers.map((timer) => ({
      id: timer.id,
      node: timer.node,
      ...(timer.edge === null ? {} : { edge: timer.edge }),
      label: timer.label,
      due_at: timer.due,
      duration_ms: timer.duration + timer.adjusted,
      ...(frozenAt !== null && timer.timing.frozen === 'freezes' ? { remaining_ms: timer.due - frozenAt } : {}),
      adjustable: timer.timing.visible,
    })),
    operator: session.endedAt === null ? operatorActions(compiled, session) : [],
    clock: {
      paused_ms: session.clock.pausedMs,
      paused_at: session.clock.pausedAt,
      clock_paused: session.clock.clockPaused,
    },
    recorded_inputs: session.recorded.length,
  }
}

/** The buttons of the active nodes: gates and operator edges. */
function operatorActions(compiled: Compiled, session: Session): OperatorAction[] {
  return activeNodes(compiled, session.machine).flatMap((id) => {
    const planned = compiled.plan.nodes.get(id)
    if (planned === undefined) return []
    const { lowering } = planned
    const gate: OperatorAction[] =
      lowering.kind === 'gate'
        ? [{ action: lowering.action, label: lowering.label, node: id, prompt: lowering.prompt }]
        : []
    const edges = planned.edges.flatMap(({ trigger }): OperatorAction[] =>
      trigger.type === 'operator'
        ? [{ action: trigger.action, label: trigger.label ?? trigger.action, node: id, dangerous: trigger.dangerous }]
        : [],
    )
    return [...gate, ...edges]
  })
}
