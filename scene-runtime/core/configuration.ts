import type { AnyMachineSnapshot } from 'xstate'
import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Context } from '#scene-graph/compile/context.ts'
import { type Configuration, makeRoom, memoryOf, remember } from './memory.ts'
import { leavesOf, nodesOf, splitOf } from './regions.ts'
import type { MachineState } from './session.ts'

/* Which states are active, with everything that follows from it. */

/** The configuration of a snapshot whose nodes are in document order. */
export function configurationOf(compiled: Compiled, snapshot: AnyMachineSnapshot): Configuration {
  const { value, historyValue } = snapshot
  const memory = memoryOf(compiled)
  memory.template ??= { ...snapshot, context: null }
  const history: Record<string, readonly string[]> = {}
  for (const id of Object.keys(historyValue)) history[id] = (historyValue[id] ?? []).map((node) => node.id)
  const key = JSON.stringify([value, history])
  const known = memory.configurations.get(key)
  if (known !== undefined) return known
  const nodes = nodesOf(compiled, snapshot._nodes)
  const split = splitOf(compiled, snapshot)
  const made: Configuration = {
    compiled,
    value,
    history,
    snapshot: { ...snapshot, context: null },
    done: snapshot.status === 'done',
    nodes,
    leaves: leavesOf(compiled, nodes),
    split,
    walks: new Map(),
    shared: null,
    lands: null,
  }
  makeRoom(compiled, nodes.length)
  memory.configurations.set(key, made)
  remember(made)
  return made
}

export const stateIn = ({ value, history }: Configuration, context: Context): MachineState => ({
  value,
  history,
  context,
})

/** Ids of the active nodes in document order; parts of a node (a cue's steps) are not nodes. */
export function nodesIn(configuration: Configuration): readonly string[] {
  const { split } = configuration
  configuration.nodes ??=
    split === null ? [] : [...split.frame.nodes, ...split.frame.document.flatMap((i) => split.parts[i]?.nodes ?? [])]
  return configuration.nodes
}

/** As XState has it, without a context. */
export function snapshotOf(configuration: Configuration): AnyMachineSnapshot {
  const { split, value, compiled } = configuration
  if (configuration.snapshot !== null) return configuration.snapshot
  const { template } = memoryOf(compiled)
  if (split === null || template === null) throw new Error('a configuration without parts has its snapshot')
  const states = [...split.frame.path, ...split.frame.document.flatMap((i) => split.parts[i]?.states ?? [])]
  // A snapshot's type ties its status to its output; an active one has none.
  const snapshot = { ...template, status: 'active', output: undefined, value, _nodes: states } as AnyMachineSnapshot
  configuration.snapshot = snapshot
  return snapshot
}
