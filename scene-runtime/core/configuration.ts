import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Context } from '#scene-graph/compile/context.ts'
import { nodeOfState, stateKey } from '#scene-graph/compile/names.ts'
import { visible } from '#scene-graph/compile/plan.ts'
import type { MachineState } from './session.ts'
import type { Act, Walk } from './walks.ts'

/*
 * Which states are active, with everything that follows from it. Scenes come back to the same ones again and again, so
 * what was worked out once is kept. Where regions stand side by side it is kept by region: together they have more
 * configurations than anybody meets twice.
 */

type StateNode = AnyStateMachine['root']

/** One region of the outermost active parallel, in one of its states. */
type Part = {
  readonly number: number
  readonly region: string
  readonly value: unknown
  readonly states: readonly StateNode[]
  readonly nodes: readonly string[]
  readonly leaves: readonly string[]
  /** It has come to its end: what the parallel is asked about all its regions. */
  readonly ended: boolean
}

/** What is around the regions: the states from the root to the parallel, and the order of the regions in the value. */
type Frame = {
  readonly number: number
  readonly path: readonly StateNode[]
  readonly nodes: readonly string[]
  readonly order: readonly string[]
  /** Places in `order` of the regions in document order. */
  readonly document: readonly number[]
}

type Split = { readonly frame: Frame; readonly parts: readonly Part[] }

export type Configuration = {
  readonly compiled: Compiled
  readonly value: unknown
  readonly history: MachineState['history']
  readonly done: boolean
  /** Ids of the active nodes that contain no other active node, sorted. */
  readonly leaves: readonly string[]
  /** Null where no regions are active, or a history could tell more than the active states. */
  readonly split: Split | null
  /** Event type → what the machine did when it heard it in exactly this configuration. */
  readonly walks: Map<string, Walk<Landing>>
  /** Event type → its walk of `sharedWalks`, where that was found once; and where those walks ended. */
  shared: Map<string, Walk<Landing>> | null
  lands: Map<Landing, Configuration> | null
  /** Null until XState is asked about a configuration that was put together from parts. */
  snapshot: AnyMachineSnapshot | null
  nodes: readonly string[] | null
}

/** Where a walk ends: in a configuration, or in that where it began with other parts. */
export type Landing =
  | { readonly whole: Configuration }
  | { readonly frame: Frame; readonly changes: ReadonlyMap<string, Part> }

/** What a version's machine has shown so far. */
type Memory = {
  readonly configurations: Map<string, Configuration>
  readonly parts: Map<string, Part>
  readonly frames: Map<string, Frame>
  /** Configurations that were put together from parts, by frame and parts. */
  readonly together: Map<string, Configuration>
  /** By event type, frame and what the regions have to do with it. */
  readonly walks: Map<string, Walk<Landing>>
  /** Event type → by a part's number, whether a state in it could take the event, or waits for conditions. */
  readonly hears: Map<string, boolean[]>
  /** Machine state key → node id, or null for a state that is no node. */
  readonly ids: Map<string, string | null>
  template: AnyMachineSnapshot | null
  size: number
  made: number
}

/**
 * How much is remembered of a version, in entries of about 100 bytes. Beyond it everything is forgotten and learned
 * anew.
 */
const MOST_REMEMBERED = 50_000
/** How many configurations put together from parts are remembered: where many regions move, few are met twice. */
const MOST_TOGETHER = 4_096

const memories = new WeakMap<Compiled, Memory>()
/**
 * By the state's `history`: each configuration has an object of its own there, which every state that is made from it
 * hands on.
 */
const byHistory = new WeakMap<MachineState['history'], Configuration>()

function memoryOf(compiled: Compiled): Memory {
  let memory = memories.get(compiled)
  if (memory === undefined) {
    memory = {
      configurations: new Map(),
      parts: new Map(),
      frames: new Map(),
      together: new Map(),
      walks: new Map(),
      hears: new Map(),
      ids: new Map(),
      template: null,
      size: 0,
      made: 0,
    }
    memories.set(compiled, memory)
  }
  return memory
}

/** The one that was asked for last: within a step and up to the next it is nearly always the same again. */
let latest: Configuration | undefined

/** The configuration that the state stands in, if this process made it. */
export function knownConfiguration(compiled: Compiled, state: MachineState): Configuration | undefined {
  const known = latest?.history === state.history ? latest : byHistory.get(state.history)
  latest = known
  // A reload hands the history on to another value.
  return known !== undefined && known.value === state.value && known.compiled === compiled ? known : undefined
}

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
  const made: Configuration = {
    compiled,
    value,
    history,
    snapshot: { ...snapshot, context: null },
    done: snapshot.status === 'done',
    nodes,
    leaves: leavesOf(compiled, nodes),
    split: Object.keys(history).length > 0 ? null : splitOf(compiled, snapshot),
    walks: new Map(),
    shared: null,
    lands: null,
  }
  makeRoom(compiled, nodes.length)
  memory.configurations.set(key, made)
  byHistory.set(history, made)
  return made
}

/** Counts what is about to be remembered. */
export function makeRoom(compiled: Compiled, entries: number): void {
  const memory = memoryOf(compiled)
  memory.size += entries
  if (memory.size <= MOST_REMEMBERED) return
  // Sessions still stand in some of them: what leads from one to the next must go too.
  for (const configuration of memory.configurations.values()) forget(configuration)
  for (const configuration of memory.together.values()) forget(configuration)
  memory.configurations.clear()
  memory.together.clear()
  memory.parts.clear()
  memory.walks.clear()
  memory.hears.clear()
  memory.size = entries
}

function forget(configuration: Configuration): void {
  configuration.walks.clear()
  configuration.shared = null
  configuration.lands = null
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

/**
 * What is remembered of an event in all configurations that are alike for it: those with the same states around and in
 * the regions that hear it. Of the others it counts only whether they have come to their end.
 */
export function sharedWalks(from: Configuration, type: string): { key: string; walks: Map<string, Walk<Landing>> } {
  const { split, compiled } = from
  if (split === null) return { key: type, walks: from.walks }
  const hearing = hearingOf(compiled, type)
  let key = `${type}|${split.frame.number}`
  for (const part of split.parts) key += hears(hearing, part, type) ? `,${part.number}` : part.ended ? ',e' : ','
  return { key, walks: memoryOf(compiled).walks }
}

function hearingOf(compiled: Compiled, type: string): boolean[] {
  const { hears } = memoryOf(compiled)
  let hearing = hears.get(type)
  if (hearing === undefined) {
    hearing = []
    hears.set(type, hearing)
  }
  return hearing
}

function hears(hearing: boolean[], part: Part, type: string): boolean {
  let known = hearing[part.number]
  if (known === undefined) {
    known = part.states.some(
      ({ always, transitions }) =>
        (always !== undefined && always.length > 0) ||
        transitions.has(type) ||
        [...transitions.keys()].some((d) => d.endsWith('*') && type.startsWith(d.replace(/\.?\*$/, ''))),
    )
    hearing[part.number] = known
  }
  return known
}

/**
 * The end of a walk in terms that hold for all configurations that are alike for the event; null when it had to do with
 * more than the regions that heard it. What enters or leaves a node says so by its actions.
 */
export function landingIn(
  from: Configuration,
  type: string,
  happened: readonly { readonly kind: string }[],
  end: Configuration,
): Landing | null {
  const { split, compiled } = from
  if (split === null || end.split === null || end.done) return null
  if (split.frame.path.at(-1) !== end.split.frame.path.at(-1)) return null
  const known = hearingOf(compiled, type)
  const hearing = new Set(split.parts.filter((part) => hears(known, part, type)).map((part) => part.region))
  for (const entry of happened as readonly Act[]) {
    if (entry.kind !== 'perform') continue
    // An event that the machine tells itself may be heard anywhere.
    if (entry.type === 'xstate.raise') return null
    if (entry.type !== 'entered' && entry.type !== 'exited') continue
    let around = compiled.plan.nodes.get((entry.params as { node: string }).node)?.parent ?? null
    while (around !== null && !hearing.has(stateKey(around.node.id))) around = around.parent
    if (around === null) return null
  }
  const { frame, parts } = end.split
  return { frame, changes: new Map(parts.filter((p) => hearing.has(p.region)).map((p) => [p.region, p])) }
}

/** The configuration at the end of a walk from `from`. */
export function land(from: Configuration, landing: Landing): Configuration {
  if ('whole' in landing) return landing.whole
  let landed = from.lands?.get(landing)
  if (landed === undefined) {
    landed = landApart(from, landing)
    from.lands ??= new Map()
    from.lands.set(landing, landed)
  }
  return landed
}

function landApart(from: Configuration, landing: Exclude<Landing, { whole: Configuration }>): Configuration {
  const { split, compiled } = from
  if (split === null) throw new Error('only configurations of parts are alike')
  const { frame, changes } = landing
  const before = frame === split.frame ? split.parts : frame.order.map((key) => partOf(split, key))
  let parts: Part[] | null = null
  before.forEach((part, i) => {
    const next = changes.get(part.region)
    if (next === undefined || next === part) return
    parts ??= [...before]
    parts[i] = next
  })
  if (parts === null && frame === split.frame) return from
  return together(compiled, { frame, parts: parts ?? before })
}

function partOf({ parts }: Split, region: string): Part {
  const part = parts.find((p) => p.region === region)
  if (part === undefined) throw new Error(`no region "${region}"`)
  return part
}

function together(compiled: Compiled, split: Split): Configuration {
  const memory = memoryOf(compiled)
  const { frame, parts } = split
  let key = `${frame.number}`
  for (const part of parts) key += `,${part.number}`
  const known = memory.together.get(key)
  if (known !== undefined) return known
  const regions: Record<string, unknown> = {}
  const leaves: string[] = []
  for (const part of parts) {
    regions[part.region] = part.value
    for (const leaf of part.leaves) leaves.push(leaf)
  }
  let value: unknown = regions
  for (let i = frame.path.length - 1; i > 0; i -= 1) value = { [frame.path[i]?.key ?? '']: value }
  const history = {}
  const made: Configuration = {
    compiled,
    value,
    history,
    snapshot: null,
    done: false,
    nodes: null,
    leaves: leaves.sort(),
    split,
    walks: new Map(),
    shared: null,
    lands: null,
  }
  if (memory.together.size >= MOST_TOGETHER) {
    for (const configuration of memory.together.values()) forget(configuration)
    memory.together.clear()
  }
  memory.together.set(key, made)
  byHistory.set(history, made)
  return made
}

function splitOf(compiled: Compiled, snapshot: AnyMachineSnapshot): Split | null {
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

function nodesOf(compiled: Compiled, states: readonly StateNode[]): readonly string[] {
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

function leavesOf(compiled: Compiled, nodes: readonly string[]): readonly string[] {
  const parents = new Set<string>()
  for (const id of nodes) {
    const parent = compiled.plan.nodes.get(id)?.parent
    if (parent) parents.add(visible(parent).node.id)
  }
  return nodes.filter((id) => !parents.has(id)).sort()
}
