import type { z } from 'zod'
import type { Action } from '../schema/action.ts'
import type { Edge } from '../schema/document.ts'
import type { Duration, Timing } from '../schema/values.ts'

export type Family = 'statechart' | 'flow' | 'puzzle' | 'annotation'

/** An exit of a node: what an edge's `sourcePort` names when its trigger is `done`. */
export type Port = { id: string; label: string }

/** A control of the inspector's form, made from a data field. `at` is the key in `data`. */
export type Field = { at: string; label: string; help?: string } & (
  | { control: 'text' | 'multiline' | 'outcome' | 'action-name' }
  | { control: 'number'; min?: number; max?: number; unit?: string }
  | { control: 'toggle' }
  | { control: 'choice'; options: readonly { value: string; label: string }[] }
  | { control: 'duration' }
  | { control: 'timing' }
  | { control: 'actions' }
  | { control: 'cue-steps' }
  | { control: 'child' }
)

/** Children of a node as its ports may depend on them: the ends inside a group are its exits. */
export type PortContext<Data> = { data: Data; childOutcomes: readonly string[] }

/**
 * What a node contributes to the machine. `atomic` and `compound` nodes become states of their own; `transient` ones
 * are left in the step that enters them; `final` ones end their parent; `none` have no meaning.
 * Inner states (a cue's steps) are the node's own and appear to nobody as nodes.
 */
export type Lowering =
  | { kind: 'atomic'; entry: Action[]; exit: Action[] }
  | { kind: 'compound'; entry: Action[]; exit: Action[]; initial: string | null }
  | { kind: 'parallel'; entry: Action[]; exit: Action[] }
  | { kind: 'transient' }
  | { kind: 'final'; outcome: string }
  /** Leaves by port `done` when the time is over. */
  | { kind: 'timed'; duration: Duration; timing: Timing }
  /** Leaves by port `done` when the GM says so. */
  | { kind: 'gate'; action: string; label: string; prompt: string }
  | { kind: 'steps'; steps: CueStep[]; retries: number }
  | { kind: 'none' }

export type CueStep = {
  id: string
  action: Action
  wait: { type: 'none' } | { type: 'acknowledged' } | { type: 'finished' } | { type: 'duration'; ms: number }
}

/** One node type, whole: everything that the palette, the form, validation, the compiler and the docs need. */
export type NodeDefinition<Schema extends z.ZodType = z.ZodType> = {
  type: string
  family: Family
  label: string
  /** One sentence: what it is for. */
  summary: string
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
  lower: (data: z.output<Schema>) => Lowering
  /** A line for the card on the canvas: what it waits for or does, in words. */
  describe: (data: z.output<Schema>) => string
}

/** Declares a node type. Types the pieces against its data schema. */
export function defineNode<Schema extends z.ZodType>(definition: NodeDefinition<Schema>): NodeDefinition<Schema> {
  return definition
}

export const DONE: readonly Port[] = [{ id: 'done', label: 'done' }]
export const EVERY_TRIGGER = ['done', 'signal', 'condition', 'after', 'operator', 'event', 'device'] as const
