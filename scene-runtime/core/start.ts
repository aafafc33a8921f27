import type { Compiled } from '#scene-graph/compile/compile.ts'
import { initialContext } from '#scene-graph/compile/context.ts'
import { WAKE } from '#scene-graph/compile/names.ts'
import { initialRun, isDone, withContext } from './machine.ts'
import { record, runAll, settle } from './react.ts'
import { Reaction } from './reaction.ts'
import type { Known, Session, Stepped } from './session.ts'
import { advance } from './step.ts'

export type Start = {
  readonly sessionId: string
  readonly seed: number
  /** ms */
  readonly at: number
  /** What the room's devices last reported: the first step already judges by it. */
  readonly known: Known
}

/** Begins a session: step 0 enters the initial states. */
export function start(compiled: Compiled, { sessionId, seed, at, known }: Start): Stepped {
  const variables = Object.fromEntries([...compiled.plan.variables].map(([name, v]) => [name, v.initial]))
  const context = { ...initialContext(at, seed, variables), signals: known.signals, health: known.health }
  const empty = { entered: [], timers: [], pending: [] }
  const reaction = new Reaction(compiled, empty, `${sessionId}.0`)
  const { state: entered, actions } = initialRun(compiled, context)
  for (const action of actions) reaction.perform(action)
  const timed = reaction.withTimers(entered.context)
  const state =
    timed === entered.context ? entered : runAll(compiled, withContext(entered, timed), [{ type: WAKE }], reaction)
  const fresh: Session = {
    ...empty,
    id: sessionId,
    version: compiled.hash,
    seed,
    seq: 0,
    reloads: 0,
    at,
    startedAt: at,
    endedAt: null,
    status: 'running',
    outcome: null,
    machine: state,
    clock: { pausedMs: 0, pausedAt: null, clockPaused: false },
    frozenAt: null,
    recorded: [],
  }
  const session = settle(compiled, fresh, at, state, reaction, 0)
  const first = record(compiled, session, { start: true }, reaction)
  const later = isDone(compiled, state) ? { session, records: [] } : advance(compiled, session, at)
  return { session: later.session, records: [first, ...later.records] }
}
