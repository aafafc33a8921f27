import { stateKey } from '#scene-graph/compile/names.ts'
import type { StateTree, TreeState } from './state-tree.ts'

/** Where each active state of a session goes when its scene changes (HR2), before anything is done. */
export type ReloadPlan = {
  /** Active in the old version. */
  readonly before: ReadonlySet<TreeState>
  /** Active in the new version, in document order. */
  readonly active: readonly TreeState[]
  /** Keys that stay active: nothing of theirs runs again (HR3). */
  readonly kept: ReadonlySet<string>
  /** States of the new version that are entered, in document order. */
  readonly entered: readonly TreeState[]
  /** States of the old version that are left, innermost first. */
  readonly left: readonly TreeState[]
  readonly mapped: Readonly<Record<string, string>>
  /** Containers that are entered anew because what was active in them is gone. */
  readonly restarted: readonly string[]
  readonly blocked: readonly { readonly node: string; readonly reason: string }[]
}

type Target = { to: TreeState } | { blocked: string }

export function planReload(
  from: StateTree,
  to: StateTree,
  activeKeys: readonly string[],
  mapping: Readonly<Record<string, string>>,
): ReloadPlan {
  const old = activeKeys.flatMap((key) => from.byKey.get(key) ?? [])
  const blocked: { node: string; reason: string }[] = []
  const mapped: Record<string, string> = {}
  const restarted = new Set<string>()
  const active = new Set<TreeState>()
  for (const leaf of old.filter((s) => s.kind === 'atomic' || s.kind === 'final')) {
    const target = destination(leaf, to, mapping, mapped, restarted)
    if ('blocked' in target) blocked.push({ node: nodeId(leaf), reason: target.blocked })
    else for (let up: TreeState | null = target.to; up !== null; up = up.parent) active.add(up)
  }
  for (const state of active) {
    const chosen = state.children.filter((child) => active.has(child))
    if (state.kind !== 'compound' || chosen.length < 2) continue
    const names = chosen.map(nodeId).join('" and "')
    blocked.push({
      node: nodeId(state),
      reason: `"${names}" are both active, and in the new version only one of them can be`,
    })
  }
  if (blocked.length === 0) for (const state of [...active]) enterDefaults(state, active)
  return { ...planBetween(from, old, [...active]), mapped, restarted: [...restarted], blocked }
}

/** What becomes of the states of two configurations, when a session goes from the one to the other. */
export function planBetween(from: StateTree, old: readonly TreeState[], active: readonly TreeState[]): ReloadPlan {
  const before = new Set(old)
  const kept = new Set<string>()
  for (const state of active) {
    const same = from.byKey.get(state.key)
    if (same !== undefined && before.has(same) && compatible(same, state)) kept.add(state.key)
  }
  const inOrder = [...active].sort((a, b) => a.order - b.order)
  return {
    before,
    active: inOrder,
    kept,
    entered: inOrder.filter((state) => !kept.has(state.key)),
    left: old.filter((state) => !kept.has(state.key)).sort((a, b) => b.order - a.order),
    mapped: {},
    restarted: [],
    blocked: [],
  }
}

const nodeId = (state: TreeState): string => state.node?.node.id ?? state.key

const STATEFUL = new Set(['state', 'group', 'parallel'])

/** The same node still: its id, and a type that a running game can stay in. */
function compatible(before: TreeState, after: TreeState): boolean {
  const [a, b] = [before.node?.node.type, after.node?.node.type]
  if (before.isStep !== after.isStep) return false
  return a === b || (a !== undefined && b !== undefined && STATEFUL.has(a) && STATEFUL.has(b))
}

function destination(
  leaf: TreeState,
  to: StateTree,
  mapping: Readonly<Record<string, string>>,
  mapped: Record<string, string>,
  restarted: Set<string>,
): Target {
  const same = to.byKey.get(leaf.key)
  if (same !== undefined) return { to: same }
  let at = leaf
  if (leaf.isStep && leaf.parent !== null) {
    const cue = to.byKey.get(leaf.parent.key)
    // The step that was under way is gone: on with the next one that is left, never again what was done.
    if (cue !== undefined) return { to: cue.node?.node.type === 'cue' ? nextStep(leaf, cue) : cue }
    at = leaf.parent
  }
  for (let gone: TreeState | null = at; gone !== null && gone.node !== null; gone = gone.parent) {
    const id = gone.node.node.id
    const sentTo = mapping[id]
    if (sentTo !== undefined) {
      const target = to.byKey.get(stateKey(sentTo))
      if (target === undefined) return { blocked: `it is mapped to "${sentTo}", which is no node of the new version` }
      mapped[id] = sentTo
      return { to: target }
    }
    if (gone.node.node.data.whenRemoved === 'block')
      return { blocked: `"${id}" is gone, and a game that stands in it may not be moved without a mapping` }
    const container = gone.parent
    if (container === null || container.node === null)
      return { blocked: `"${id}" is gone and no group around it is left: only the start of the whole game would be` }
    const surviving = to.byKey.get(container.key)
    if (surviving !== undefined) {
      if (surviving.kind === 'compound') restarted.add(nodeId(surviving))
      return { to: surviving }
    }
  }
  return { blocked: 'nothing of where it stands is left' }
}

function nextStep(leaf: TreeState, cue: TreeState): TreeState {
  const siblings = leaf.parent?.children ?? []
  for (const later of siblings.slice(siblings.indexOf(leaf) + 1)) {
    const found = cue.children.find((child) => child.key === later.key)
    if (found !== undefined) return found
  }
  return cue
}

/** Adds what becomes active by default: the initial child of a compound, every region of a parallel. */
function enterDefaults(state: TreeState, active: Set<TreeState>): void {
  active.add(state)
  if (state.kind === 'parallel')
    for (const region of state.children) if (!active.has(region)) enterDefaults(region, active)
  if (state.kind === 'compound' && !state.children.some((child) => active.has(child)) && state.initial !== null)
    enterDefaults(state.initial, active)
}
