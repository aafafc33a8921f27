import type { Compiled } from '#scene-graph/compile/compile.ts'
import { nodeOfState, stateKey } from '#scene-graph/compile/names.ts'
import { activeKeys } from './machine.ts'
import type { MachineState } from './session.ts'

/** Both lists are asked for several times a step, of states that never change: each is made once. */
const nodesOf = new WeakMap<MachineState, { compiled: Compiled; nodes: readonly string[] }>()
const leavesOf = new WeakMap<MachineState, { compiled: Compiled; leaves: readonly string[] }>()
/** Machine state key → node id, or null for a state that is no node. */
const idsOf = new WeakMap<Compiled, Map<string, string | null>>()

/** Ids of all active nodes, in document order; inner states of a node (a cue's steps) are not nodes. */
export function activeNodes(compiled: Compiled, state: MachineState): readonly string[] {
  const known = nodesOf.get(state)
  if (known?.compiled === compiled) return known.nodes
  const nodes: string[] = []
  for (const key of activeKeys(compiled, state)) {
    const id = idOf(compiled, key)
    if (id !== null) nodes.push(id)
  }
  nodesOf.set(state, { compiled, nodes })
  return nodes
}

function idOf(compiled: Compiled, key: string): string | null {
  let ids = idsOf.get(compiled)
  if (ids === undefined) {
    ids = new Map()
    idsOf.set(compiled, ids)
  }
  const known = ids.get(key)
  if (known !== undefined) return known
  const id = nodeOfState(key)
  const found = compiled.plan.nodes.has(id) && stateKey(id) === key ? id : null
  ids.set(key, found)
  return found
}

/** Ids of the active nodes that contain no other active node, sorted. */
export function leaves(compiled: Compiled, state: MachineState): readonly string[] {
  const known = leavesOf.get(state)
  if (known?.compiled === compiled) return known.leaves
  const active = activeNodes(compiled, state)
  const parents = new Set<string>()
  for (const id of active) {
    const parent = compiled.plan.nodes.get(id)?.parent
    if (parent) parents.add(parent.node.id)
  }
  const made = active.filter((id) => !parents.has(id)).sort()
  leavesOf.set(state, { compiled, leaves: made })
  return made
}
