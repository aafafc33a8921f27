import type { CueStep } from '../nodes/define-node.ts'
import type { Action } from '../schema/action.ts'
import type { Edge } from '../schema/document.ts'
import type { Scalar } from '../schema/values.ts'
import {
  ackEvent,
  delayName,
  deviceEvent,
  namedEvent,
  operatorEvent,
  signalEvent,
  stateKey,
  stepKey,
  stepName,
} from './names.ts'
import { initialChild, type Plan, type PlannedNode } from './plan.ts'

/** XState configuration as plain JSON: what is named in it is implemented in `implementations.ts` (SG8, SG11). */
export type StateConfig = {
  id?: string
  type?: 'parallel' | 'final'
  initial?: string
  output?: { outcome: Scalar }
  entry?: ActionConfig[]
  exit?: ActionConfig[]
  on?: Record<string, TransitionConfig[]>
  after?: Record<string, TransitionConfig[]>
  always?: TransitionConfig[]
  onDone?: TransitionConfig[]
  states?: Record<string, StateConfig>
}

export type ActionConfig =
  | { type: 'entered' | 'exited' | 'observe' | 'unobserve'; params: { node: string } }
  | { type: 'fired'; params: { edge: string } }
  | { type: 'latch'; params: { edge: string } }
  | { type: 'command'; params: { action: Action; step: string | null } }
  | { type: 'notify' | 'set'; params: { action: Action } }
  | { type: 'attempt' | 'attempted'; params: { step: string } }

export type GuardConfig =
  | { type: 'edge'; params: { edge: string } }
  | { type: 'gate'; params: { node: string; edge: string } }
  | { type: 'acknowledged' }
  | { type: 'retriesLeft'; params: { step: string; retries: number } }

export type TransitionConfig = { target?: string; guard?: GuardConfig; actions?: ActionConfig[]; reenter?: true }

/** Guards against scenes whose eventless edges chase each other for ever (RT9). */
const MAX_MICROSTEPS = 1_000

/**
 * The statechart of a valid document. `observed` are nodes whose entry and exit conditions must notice (owners of
 * `held` and of staying condition edges, and nodes that an `active` condition names).
 */
export function machineConfig(plan: Plan, initial: string | null, observed: ReadonlySet<string>): StateConfig {
  const states: Record<string, StateConfig> = {}
  for (const root of plan.roots) states[stateKey(root.node.id)] = stateConfig(root, observed)
  const first = initialChild(plan.roots, initial)
  return {
    id: 'scene',
    ...(first === undefined ? {} : { initial: stateKey(first.node.id) }),
    states,
    options: { maxIterations: MAX_MICROSTEPS },
  } as StateConfig
}

function stateConfig(planned: PlannedNode, observed: ReadonlySet<string>): StateConfig {
  const { node, lowering, children } = planned
  const params = { node: node.id }
  const watched = observed.has(node.id)
  const entry: ActionConfig[] = [{ type: 'entered', params }]
  const exit: ActionConfig[] = []
  if (watched) entry.push({ type: 'observe', params })
  if (lowering.kind === 'atomic' || lowering.kind === 'compound' || lowering.kind === 'parallel') {
    entry.push(...lowering.entry.map((action) => actionConfig(action)))
    exit.push(...lowering.exit.map((action) => actionConfig(action)))
  }
  if (watched) exit.push({ type: 'unobserve', params })
  exit.push({ type: 'exited', params })
  const config: StateConfig = { id: stateKey(node.id), entry, exit }
  switch (lowering.kind) {
    case 'final':
      return { ...config, type: 'final', output: { outcome: lowering.outcome } }
    case 'steps':
      Object.assign(config, cueStates(node.id, lowering.steps, lowering.retries))
      break
    case 'parallel':
    case 'compound': {
      // An empty container is a state like any other.
      const first = initialChild(children, lowering.kind === 'compound' ? lowering.initial : null)
      if (first === undefined) break
      config.states = Object.fromEntries(children.map((c) => [stateKey(c.node.id), stateConfig(c, observed)]))
      if (lowering.kind === 'parallel') config.type = 'parallel'
      else config.initial = stateKey(first.node.id)
      break
    }
    case 'atomic':
    case 'timed':
    case 'gate':
    case 'transient':
    case 'none':
      break
  }
  return { ...config, ...transitions(planned) }
}

/** What the edges of a node become, each list in the edges' order (SG3). */
function transitions(planned: PlannedNode): Partial<StateConfig> {
  const { node, lowering, edges } = planned
  const on = new Map<string, Edge[]>()
  const after = new Map<string, Edge[]>()
  const done: Edge[] = []
  const conditions: Edge[] = []
  const put = (map: Map<string, Edge[]>, key: string, edge: Edge): void => {
    map.set(key, [...(map.get(key) ?? []), edge])
  }
  for (const edge of edges) {
    const { trigger } = edge
    switch (trigger.type) {
      case 'signal':
        put(on, signalEvent(trigger.role, trigger.signal), edge)
        break
      case 'device':
        put(on, deviceEvent(trigger.role), edge)
        break
      case 'operator':
        put(on, operatorEvent(trigger.action), edge)
        break
      case 'event':
        put(on, namedEvent(trigger.name), edge)
        break
      case 'after':
        put(after, delayName(edge.id), edge)
        break
      case 'condition':
        conditions.push(edge)
        break
      case 'done':
        if (lowering.kind === 'timed') put(after, delayName(node.id), edge)
        else if (lowering.kind === 'gate') put(on, operatorEvent(lowering.action), edge)
        else done.push(edge)
        break
    }
  }
  // Without an exit a delay still runs and a gate still asks: both are shown to people.
  if (lowering.kind === 'timed' && !after.has(delayName(node.id))) after.set(delayName(node.id), [])
  const compete = (list: Edge[]): TransitionConfig[] => merge(list, conditions).map((e) => transition(planned, e))
  const config: Partial<StateConfig> = {}
  if (lowering.kind === 'transient') {
    const elseLast = [...done].sort((a, b) => Number(a.sourcePort === 'else') - Number(b.sourcePort === 'else'))
    config.always = elseLast.map((e) => transition(planned, e))
    return config
  }
  if (on.size > 0) config.on = Object.fromEntries([...on].map(([event, list]) => [event, compete(list)]))
  if (after.size > 0) config.after = Object.fromEntries([...after].map(([delay, list]) => [delay, compete(list)]))
  if (done.length > 0) config.onDone = compete(done)
  if (conditions.length > 0) {
    const list = conditions.map((e) => transition(planned, e))
    config.always = list
    // On every event the condition edges of inner nodes compete with the event edges of outer ones (SG3).
    config.on = { ...config.on, '*': list }
  }
  return config
}

/** Condition edges that come before the last of `list` in order: on an event they are tried among its edges. */
function merge(list: readonly Edge[], conditions: readonly Edge[]): Edge[] {
  const last = list.at(-1)
  if (last === undefined) return []
  return [...list, ...conditions.filter((c) => c.order < last.order)].sort((a, b) => a.order - b.order)
}

function transition(planned: PlannedNode, edge: Edge): TransitionConfig {
  const { node, lowering } = planned
  const stays = edge.target === null || edge.target === edge.source
  const actions: ActionConfig[] = [{ type: 'fired', params: { edge: edge.id } }]
  if (edge.trigger.type === 'condition' && stays) actions.push({ type: 'latch', params: { edge: edge.id } })
  actions.push(...edge.actions.map((action) => actionConfig(action)))
  const gate = lowering.kind === 'gate' && edge.trigger.type === 'done'
  return {
    ...(edge.target === null ? {} : { target: `#${stateKey(edge.target)}` }),
    guard: gate
      ? { type: 'gate', params: { node: node.id, edge: edge.id } }
      : { type: 'edge', params: { edge: edge.id } },
    actions,
    ...((edge.reenter ?? edge.target === edge.source) && edge.target !== null ? { reenter: true } : {}),
  }
}

function actionConfig(action: Action, step: string | null = null): ActionConfig {
  switch (action.type) {
    case 'command':
      return { type: 'command', params: { action, step } }
    case 'set':
      return { type: 'set', params: { action } }
    case 'notify':
      return { type: 'notify', params: { action } }
  }
}

/** A cue's steps as inner states; its exits are two ends, `done` and `failed`. */
function cueStates(node: string, steps: readonly CueStep[], retries: number): StateConfig {
  const states: Record<string, StateConfig> = {}
  const base = stateKey(node)
  const target = (key: string): string => `#${base}/${key}`
  steps.forEach((step, index) => {
    const next = steps[index + 1]
    const on = target(next === undefined ? 'done' : stepKey(next.id))
    states[stepKey(step.id)] = cueStep(stepName(node, step.id), step, {
      base,
      next: on,
      failed: target('failed'),
      retries,
    })
  })
  states.done = { id: `${base}/done`, type: 'final', output: { outcome: 'done' } }
  states.failed = { id: `${base}/failed`, type: 'final', output: { outcome: 'failed' } }
  const first = steps[0]
  return { initial: first === undefined ? 'done' : stepKey(first.id), states }
}

function cueStep(
  name: string,
  step: CueStep,
  to: { base: string; next: string; failed: string; retries: number },
): StateConfig {
  const { action, wait } = step
  const key = stepKey(step.id)
  const waits = action.type === 'command' && (wait.type === 'acknowledged' || wait.type === 'finished')
  const config: StateConfig = {
    id: `${to.base}/${key}`,
    entry: [actionConfig(action, waits ? name : null)],
  }
  if (wait.type === 'duration') return { ...config, after: { [delayName(name)]: [{ target: to.next }] } }
  if (!waits) return { ...config, always: [{ target: to.next }] }
  const giveUp: TransitionConfig[] = [
    {
      guard: { type: 'retriesLeft', params: { step: name, retries: to.retries } },
      target: `#${to.base}/${key}`,
      reenter: true,
      actions: [{ type: 'attempt', params: { step: name } }],
    },
    { target: to.failed, actions: [{ type: 'attempted', params: { step: name } }] },
  ]
  return {
    ...config,
    on: {
      [ackEvent(name)]: [
        { guard: { type: 'acknowledged' }, target: to.next, actions: [{ type: 'attempted', params: { step: name } }] },
        ...giveUp,
      ],
    },
    after: { [delayName(name)]: giveUp },
  }
}
