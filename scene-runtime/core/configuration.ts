import type { AnyMachineSnapshot } from 'xstate'
import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Context } from '#scene-graph/compile/context.ts'
import { nodeOfState, stateKey } from '#scene-graph/compile/names.ts'
import { visible } from '#scene-graph/compile/plan.ts'
import type { MachineState } from './session.ts'
import type { Walk } from './walks.ts'

/**
 * Which states are active, with everything that follows from it. Scenes come back to the same ones again and again, so
 * each is made once a version and shared by all states that are in it; contexts are not part of it.
 */
export type Configuration = {
  readonly compiled: Compiled
  readonly value: unknown
  readonly history: MachineState['history']
  /** XState's snapshot, without a context. */
  readonly snapshot: AnyMachineSnapshot
  readonly done: boolean
  /** Ids of the active nodes in document order; parts of a node (a cue's steps) are not nodes. */
  readonly nodes: readonly string[]
  /** Ids of the active nodes that contain no other active node, sorted. */
  readonly leaves: readonly string[]
  /** Event type → what the machine did when it heard it here. */
  readonly walks: Map<string, Walk<Configuration>>
}

/** What a version's machine has shown so far. */
type Memory = { readonly configurations: Map<string, Configuration>; size: number }

/**
 * How much is remembered of a version, in entries of about 100 bytes. Beyond it everything is forgotten and learned
 * anew: many regions side by side have more configurations than any memory.
 */
const MOST_REMEMBERED = 50_000

const memories = new WeakMap<Compiled, Memory>()
/**
 * By the state's `history`: each configuration has an object of its own there, which every state that is made from it
 * hands on. A state that was read back from storage has none that is known and is looked up by its value.
 */
const byHistory = new WeakMap<MachineState['history'], Configuration>()
/** Machine state key → node id, or null for a state that is no node. */
const idsOf = new WeakMap<Compiled, Map<string, string | null>>()

function memoryOf(compiled: Compiled): Memory {
  let memory = memories.get(compiled)
  if (memory === undefined) {
    memory = { configurations: new Map(), size: 0 }
    memories.set(compiled, memory)
  }
  return memory
}

/** The configuration that the state stands in, if this process made it. */
export function knownConfiguration(compiled: Compiled, state: MachineState): Configuration | undefined {
  const known = byHistory.get(state.history)
  // A reload hands the history on to another value.
  return known !== undefined && known.value === state.value && known.compiled === compiled ? known : undefined
}

/** The configuration of a snapshot whose nodes are in document order. */
export function configurationOf(compiled: Compiled, snapshot: AnyMachineSnapshot): Configuration {
  const { value, historyValue } = snapshot
  const history: Record<string, readonly string[]> = {}
  for (const id of Object.keys(historyValue)) history[id] = (historyValue[id] ?? []).map((node) => node.id)
  const key = JSON.stringify([value, history])
  const { configurations } = memoryOf(compiled)
  const known = configurations.get(key)
  if (known !== undefined) return known
  const nodes = nodesOf(compiled, snapshot)
  const made: Configuration = {
    compiled,
    value,
    history,
    snapshot: { ...snapshot, context: null },
    done: snapshot.status === 'done',
    nodes,
    leaves: leavesOf(compiled, nodes),
    walks: new Map(),
  }
  makeRoom(compiled, nodes.length)
  configurations.set(key, made)
  byHistory.set(history, made)
  return made
}

/** Counts what is about to be remembered. */
export function makeRoom(compiled: Compiled, entries: number): void {
  const memory = memoryOf(compiled)
  memory.size += entries
  if (memory.size <= MOST_REMEMBERED) return
  // Sessions still stand in some of them: what leads from one to the next must go too.
  for (const configuration of memory.configurations.values()) configuration.walks.clear()
  memory.configurations.clear()
  memory.size = entries
}

export const stateIn = ({ value, history }: Configuration, context: Context): MachineState => ({
  value,
  history,
  context,
})

function nodesOf(compiled: Compiled, snapshot: AnyMachineSnapshot): readonly string[] {
  let ids = idsOf.get(compiled)
  if (ids === undefined) {
    ids = new Map()
    idsOf.set(compiled, ids)
  }
  const nodes: string[] = []
  for (const { id: key } of snapshot._nodes) {
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

function leavesOf(compiled: Compiled, nodes: readonly string[]): readonly string[] {
  const parents = new Set<string>()
  for (const id of nodes) {
    const parent = compiled.plan.nodes.get(id)?.parent
    if (parent) parents.add(visible(parent).node.id)
  }
  return nodes.filter((id) => !parents.has(id)).sort()
}
