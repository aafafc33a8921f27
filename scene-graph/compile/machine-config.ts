import type { CueStep } from '../nodes/define-node.ts'
import type { Action } from '../schema/action.ts'
import type { Condition } from '../schema/condition.ts'
import type { Edge } from '../schema/document.ts'
import type { Scalar } from '../schema/values.ts'
import { isPattern } from './edge-logic.ts'
import { initialChild, initialOf } from './initial.ts'
import { leavesAs } from './interventions.ts'
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
import type { Plan, PlannedNode } from './plan.ts'

/** XState configuration as plain JSON: what is named in it is implemented in `implementations.ts` (SG8, SG11). */
export type StateConfig = {
  id?: string
  type?: 'parallel' | 'final' | 'history'
  history?: 'shallow' | 'deep'
  /** History: where it leads the first time. */
  target?: string
  initial?: string
  output?: { outcome: Scalar; as?: Scalar }
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
  /** Of a checkpoint: it is passed; the game is put back to it, and forgets what it was to send later. */
  | { type: 'mark' | 'recall' | 'forget'; params: { node: string } }
  | { type: 'fired'; params: { edge: string } }
  | { type: 'latch'; params: { edge: string } }
  | { type: Action['type']; params: { action: Action; step: string | null } }
  /** An event of its own, inside the same step; what it brings along waits in the context until it is heard. */
  | { type: 'payload'; params: { action: Action } }
  | { type: 'raise'; params: { event: string } }
  | { type: 'heard'; params?: undefined }
  | { type: 'draw' | 'checkpoint'; params: { node: string } }
  | { type: 'attempt' | 'attempted'; params: { step: string } }
  /** Deadlines begin again, of a node that begins anew. */
  | { type: 'rearm'; params: { timers: readonly { timer: string; event: string }[] } }

export type GuardConfig =
  | { type: 'edge'; params: { edge: string } }
  | { type: 'gate'; params: { node: string; edge: string } }
  | { type: 'acknowledged' }
  | { type: 'retriesLeft'; params: { step: string; retries: number } }
  | { type: 'holds'; params: { condition: Condition } }

export type TransitionConfig = {
  target?: string | string[]
  guard?: GuardConfig
  actions?: ActionConfig[]
  reenter?: true
}

/** Guards against scenes whose eventless edges chase each other for ever (RT9). */
const MAX_MICROSTEPS = 1_000

/**
 * The statechart of a valid document, without what only a game master's command does (`intervene.ts`). `observed` are
 * nodes whose entry and exit conditions must notice (owners of `held` and of staying condition edges, and nodes that an
 * `active` condition names).
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
  if (watched) entry.push({ type: 'observe', params })
  if (lowering.kind === 'draw') entry.push({ type: 'draw', params })
  if (lowering.kind === 'transient' && lowering.mark === true)
    entry.push({ type: 'mark', params }, { type: 'checkpoint', params })
  for (const action of planned.entry) entry.push(...actionConfigs(action))
  const exit = configsOf(planned.exit)
  if (watched) exit.push({ type: 'unobserve', params })
  exit.push({ type: 'exited', params })
  const config: StateConfig = { id: stateKey(node.id), entry, exit }
  switch (lowering.kind) {
    case 'history':
      return historyConfig(planned, lowering.deep)
    case 'final':
      config.type = 'final'
      config.output = outputOf(lowering)
      return config
    case 'steps':
      // What was tried in an earlier visit does not count.
      if (lowering.retries > 0)
        for (const { id } of lowering.steps) entry.push({ type: 'attempted', params: { step: stepName(node.id, id) } })
      Object.assign(config, cueStates(planned, lowering.steps, lowering.retries))
      break
    case 'parallel':
    case 'contained':
    case 'built':
    case 'compound': {
      // An empty container is a state like any other.
      const first = initialOf(planned)
      if (first === undefined) break
      config.states = {}
      for (const child of children) config.states[stateKey(child.node.id)] = stateConfig(child, observed)
      if (lowering.kind === 'parallel') config.type = 'parallel'
      else config.initial = stateKey(first.node.id)
      break
    }
    case 'atomic':
    case 'timed':
    case 'gate':
    case 'transient':
    case 'draw':
    case 'attached':
    case 'none':
      break
  }
  if (planned.edges.length > 0 || lowering.kind === 'timed') addTransitions(planned, config)
  return config
}

const outputOf = ({ outcome, as }: { outcome: string; as?: string }): NonNullable<StateConfig['output']> => ({
  outcome,
  ...(as === undefined ? {} : { as }),
})

function historyConfig({ node, otherwise, parent }: PlannedNode, deep: boolean): StateConfig {
  // Without an edge, as if its container were entered plainly.
  const first = otherwise ?? (parent === null ? undefined : initialOf(parent)?.node.id)
  return {
    id: stateKey(node.id),
    type: 'history',
    history: deep ? 'deep' : 'shallow',
    ...(first === undefined ? {} : { target: `#${stateKey(first)}` }),
  }
}

/** What the edges of a node become, each list in the edges' order (SG3). */
function addTransitions(planned: PlannedNode, config: StateConfig): void {
  const { node, lowering, edges } = planned
  const on = new Map<string, Edge[]>()
  const after = new Map<string, Edge[]>()
  const done: Edge[] = []
  const conditions: Edge[] = []
  const patterns: Edge[] = []
  const put = (map: Map<string, Edge[]>, key: string, edge: Edge): void => {
    const list = map.get(key)
    if (list === undefined) map.set(key, [edge])
    else list.push(edge)
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
        if (isPattern(trigger.name)) patterns.push(edge)
        else put(on, namedEvent(trigger.name), edge)
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
  const compete = (list: Edge[], event = ''): TransitionConfig[] => {
    const others = event.startsWith(NAMED) ? [...conditions, ...patterns] : conditions
    const all = others.length === 0 ? list : inOrder(planned, [...list, ...others])
    return all.map((e) => transition(planned, e))
  }
  if (lowering.kind === 'transient' || lowering.kind === 'draw') {
    const elseLast = [...done].sort((a, b) => Number(a.sourcePort === 'else') - Number(b.sourcePort === 'else'))
    config.always = elseLast.map((e) => transition(planned, e))
    return
  }
  if (on.size > 0) config.on = Object.fromEntries([...on].map(([event, list]) => [event, compete(list, event)]))
  if (after.size > 0) config.after = Object.fromEntries([...after].map(([delay, list]) => [delay, compete(list)]))
  if (done.length > 0) config.onDone = compete(done)
  if (conditions.length > 0) config.always = conditions.map((e) => transition(planned, e))
  // On every event the condition edges of inner nodes compete with the event edges of outer ones (SG3).
  if (conditions.length + patterns.length > 0) config.on = { ...config.on, '*': compete(patterns) }
}

const NAMED = namedEvent('')

/** As the node has them: lowest order first. */
function inOrder({ edges }: PlannedNode, some: readonly Edge[]): Edge[] {
  const wanted = new Set(some)
  return edges.filter((edge) => wanted.has(edge))
}

/** What one edge of a node becomes. */
export function transition(planned: PlannedNode, edge: Edge): TransitionConfig {
  const { node, lowering } = planned
  const stays = edge.target === null || edge.target === edge.source
  const actions: ActionConfig[] = [{ type: 'fired', params: { edge: edge.id } }]
  if (edge.trigger.type === 'event') actions.unshift({ type: 'heard' })
  if (edge.trigger.type === 'condition' && stays) actions.push({ type: 'latch', params: { edge: edge.id } })
  for (const action of edge.actions) actions.push(...actionConfigs(action))
  const gate = lowering.kind === 'gate' && edge.trigger.type === 'done'
  const taken: TransitionConfig = edge.target === null ? {} : { target: targetOf(edge.target, edge.alsoTargets) }
  taken.guard = gate
    ? { type: 'gate', params: { node: node.id, edge: edge.id } }
    : { type: 'edge', params: { edge: edge.id } }
  taken.actions = actions
  if ((edge.reenter ?? edge.target === edge.source) && edge.target !== null) taken.reenter = true
  return taken
}

function targetOf(target: string, others: readonly string[]): string | string[] {
  const first = `#${stateKey(target)}`
  return others.length === 0 ? first : [first, ...others.map((id) => `#${stateKey(id)}`)]
}

const configsOf = (actions: readonly Action[]): ActionConfig[] => actions.flatMap((action) => actionConfigs(action))

/** What an action is in a machine: by name, with what it needs as plain data. */
export function actionConfigs(action: Action, step: string | null = null): ActionConfig[] {
  if (action.type === 'emit' && action.to === 'self' && action.delay === undefined)
    return [
      { type: 'payload', params: { action } },
      { type: 'raise', params: { event: namedEvent(action.event) } },
    ]
  return [{ type: action.type, params: { action, step } }]
}

/** A cue's steps as inner states; its exits are two ends, `done` and `failed`, and one for when it is bypassed. */
function cueStates(planned: PlannedNode, steps: readonly CueStep[], retries: number): StateConfig {
  const node = planned.node.id
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
  states.skipped = {
    id: `${base}/skipped`,
    type: 'final',
    output: outputOf({ outcome: 'skipped', ...leavesAs(planned) }),
  }
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
    entry: actionConfigs(action, waits ? name : null),
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
