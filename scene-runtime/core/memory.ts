import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate'
import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { MachineState } from './session.ts'
import type { Walk } from './walks.ts'

/*
 * What a version's machine has shown so far. Scenes come back to the same configurations again and again, so what was
 * worked out once is kept. Where regions stand side by side it is kept by region: together they have more configurations
 * than anybody meets twice.
 */

export type StateNode = AnyStateMachine['root']

/** One region of the outermost active parallel, in one of its states. */
export type Part = {
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
export type Frame = {
  readonly number: number
  readonly path: readonly StateNode[]
  readonly nodes: readonly string[]
  readonly order: readonly string[]
  /** Places in `order` of the regions in document order. */
  readonly document: readonly number[]
}

export type Split = { readonly frame: Frame; readonly parts: readonly Part[] }

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

const memories = new WeakMap<Compiled, Memory>()
/**
 * By the state's `history`: each configuration has an object of its own there, which every state that is made from it
 * hands on.
 */
const byHistory = new WeakMap<MachineState['history'], Configuration>()

export function memoryOf(compiled: Compiled): Memory {
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

/**
 * The one that was asked for last: within a step and up to the next it is nearly always the same again. It keeps one
 * version from being forgotten, and no more.
 */
let latest: Configuration | undefined

/** The configuration that the state stands in, if this process made it. */
export function knownConfiguration(compiled: Compiled, state: MachineState): Configuration | undefined {
  const known = latest?.history === state.history ? latest : byHistory.get(state.history)
  latest = known
  // A reload hands the history on to another value.
  return known !== undefined && known.value === state.value && known.compiled === compiled ? known : undefined
}

/** From now on it is known by the history that states in it carry. */
export function remember(made: Configuration): void {
  byHistory.set(made.history, made)
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

/** What leads from it to others. */
export function forget(configuration: Configuration): void {
  configuration.walks.clear()
  configuration.shared = null
  configuration.lands = null
}
