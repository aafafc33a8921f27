import type { AnyMachineSnapshot } from 'xstate'
import type { Compiled } from '#scene-graph/compile/compile.ts'
import { nodeOfState, stateKey } from '#scene-graph/compile/names.ts'
import { visible } from '#scene-graph/compile/plan.ts'
import { makeRoom, memoryOf, type Part, type Split, type StateNode } from './memory.ts'

/* A configuration taken apart: the regions of its outermost active parallel, and what is around them. */

/** Null where no regions are active, or a history could tell more than the active states. */
export function splitOf(compiled: Compiled, snapshot: AnyMachineSnapshot): Split | null {
  for (const _ in snapshot.historyValue) return null
  const path: StateNode[] = [snapshot.machine.root]
  let { value } = snapshot as { value: unknown }
  for (let state = path[0]; state?.type === 'compound'; state = path.at(-1)) {
    if (typeof value !== 'object' || value === null) return null
    const [[key, inner] = ['', null]] = Object.entries(value)
    const child = state.states[key]
    if (child === undefined) return null
    path.push(child)
    value = inner
  }
  const parallel = path.at(-1)
  if (parallel?.type !== 'parallel' || typeof value !== 'object' || value === null) return null
  const memory = memoryOf(compiled)
  const order = Object.keys(value)
  const name = `${parallel.id}|${order.join('|')}`
  let frame = memory.frames.get(name)
  if (frame === undefined) {
    const document = order
      .map((key, i) => ({ i, order: parallel.states[key]?.order ?? 0 }))
      .sort((a, b) => a.order - b.order)
      .map(({ i }) => i)
    frame = { number: memory.frames.size, path, nodes: nodesOf(compiled, path), order, document }
    memory.frames.set(name, frame)
  }
  const parts = Object.entries(value).map(([region, inner]) => {
    const key = `${region}|${JSON.stringify(inner)}`
    let part = memory.parts.get(key)
    if (part === undefined) {
      part = makePart(compiled, parallel, region, inner, snapshot._nodes)
      memory.parts.set(key, part)
    }
    return part
  })
  return { frame, parts }
}

function makePart(
  compiled: Compiled,
  parallel: StateNode,
  region: string,
  value: unknown,
  active: readonly StateNode[],
): Part {
  const root = parallel.states[region]
  const states = active.filter((state) => {
    let at: StateNode | undefined = state
    while (at !== undefined && at !== root) at = at.parent
    return at === root
  })
  const nodes = nodesOf(compiled, states)
  makeRoom(compiled, states.length * 2)
  const memory = memoryOf(compiled)
  memory.made += 1
  return {
    number: memory.made,
    region,
    value,
    states,
    nodes,
    leaves: leavesOf(compiled, nodes),
    ended: root !== undefined && hasEnded(root, new Set(states)),
  }
}

/** As SCXML has it: a group in one of its ends, a parallel in all of its regions. */
function hasEnded(state: StateNode, active: ReadonlySet<StateNode>): boolean {
  const children = Object.values(state.states)
  if (state.type === 'compound') return children.some((child) => child.type === 'final' && active.has(child))
  if (state.type === 'parallel') return children.every((child) => hasEnded(child, active))
  return state.type === 'final'
}

/** Ids of the nodes that these states are; a part of a node is none. */
export function nodesOf(compiled: Compiled, states: readonly StateNode[]): readonly string[] {
  const { ids } = memoryOf(compiled)
  const nodes: string[] = []
  for (const { id: key } of states) {
    let id = ids.get(key)
    if (id === undefined) {
      const node = nodeOfState(key)
      const planned = compiled.plan.nodes.get(node)
      id = planned !== undefined && planned.owner === null && stateKey(node) === key ? node : null
      ids.set(key, id)
    }
    if (id !== null) nodes.push(id)
  }
  return nodes
}

/** Of these active nodes those that contain no other, sorted. */
export function leavesOf(compiled: Compiled, nodes: readonly string[]): readonly string[] {
  const parents = new Set<string>()
  for (const id of nodes) {
    const parent = compiled.plan.nodes.get(id)?.parent
    if (parent) parents.add(visible(parent).node.id)
  }
  return nodes.filter((id) => !parents.has(id)).sort()
}
