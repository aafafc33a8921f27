import { assign, enqueueActions, raise } from 'xstate'
import { compileCondition } from '../conditions/compile-condition.ts'
import { type Language, readDuration, readNow, type Test } from '../conditions/operands.ts'
import type { Action, IfAction, SetAction } from '../schema/action.ts'
import type { Condition } from '../schema/condition.ts'
import type { Duration, Operand, Scalar } from '../schema/values.ts'
import { markCheckpoint, recallCheckpoint } from './checkpoints.ts'
import { type Context, heard, withFacts } from './context.ts'
import { draw } from './draw.ts'
import type { EdgeLogic } from './edge-logic.ts'
import { actionConfigs, type GuardConfig } from './machine-config.ts'
import type { MachineEvent } from './machine-event.ts'
import { delayName } from './names.ts'
import { type Observed, observe, refresh, unobserve } from './observe.ts'

export type Logic = {
  readonly edges: ReadonlyMap<string, EdgeLogic>
  readonly observed: Observed
  /** Timer id → how long it runs. */
  readonly durations: ReadonlyMap<string, Duration>
  /** `random` nodes → their exits. */
  readonly choices: ReadonlyMap<string, readonly { readonly port: string; readonly weight: number }[]>
  readonly language: Language
}

type Args = { context: Context; event: MachineEvent }

/**
 * Changes of the context that entry, exit and transition actions make. Reload enters and leaves states without XState
 * and uses the same ones (HR3).
 */
export function contextChanges(logic: Logic) {
  return {
    observe: (context: Context, params: { node: string }): Context => observe(logic.observed, context, params.node),
    unobserve: (context: Context, params: { node: string }): Context => unobserve(logic.observed, context, params.node),
    latch: (context: Context, params: { edge: string }): Context =>
      withFacts(context, { latched: { ...context.latched, [params.edge]: true } }),
    set: (context: Context, params: { action: Action }): Context =>
      params.action.type === 'set'
        ? refresh(logic.observed, setVariable(context, params.action, logic.language))
        : context,
    payload: (context: Context, params: { action: Action }): Context =>
      params.action.type === 'emit'
        ? withFacts(context, {
            raised: [...context.raised, resolve(params.action.data, context, logic.language)],
          })
        : context,
    heard: (context: Context, _: unknown, event: MachineEvent): Context => heard(context, event),
    draw: (context: Context, params: { node: string }): Context =>
      draw(context, params.node, logic.choices.get(params.node) ?? []),
    mark: (context: Context, params: { node: string }): Context =>
      refresh(logic.observed, markCheckpoint(context, params.node)),
    recall: (context: Context, params: { node: string }): Context => recallCheckpoint(context, params.node),
    attempt: (context: Context, { step }: { step: string }): Context =>
      withFacts(context, { attempts: { ...context.attempts, [step]: (context.attempts[step] ?? 0) + 1 } }),
    attempted: (context: Context, params: { step: string }): Context => {
      const { [params.step]: _, ...attempts } = context.attempts
      return withFacts(context, { attempts })
    },
  }
}

/** Guards, actions and delays that a machine's configuration names. All are pure. */
export function implementations(logic: Logic) {
  const changes = contextChanges(logic)
  const passes = (edge: string, { context, event }: Args): boolean =>
    logic.edges.get(edge)?.passes(context, event) ?? false
  return {
    guards: {
      edge: (args: Args, params: Params<'edge'>) => passes(params.edge, args),
      gate: (args: Args, params: Params<'gate'>) => passes(params.edge, args),
      acknowledged: ({ event }: Args) => event.succeeded === true,
      holds: ({ context }: Args, { condition }: Params<'holds'>) => holdsNow(condition, context, logic.language),
      retriesLeft: ({ context }: Args, params: Params<'retriesLeft'>) =>
        (context.attempts[params.step] ?? 0) < params.retries,
    },
    actions: {
      ...Object.fromEntries(
        Object.entries(changes).map(([name, change]) => [
          name,
          // The configuration pairs each action with its own parameters; XState hands them through untyped.
          assign(({ context, event }, params) =>
            (change as (c: unknown, p: unknown, e: unknown) => Context)(context, params, event),
          ),
        ]),
      ),
      if: enqueueActions(({ enqueue, check }, { action }: { action: IfAction }) => {
        const holds = check({ type: 'holds', params: { condition: action.condition } })
        for (const one of holds ? action.do : action.else)
          for (const config of actionConfigs(one)) enqueue(config as Parameters<typeof enqueue>[0])
      }),
      rearm: enqueueActions(({ enqueue }, { timers }: { timers: readonly { timer: string; event: string }[] }) => {
        for (const { timer, event } of timers) {
          enqueue.cancel(event)
          enqueue.raise({ type: event }, { id: event, delay: delayName(timer) as never })
        }
      }),
      raise: raise(({ context }, { event }: { event: string }) => ({ type: event, raised: context.raised.length - 1 })),
    },
    delays: Object.fromEntries(
      [...logic.durations].map(([timer, duration]) => {
        const read = readDuration(duration, logic.language)
        return [delayName(timer), ({ context }: Args) => read(context)]
      }),
    ),
  }
}

type Params<T extends GuardConfig['type']> = Extract<GuardConfig, { type: T; params: unknown }>['params']

/** What is unknown (a signal never heard), of another type or no number any more leaves the variable as it was. */
function setVariable(context: Context, action: SetAction, language: Language): Context {
  const value = readNow(action.to, context, language)
  const old = context.variables[action.variable]
  if (value === undefined || old === undefined) return context
  const next = action.mode === 'add' ? added(old, value) : value
  if (typeof next !== typeof old || (typeof next === 'number' && !Number.isFinite(next))) return context
  return withFacts(context, { variables: { ...context.variables, [action.variable]: next } })
}

function added(old: Scalar, value: Scalar): Scalar {
  if (typeof old === 'number' && typeof value === 'number') return old + value
  // As long as anybody enters anything by hand; a text that grows with every event would fill the journal.
  return typeof old === 'string' ? `${old}${value}`.slice(-MAX_TEXT) : value
}

const MAX_TEXT = 4_000

/** Values of named operands now; those that nobody knows yet are left out. */
export function resolve(
  operands: Readonly<Record<string, Operand>>,
  context: Context,
  language: Language,
): Record<string, Scalar> {
  const values: Record<string, Scalar> = {}
  for (const [name, operand] of Object.entries(operands)) {
    const value = readNow(operand, context, language)
    if (value !== undefined) values[name] = value
  }
  return values
}

const tests = new WeakMap<Language, WeakMap<Condition, Test>>()

/** Whether the condition of an action holds at this moment. It remembers nothing (the validator refuses what would). */
export function holdsNow(condition: Condition, context: Context, language: Language): boolean {
  let known = tests.get(language)
  if (known === undefined) {
    known = new WeakMap()
    tests.set(language, known)
  }
  let test = known.get(condition)
  if (test === undefined) {
    test = compileCondition(condition, 'if', language).test
    known.set(condition, test)
  }
  return test(context)
}
