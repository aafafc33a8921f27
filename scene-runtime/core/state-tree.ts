import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { StateConfig } from '#scene-graph/compile/machine-config.ts'
import { stateKey } from '#scene-graph/compile/names.ts'
import { type PlannedNode, visible } from '#scene-graph/compile/plan.ts'
import type { TimerDefinition } from '#scene-graph/compile/timers.ts'

/** A state of the machine with its place: what reload reasons about. A cue's steps are states, though not nodes. */
export type TreeState = {
  readonly key: string
  /** What it is called among its siblings, in XState's values. */
  readonly name: string
  readonly config: StateConfig
  readonly parent: TreeState | null
  readonly children: readonly TreeState[]
  readonly kind: 'compound' | 'parallel' | 'atomic' | 'final'
  /** The node that it is, or whose part it is. */
  readonly node: PlannedNode | null
  /** The node or part that it is; null for a cue's steps, which are in no plan. */
  readonly planned: PlannedNode | null
  /** No node of its own: a cue's step, a part of a puzzle. */
  readonly isStep: boolean
  readonly initial: TreeState | null
  readonly timers: readonly TimerDefinition[]
  /** Document order. */
  readonly order: number
}

export type StateTree = { readonly root: TreeState; readonly byKey: ReadonlyMap<string, TreeState> }

const trees = new WeakMap<Compiled, StateTree>()

export function stateTree(compiled: Compiled): StateTree {
  const known = trees.get(compiled)
  if (known !== undefined) return known
  const timersByKey = new Map<string, TimerDefinition[]>()
  for (const timer of compiled.timers.values()) {
    // A timer's event ends in `.{state key}`, and keys hold no dot.
    const key = timer.event.slice(timer.event.lastIndexOf('.') + 1)
    timersByKey.set(key, [...(timersByKey.get(key) ?? []), timer])
  }
  const byKey = new Map<string, TreeState>()
  let order = 0
  const plannedByKey = new Map([...compiled.plan.nodes.values()].map((p) => [stateKey(p.node.id), p]))
  const build = (config: StateConfig, name: string, parent: TreeState | null): TreeState => {
    const key = config.id ?? ''
    const planned = plannedByKey.get(key) ?? null
    const children: TreeState[] = []
    const state = {
      key,
      name,
      config,
      parent,
      children,
      kind: kindOf(config),
      node: planned === null ? (parent?.node ?? null) : visible(planned),
      planned,
      isStep: parent !== null && planned?.owner !== null,
      initial: null as TreeState | null,
      timers: timersByKey.get(key) ?? [],
      order: order++,
    }
    byKey.set(key, state)
    for (const [childKey, child] of Object.entries(config.states ?? {})) {
      // History is never active: who is led there is where it leads.
      if (child.type === 'history') continue
      const built = build(child, childKey, state)
      children.push(built)
      if (childKey === config.initial) state.initial = built
    }
    state.initial ??= initialByHistory(config, byKey)
    return state
  }
  const tree = { root: build(compiled.config, '', null), byKey }
  trees.set(compiled, tree)
  return tree
}

/** A container that begins with its history has none when it is entered here: it begins where that leads first. */
function initialByHistory(config: StateConfig, byKey: ReadonlyMap<string, TreeState>): TreeState | null {
  const first = config.initial === undefined ? undefined : config.states?.[config.initial]
  const target = first?.type === 'history' ? first.target : undefined
  return target === undefined ? null : (byKey.get(target.slice(1)) ?? null)
}

function kindOf(config: StateConfig): TreeState['kind'] {
  if (config.type === 'parallel' || config.type === 'final') return config.type
  return config.states === undefined || Object.keys(config.states).length === 0 ? 'atomic' : 'compound'
}

/** The XState value of a set of active states; expects every compound to have one active child. */
export function stateValue(state: TreeState, active: ReadonlySet<TreeState>): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const child of state.children) if (active.has(child)) value[child.name] = stateValue(child, active)
  return value
}
