import { type AnyMachineSnapshot, createActor } from 'xstate'
import type { Compiled } from '#scene-graph/compile/compile.ts'
import { type Context, initialContext } from '#scene-graph/compile/context.ts'
import type { MachineEvent } from '#scene-graph/compile/machine-event.ts'
import type { MachineState } from './session.ts'

/** An action that XState resolved: its name, its parameters, and the context at that moment. */
export type Performed = { type: string; params: unknown; context: Context }

export type Run = { state: MachineState; actions: Performed[] }

type ActorScope = Parameters<Compiled['machine']['transition']>[2]

/**
 * XState builds a scope for every call of its pure API, which costs more than the transition. One a machine is enough:
 * nothing in it changes but who collects the actions.
 */
const scopes = new WeakMap<Compiled['machine'], ActorScope>()

function scopeOf({ machine, graph }: Compiled): ActorScope {
  const known = scopes.get(machine)
  if (known !== undefined) return known
  const variables = Object.fromEntries(Object.entries(graph.variables).map(([name, v]) => [name, v.initial]))
  const self = createActor(machine, { input: initialContext(0, variables) })
  const nothing = (): void => {}
  const scope: ActorScope = {
    self,
    system: self.system,
    id: '',
    sessionId: '',
    logger: nothing,
    defer: nothing,
    stopChild: nothing,
    emit: nothing,
    actionExecutor: nothing,
  }
  scopes.set(machine, scope)
  return scope
}

/** Snapshots of states that this process made: a state read back from storage is rebuilt once. */
const snapshots = new WeakMap<MachineState, AnyMachineSnapshot>()

/** Enters the machine's initial states. */
export function initialRun(compiled: Compiled, context: Context): Run {
  return collect(compiled, (scope) => {
    const snapshot: AnyMachineSnapshot = compiled.machine.getInitialSnapshot(scope, context)
    // XState keeps an error of the first step in the snapshot instead of throwing it.
    if (snapshot.status === 'error') throw snapshot.error
    return snapshot
  })
}

/** One macrostep (SG1). Throws what a guard or action throws, and when eventless edges chase each other (RT9). */
export function run(compiled: Compiled, state: MachineState, event: MachineEvent): Run {
  const before = snapshotOf(compiled, state)
  return collect(compiled, (scope) => compiled.machine.transition(before, event, scope))
}

function collect(compiled: Compiled, work: (scope: ActorScope) => AnyMachineSnapshot): Run {
  const scope = scopeOf(compiled)
  const actions: Performed[] = []
  scope.actionExecutor = (action) => {
    actions.push({ type: action.type, params: action.params, context: action.info.context as Context })
  }
  return { state: stateOf(work(scope)), actions }
}

/** The state with another context; the same configuration. */
export function withContext(compiled: Compiled, state: MachineState, context: Context): MachineState {
  const snapshot = snapshotOf(compiled, state)
  const next: MachineState = { ...state, context }
  snapshots.set(next, { ...snapshot, context })
  return next
}

/** Ids of the active XState nodes in document order, the root included. */
export const activeKeys = (compiled: Compiled, state: MachineState): string[] =>
  snapshotOf(compiled, state)._nodes.map((node) => node.id)

export const isDone = (compiled: Compiled, state: MachineState): boolean =>
  snapshotOf(compiled, state).status === 'done'

function stateOf(snapshot: AnyMachineSnapshot): MachineState {
  // After a transition XState lists nodes in the order in which they were entered, after a restore in document order,
  // and selects eventless transitions in that order: one order for both, or a restart could change a game (RT1).
  snapshot._nodes.sort((a, b) => a.order - b.order)
  const state: MachineState = {
    value: snapshot.value,
    history: Object.fromEntries(
      Object.entries(snapshot.historyValue).map(([id, nodes]) => [id, nodes.map((node) => node.id)]),
    ),
    context: snapshot.context as Context,
  }
  snapshots.set(state, snapshot)
  return state
}

function snapshotOf({ machine }: Compiled, state: MachineState): AnyMachineSnapshot {
  const known = snapshots.get(state)
  if (known !== undefined && known.machine === machine) return known
  const historyValue = Object.fromEntries(
    Object.entries(state.history).map(([id, nodes]) => [id, nodes.flatMap((node) => stateNode(machine, node) ?? [])]),
  )
  const snapshot: AnyMachineSnapshot = machine.resolveState({
    value: state.value as Parameters<typeof machine.resolveState>[0]['value'],
    context: state.context,
    historyValue,
  })
  snapshot._nodes.sort((a, b) => a.order - b.order)
  snapshots.set(state, snapshot)
  return snapshot
}

/** A state that history remembers and a newer version no longer has is forgotten: XState offers no look-up but one that throws. */
function stateNode(machine: Compiled['machine'], id: string): ReturnType<typeof machine.getStateNodeById> | undefined {
  try {
    return machine.getStateNodeById(id)
  } catch {
    return undefined
  }
}
