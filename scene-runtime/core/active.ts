import type { Compiled } from '#scene-graph/compile/compile.ts'
import { nodeOfState, stateKey } from '#scene-graph/compile/names.ts'
import { activeKeys } from './machine.ts'
import type { MachineState } from './session.ts'

/** Ids of all active nodes, in document order; inner states of a node (a cue's steps) are not nodes. */
export function activeNodes(compiled: Compiled, state: MachineState): string[] {
  const { nodes } = compiled.plan
  return activeKeys(compiled, state).flatMap((key) => {
    const id = nodeOfState(key)
    return nodes.has(id) && stateKey(id) === key ? [id] : []
  })
}

/** Ids of the active nodes that contain no other active node, sorted. */
export function leaves(compiled: Compiled, state: MachineState): string[] {
  const active = activeNodes(compiled, state)
  const parents = new Set(active.flatMap((id) => compiled.plan.nodes.get(id)?.parent?.node.id ?? []))
  return active.filter((id) => !parents.has(id)).sort()
}
