import { type AnyMachineSnapshot, type AnyStateMachine, assign, createActor, createMachine } from 'xstate'
import { type Compiled, machineOf } from '#scene-graph/compile/compile.ts'
import { type Context, forgetRaised } from '#scene-graph/compile/context.ts'
import { contextChanges, implementations } from '#scene-graph/compile/implementations.ts'
import type { MachineEvent } from '#scene-graph/compile/machine-event.ts'
import { readDuration } from '#scene-graph/conditions/operands.ts'
import { configurationOf, snapshotOf, stateIn } from './configuration.ts'
import { teach } from './intervene.ts'
import { land, landingIn, sharedWalks } from './landing.ts'
import { type Configuration, knownConfiguration, type Landing, makeRoom } from './memory.ts'
import type { MachineState } from './session.ts'
import { type Act, type Happened, learn, type Performed, type Walk, walk } from './walks.ts'

export type Run = { readonly state: MachineState; readonly actions: readonly Performed[] }

type ActorScope = Parameters<AnyStateMachine['transition']>[2]

/** Whom XState takes for the actor at work: ours do nothing as such. One of the machine's own would play its start for nothing. */
const nobody = createActor(createMachine({}))

/** A version's machine, made ready to be watched while it works. */
type Watched = {
  readonly machine: AnyStateMachine
  readonly scope: ActorScope
  /** What happened in the transition under way, and the event that it is about. */
  happened: Happened[]
  event: MachineEvent | null
}

/**
 * XState builds a scope for every call of its pure API, which costs more than the transition. One a machine is enough:
 * nothing in it changes.
 */
const machines = new WeakMap<Compiled, Watched>()

function watched(compiled: Compiled): Watched {
  const known = machines.get(compiled)
  if (known !== undefined) return known
  const timers = new Map([...compiled.timers.values()].map((t) => [t.event, t]))
  const machine = machineOf(
    compiled.config,
    telling(compiled, () => made),
  )
  const nothing = (): void => {}
  const scope: ActorScope = {
    self: nobody,
    system: nobody.system,
    id: '',
    sessionId: '',
    logger: nothing,
    defer: nothing,
    stopChild: nothing,
    emit: nothing,
    actionExecutor: ({ type, params }) => {
      const act = performed(type, params)
      if (act !== null) made.happened.push(act)
    },
  }
  const performed = (type: string, params: unknown): Act | null => {
    if (type === 'xstate.raise') {
      const { event, delay } = params as { event: { type: string }; delay?: number }
      if (delay === undefined) return { kind: 'perform', type, params }
      const timer = timers.get(event.type)
      if (timer === undefined) return null
      return { kind: 'arm', timer: timer.id, duration: readDuration(timer.duration, compiled.logic.language) }
    }
    if (type === 'xstate.cancel') {
      const timer = timers.get((params as { sendId: string }).sendId)
      return timer === undefined ? null : { kind: 'perform', type: 'disarm', params: { timer: timer.id } }
    }
    return { kind: 'perform', type, params }
  }
  const made: Watched = { machine, scope, happened: [], event: null }
  machines.set(compiled, made)
  return made
}

/** What the configuration names, with guards and changes of the context that tell what they were asked. */
function telling({ logic }: Compiled, watcher: () => Watched): ReturnType<typeof implementations> {
  type Guard = (args: { context: Context; event: MachineEvent }, params: unknown) => boolean
  type Change = (context: Context, params: unknown, event: MachineEvent) => Context
  // The configuration pairs guards and actions with their own parameters; XState hands them through untyped.
  const named = implementations(logic)
  const guards = Object.entries(named.guards as unknown as Record<string, Guard>)
  const changes = Object.entries(contextChanges(logic) as unknown as Record<string, Change>)
  return {
    ...named,
    guards: Object.fromEntries(
      guards.map(([type, guard]) => [
        type,
        (args: { context: Context; event: MachineEvent }, params: unknown) => {
          const answer = guard(args, params)
          const { happened, event } = watcher()
          happened.push({
            kind: 'asked',
            test: (context, judged) => guard({ context, event: judged }, params),
            event: args.event === event ? null : args.event,
            answer,
          })
          return answer
        },
      ]),
    ),
    actions: {
      ...named.actions,
      ...Object.fromEntries(
        changes.map(([type, change]) => [
          type,
          assign(({ context, event }: { context: Context; event: MachineEvent }, params: unknown) => {
            watcher().happened.push({ kind: 'change', change: (c) => change(c, params, event) })
            return change(context, params, event)
          }),
        ]),
      ),
    },
  } as unknown as ReturnType<typeof implementations>
}

/** Enters the machine's initial states. */
export function initialRun(compiled: Compiled, context: Context): Run {
  const { happened, snapshot: entered } = ask(compiled, START, ({ machine, scope }) => {
    const snapshot: AnyMachineSnapshot = machine.getInitialSnapshot(scope, context)
    // XState keeps an error of the first step in the snapshot instead of throwing it.
    if (snapshot.status === 'error') throw snapshot.error
    return snapshot
  })
  const end = configurationOf(compiled, entered)
  const walks = new Map<string, Walk<Landing>>()
  learn(walks, START.type, happened, { whole: end })
  return finish(end, walk(walks.get(START.type), context, START))
}

const START: MachineEvent = { type: 'start' }

/** One macrostep (SG1). Throws what a guard or action throws, and when eventless edges chase each other (RT9). */
export function run(compiled: Compiled, state: MachineState, event: MachineEvent): Run {
  const from = configuration(compiled, state)
  const { context } = state
  const met = walk(from.shared?.get(event.type), context, event)
  if (met !== null) return finish(from, met)
  teach(watched(compiled).machine, compiled.plan, event.type)
  const { key, walks } = sharedWalks(from, event.type)
  const alike = walks.get(key)
  if (alike !== undefined) {
    from.shared ??= new Map()
    from.shared.set(event.type, alike)
  }
  const known = walk(alike, context, event) ?? walk(from.walks.get(event.type), context, event)
  if (known !== null) return finish(from, known)
  const { happened, snapshot } = ask(compiled, event, ({ machine, scope }) =>
    machine.transition({ ...snapshotOf(from), machine, context }, event, scope),
  )
  makeRoom(compiled, happened.length + 1)
  const landing = landingIn(from, event.type, happened, snapshot)
  if (landing === null) {
    learn(from.walks, event.type, happened, { whole: configurationOf(compiled, snapshot) })
    return finish(from, walk(from.walks.get(event.type), context, event))
  }
  learn(walks, key, happened, landing)
  return finish(from, walk(walks.get(key), context, event))
}

function finish(from: Configuration, walked: ReturnType<typeof walk<Landing>>): Run {
  if (walked === null) throw new Error('what was just learned is not known')
  return { state: stateIn(land(from, walked.end), forgetRaised(walked.context)), actions: walked.actions }
}

/** Lets XState work, and tells what it did. */
function ask(
  compiled: Compiled,
  event: MachineEvent,
  work: (watched: Watched) => AnyMachineSnapshot,
): { happened: readonly Happened[]; snapshot: AnyMachineSnapshot } {
  const machine = watched(compiled)
  const happened: Happened[] = []
  machine.happened = happened
  machine.event = event
  const snapshot = resting(() => work(machine))
  // After a transition XState lists nodes in the order in which they were entered, after a restore in document order,
  // and selects eventless transitions in that order: one order for both, or a restart could change a game (RT1).
  snapshot._nodes.sort((a, b) => a.order - b.order)
  return { happened, snapshot }
}

/** XState's words for a step that never ends are about machines: ours are about scenes (RT9). */
function resting<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('Infinite loop detected')) throw error
    throw new Error('the scene never comes to rest: nodes lead to one another in one step without end', {
      cause: error,
    })
  }
}

/** The state with another context; the same configuration. */
export const withContext = ({ value, history }: MachineState, context: Context): MachineState => ({
  value,
  history,
  context,
})

/** Where a state stands. One that was read back from storage is resolved by XState. */
export function configuration(compiled: Compiled, state: MachineState): Configuration {
  const known = knownConfiguration(compiled, state) ?? readBack.get(state)
  if (known?.compiled === compiled) return known
  const { machine } = watched(compiled)
  const historyValue = Object.fromEntries(
    Object.entries(state.history).map(([id, nodes]) => [id, nodes.flatMap((node) => stateNode(machine, node) ?? [])]),
  )
  const snapshot: AnyMachineSnapshot = machine.resolveState({
    value: state.value as Parameters<typeof machine.resolveState>[0]['value'],
    context: state.context,
    historyValue,
  })
  snapshot._nodes.sort((a, b) => a.order - b.order)
  const found = configurationOf(compiled, snapshot)
  readBack.set(state, found)
  return found
}

/** Where states stand that were read back: a frozen session keeps its own for long. */
const readBack = new WeakMap<MachineState, Configuration>()

/** Ids of the active XState nodes in document order, the root included. */
export const activeKeys = (compiled: Compiled, state: MachineState): string[] =>
  snapshotOf(configuration(compiled, state))._nodes.map((node) => node.id)

export const isDone = (compiled: Compiled, state: MachineState): boolean => configuration(compiled, state).done

/** A state that history remembers and a newer version no longer has is forgotten: XState offers no look-up but one that throws. */
function stateNode(machine: AnyStateMachine, id: string): ReturnType<AnyStateMachine['getStateNodeById']> | undefined {
  try {
    return machine.getStateNodeById(id)
  } catch {
    return undefined
  }
}
