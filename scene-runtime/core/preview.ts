import type { Compiled } from '#scene-graph/compile/compile.ts'
import { WAKE } from '#scene-graph/compile/names.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import { activeNodes } from './active.ts'
import type { Effect, Input, Session, Timer } from './session.ts'
import { advance, step } from './step.ts'

/** What would become of a game if this were asked of it now. Nothing has moved. */
export type Preview = {
  /** The game is frozen: it would be recorded, and done when the game goes on. */
  readonly recorded: boolean
  /** Nothing would come of it, but that it stands in the journal. */
  readonly nothing: boolean
  /** Nodes that are active now and would be left (and perhaps entered anew), innermost first. */
  readonly left: readonly string[]
  /** Nodes that would be entered and be active afterwards, outermost first. */
  readonly entered: readonly string[]
  /** Nodes that would be entered and left again at once. */
  readonly passed: readonly string[]
  readonly commands: readonly {
    readonly role: string
    readonly command: string
    readonly params: Readonly<Record<string, Scalar>>
  }[]
  /** Everything else that would be done outside the game. */
  readonly effects: readonly Exclude<Effect, { type: 'command' }>[]
  readonly timers: { readonly cancelled: readonly TimerBrief[]; readonly started: readonly TimerBrief[] }
  readonly status: Session['status']
  readonly outcome: string | null
}

/** `remaining_ms`: until it is due. */
export type TimerBrief = {
  readonly id: string
  readonly node: string
  readonly label: string
  readonly remaining_ms: number
}

/**
 * The very step that the input would be, on the session as it is. What falls due before the input would happen without
 * it too, and is not counted. Pure. Throws what the step would throw (RT9).
 */
export function preview(compiled: Compiled, session: Session, input: Input): Preview {
  const at = Math.max(input.at, session.at)
  const before = advance(compiled, session, at).session
  const { session: after, records } = step(compiled, before, input)
  const was = new Set(activeNodes(compiled, before.machine))
  const is = new Set(activeNodes(compiled, after.machine))
  const entered = unique(records.flatMap((r) => r.entered))
  const left = unique(records.flatMap((r) => r.exited)).filter((node) => was.has(node))
  const effects = records.flatMap((r) => r.effects)
  const timers = timersBetween(before, after, input, at)
  const { status, outcome } = after
  return {
    recorded: after.recorded.length > before.recorded.length,
    nothing:
      records.every((r) => r.fired.length === 0) &&
      effects.length + timers.cancelled.length + timers.started.length === 0 &&
      status === before.status &&
      after.clock === before.clock &&
      !moved(before, after),
    left,
    entered: entered.filter((node) => is.has(node)),
    passed: entered.filter((node) => !is.has(node)),
    commands: effects.flatMap((e) =>
      e.type === 'command' ? [{ role: e.role, command: e.command, params: e.params }] : [],
    ),
    effects: effects.flatMap((e) => (e.type === 'command' ? [] : [e])),
    timers,
    status,
    outcome,
  }
}

const unique = (nodes: readonly string[]): string[] => [...new Set(nodes)]

const running = ({ timers }: Session): readonly Timer[] => timers.filter((t) => t.event !== WAKE)

/** A deadline was moved, which neither ends it nor begins it. */
const moved = (before: Session, after: Session): boolean =>
  running(after).some(({ id, due }) => before.timers.some((t) => t.id === id && t.due !== due))

function timersBetween(before: Session, after: Session, input: Input, at: number): Preview['timers'] {
  // Going on moves deadlines by the time that they stood, which begins none of them anew.
  const stood = input.type === 'resume' ? at - (before.frozenAt ?? at) : 0
  const same = (a: Timer, b: Timer): boolean =>
    a.id === b.id && (a.startedAt === b.startedAt || Math.abs(a.startedAt - b.startedAt) === stood)
  const missing = (from: readonly Timer[], others: readonly Timer[]) =>
    from.filter((timer) => !others.some((other) => same(timer, other)))
  const brief = ({ id, node, label, due, stoppedAt }: Timer): TimerBrief => ({
    id,
    node,
    label,
    remaining_ms: due - (stoppedAt ?? before.frozenAt ?? at),
  })
  const [was, is] = [running(before), running(after)]
  return { cancelled: missing(was, is).map(brief), started: missing(is, was).map(brief) }
}
