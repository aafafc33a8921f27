import type { z } from 'zod'
import type { Action } from '../schema/action.ts'
import type { Condition } from '../schema/condition.ts'
import type { Edge, Variable } from '../schema/document.ts'
import type { Trigger } from '../schema/trigger.ts'
import type { Duration, Operand, Timing } from '../schema/values.ts'

export type Family = 'statechart' | 'flow' | 'puzzle' | 'annotation'

/** An exit of a node: what an edge's `sourcePort` names when its trigger is `done`. */
export type Port = { id: string; label: string }

/**
 * A control of the inspector's form, made from a data field. `at` is the key in `data`. Validation goes by it too: what
 * a control holds is checked as that (conditions, signals, actions, durations).
 */
export type Field = { at: string; label: string; help?: string /** Empty is an error. */; required?: true } & (
  | { control: 'text' | 'multiline' | 'outcome' | 'action-name' | 'name' }
  | { control: 'number'; min?: number; max?: number; unit?: string; optional?: true }
  | { control: 'toggle' }
  | { control: 'choice'; options: readonly { value: string; label: string }[] }
  | { control: 'duration'; optional?: true }
  | { control: 'timing' }
  | { control: 'actions' }
  | { control: 'action' }
  | { control: 'cue-steps' }
  | { control: 'child' }
  /** Another node of the graph, or null. */
  | { control: 'node' }
  /** A condition, or null. */
  | { control: 'condition' }
  /** A signal trigger (role, signal, match, on), or null. `match`: whether a value can be asked for. */
  | { control: 'signal-trigger'; match: boolean }
  /** `{role, signal}` or null. */
  | { control: 'signal' }
  | { control: 'operand' }
  | { control: 'scalar' }
  /** A list of constants (codes), of names (outcomes), of ms (a rhythm). */
  | { control: 'scalars' | 'names' | 'durations' }
  /** `{graph, version}` picked from the library; its roles are bound to ours in `bindings`. */
  | { control: 'graph' }
  | { control: 'bindings' }
  /** A list of records, each with an `id` of its own and these fields. `noun`: what one of them is called. */
  | { control: 'list'; noun: string; fields: readonly Field[] }
)

/** Children of a node as its ports may depend on them: the ends inside a group are its exits. */
export type PortContext<Data> = { data: Data; childOutcomes: readonly string[] }

/**
 * What a node contributes to the machine. `atomic` and `compound` nodes become states of their own; `transient` ones
 * are left in the step that enters them; `final` ones end their parent; `none` have no meaning. `built` nodes are
 * compounds made of states and edges of their own, which appear to nobody as nodes.
 */
export type Lowering =
  | { kind: 'atomic'; entry: Action[]; exit: Action[] }
  | { kind: 'compound'; entry: Action[]; exit: Action[]; initial: string | null }
  | { kind: 'parallel'; entry: Action[]; exit: Action[] }
  /** `mark`: a session can be put back to it. */
  | { kind: 'transient'; mark?: true }
  /** Leaves by the port that the session's own dice chose. */
  | { kind: 'draw'; choices: readonly { port: string; weight: number }[] }
  /** Where the container that it lies in was left last. */
  | { kind: 'history'; deep: boolean }
  /** `as`: the edges for this outcome take it too. */
  | { kind: 'final'; outcome: string; as?: string }
  /** Leaves by port `done` when the time is over. `running`: its countdown begins on entry. */
  | { kind: 'timed'; duration: Duration; timing: Timing; running: boolean }
  /** Leaves by port `done` when the GM says so. */
  | { kind: 'gate'; action: string; label: string; prompt: string }
  | { kind: 'steps'; steps: CueStep[]; retries: number }
  | Built
  /** Another graph, placed here (SG7). */
  | { kind: 'contained'; graph: string | null; version: number | 'latest'; bindings: Readonly<Record<string, string>> }
  /**
   * Edges and variables for another node: what it does while that one is active. null: the node around it. `ends`: the
   * ends inside it; while one of them is active it is over, and only waits for what runs beside it.
   */
  | { kind: 'attached'; to: string | null; part: (target: string, ends: readonly string[]) => Attachment }
  | { kind: 'none' }

/** States and edges that a node is made of. Ids are whole: `part(id, 'name')`. */
export type Built = {
  kind: 'built'
  entry: Action[]
  exit: Action[]
  initial: string
  states: readonly BuiltState[]
  edges: readonly BuiltEdge[]
  variables: Readonly<Record<string, Pick<Variable, 'type' | 'initial'>>>
  progress: Progress | null
  /**
   * The timed edge whose clock all timed edges of its parts go by: one that a reload brings counts from that one's
   * start (HR4). Default: each has its own.
   */
  clock?: string
}

export type BuiltState = {
  id: string
  kind:
    | { type: 'state'; entry?: Action[] }
    | { type: 'transient' }
    | { type: 'final'; outcome: string; entry?: Action[] }
    /** Holds the node's own children. */
    | { type: 'body'; initial: string | null }
    /** Where the node was left last; `to` when it never was. */
    | { type: 'history'; to: string }
}

/** Tried in this order, after the designer's own of the same source. */
export type BuiltEdge = {
  id: string
  source: string
  /** null: stays. */
  target: string | null
  trigger: Trigger
  sourcePort?: string
  guard?: Condition
  actions?: Action[]
  reenter?: boolean
  /** Of a timed one: what its time is for, in a few words that stand after the node's name. */
  says?: string
}

export type Attachment = {
  edges: readonly BuiltEdge[]
  variables: Built['variables']
  entry: Action[]
}

/** What the console shows of a puzzle: its inputs and which of them are right now; how far it has come. */
export type Progress = {
  /** While this holds it is solved, whatever its inputs do now: it waits for what runs beside it. */
  solved?: Condition
  inputs: readonly { id: string; label: string; right: Condition }[]
  /** Default: how many of the inputs are right. */
  measure?: { value: Operand; of: number }
}

/** The id of a part of a node: no id of a document has a `/`. */
export const part = (node: string, name: string): string => `${node}/${name}`

export type CueStep = {
  id: string
  action: Action
  wait: { type: 'none' } | { type: 'acknowledged' } | { type: 'finished' } | { type: 'duration'; ms: number }
}

/** In sentences: when it is entered again, while the game is frozen, when a new version takes the place of the old. */
export type Behaviour = { again: string; frozen: string; reload: string }

/** One node type, whole: everything that the palette, the form, validation, the compiler and the docs need. */
export type NodeDefinition<Schema extends z.ZodType = z.ZodType> = {
  type: string
  family: Family
  label: string
  /** One sentence: what it is for. */
  summary: string
  /** What else people ask about it; null where it means nothing to a game. */
  behaviour: Behaviour | null
  /** Name of a lucide icon. */
  icon: string
  /** `false`: nothing may be inside it. */
  container: boolean
  data: Schema
  /** A new node's data. */
  fresh: () => z.output<Schema>
  ports: (context: PortContext<z.output<Schema>>) => readonly Port[]
  /** Trigger types that make sense on an edge that leaves it. */
  triggers: readonly Edge['trigger']['type'][]
  fields: readonly Field[]
  /** `id`: the node's, for the names of its parts. */
  lower: (data: z.output<Schema>, id: string) => Lowering
  /** A line for the card on the canvas: what it waits for or does, in words. */
  describe: (data: z.output<Schema>) => string
}

/** Declares a node type. Types the pieces against its data schema; a new node's data is the schema's defaults. */
export function defineNode<Schema extends z.ZodType>(
  definition: Omit<NodeDefinition<Schema>, 'fresh'>,
): NodeDefinition<Schema> {
  return { ...definition, fresh: () => definition.data.parse({}) }
}

export const DONE: readonly Port[] = [{ id: 'done', label: 'done' }]
export const EVERY_TRIGGER = ['done', 'signal', 'condition', 'after', 'operator', 'event', 'device'] as const
