import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Checkpoint, OperatorAction, PuzzleProgress, SessionView } from '#wire/session-view.ts'
import { activeNodes, leaves } from './active.ts'
import { offersNow } from './interventions.ts'
import { declaredVariables } from './react.ts'
import type { Hold, Session, Timer } from './session.ts'

/** Where a session stands, for consoles and overlays. */
export function viewOf(
  compiled: Compiled,
  session: Session,
): Omit<SessionView, 'graph_id' | 'graph_name' | 'version' | 'previous' | 'pending'> {
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
    entered_at: Object.fromEntries(session.entered.map(({ node, at }) => [node, at])),
    variables: Object.fromEntries(
      Object.entries(declaredVariables(compiled, context.variables)).map(([name, value]) => [
        name,
        { value, visible: compiled.plan.variables.get(name)?.visible ?? false },
      ]),
    ),
    timers: session.timers.map((timer) => ({
      id: timer.id,
      node: timer.node,
      ...(timer.edge === null ? {} : { edge: timer.edge }),
      label: timer.label,
      due_at: timer.due,
      duration_ms: timer.duration + timer.adjusted,
      ...remaining(timer, frozenAt),
      adjustable: timer.timing.visible,
    })),
    progress: session.endedAt === null ? progressOf(compiled, session) : [],
    operator: session.endedAt === null ? operatorActions(compiled, session) : [],
    offers:
      session.endedAt === null
        ? offersNow(compiled, session.machine).map(({ node, ways }) => ({ node, ways: [...ways] }))
        : [],
    checkpoints: session.endedAt === null ? checkpoints(compiled, session) : [],
    clock: {
      paused_ms: session.clock.pausedMs,
      paused_at: session.clock.pausedAt,
      clock_paused: session.clock.clockPaused,
    },
    recorded_inputs: session.recorded.length,
    ...(session.hold === undefined ? {} : { hold: heldBy(session.hold) }),
  }
}

const heldBy = ({ causes, overruled, stopped }: Hold): SessionView['hold'] => ({
  causes: [...causes],
  overruled: [...overruled],
  stopped,
})

/** Of a countdown that stands still: frozen with the game, or held by an action. */
function remaining(timer: Timer, frozenAt: number | null): { remaining_ms?: number } {
  const since = timer.stoppedAt ?? (timer.timing.frozen === 'freezes' ? frozenAt : null)
  return since === null ? {} : { remaining_ms: timer.due - since }
}

/** In the order of the document. */
function checkpoints({ plan }: Compiled, { machine }: Session): Checkpoint[] {
  const { passed } = machine.context
  return [...plan.interventions.values()].flatMap(({ kind, node }) =>
    kind === 'jump' ? [{ node, passed_at: passed?.[node]?.at ?? null }] : [],
  )
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
    // The next hint is one button, whichever it is.
    return [...gate, ...edges].filter((a, i, all) => all.findIndex((b) => b.action === a.action) === i)
  })
}

/** How far the active puzzles have come, and which of their inputs are right. */
export function progressOf(compiled: Compiled, session: Session): PuzzleProgress[] {
  const { context } = session.machine
  return activeNodes(compiled, session.machine).flatMap((node) => {
    const progress = compiled.progress.get(node)
    if (progress === undefined) return []
    const inputs = progress.inputs.map(({ id, label, right }) => ({ id, label, right: right(context) }))
    const { measure } = progress
    const total = measure?.of ?? inputs.length
    const far = measure === null ? inputs.filter((i) => i.right).length : Math.min(measure.value(context), measure.of)
    return [{ node, done: progress.solved(context) ? total : far, total, inputs }]
  })
}
