import { z } from 'zod'
import { type Action, action } from './action.ts'
import { type Condition, condition } from './condition.ts'
import { type Trigger, trigger } from './trigger.ts'
import { id, name, scalar, wireName } from './values.ts'

export const SCHEMA_VERSION = 2

export const valueType = z.enum(['boolean', 'number', 'text'])

const signalDeclaration = z.strictObject({
  type: valueType,
  /** An event of its own each time (a press, a code), where a level holds until the next report. */
  momentary: z.boolean().default(false),
  unit: z.string().max(24).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
})

const parameterDeclaration = z.strictObject({
  type: valueType,
  unit: z.string().max(24).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  optional: z.boolean().default(false),
})
export type ParameterDeclaration = z.output<typeof parameterDeclaration>

const commandDeclaration = z.strictObject({
  params: z.record(wireName, parameterDeclaration).default({}),
  /** From it on the device is energised, until one of `until` is sent; longer than `atMost` ms does it harm. */
  energises: z.strictObject({ until: z.array(wireName).default([]), atMost: z.number().int().positive() }).optional(),
})

/** "Some device of this kind": the signals and commands that the graph uses. `"boolean"` is short for `{type: "boolean"}`. */
export const role = z.strictObject({
  kind: z.string().max(64).optional(),
  description: z.string().max(500).optional(),
  signals: z
    .record(wireName, z.union([valueType.transform((type) => ({ type, momentary: false })), signalDeclaration]))
    .default({}),
  commands: z.record(wireName, commandDeclaration).default({}),
})
export type Role = z.output<typeof role>

export const variable = z.strictObject({
  type: z.enum(['boolean', 'number', 'text', 'duration']),
  initial: scalar,
  /** Shown to the GM. */
  visible: z.boolean().default(false),
  description: z.string().max(500).optional(),
})
export type Variable = z.output<typeof variable>

/**
 * Cosmetic: nothing in it changes what a game does. A position is px from the top left corner of the parent (of the
 * canvas at the top level) to that of the node.
 */
export const view = z.strictObject({
  position: z.strictObject({ x: z.number().finite(), y: z.number().finite() }).default({ x: 0, y: 0 }),
  size: z.strictObject({ width: z.number().positive(), height: z.number().positive() }).optional(),
  color: z.string().max(32).optional(),
})

/** A node as it stands in the document; its `data` is read by its type's own schema (`scene-graph/nodes/`). */
export const node = z.strictObject({
  id,
  type: z.string().min(1).max(32),
  parentId: id.nullable().default(null),
  data: z.record(z.string(), z.unknown()).default({}),
  view: view.prefault({}),
})

export const edge = z.strictObject({
  id,
  source: id,
  sourcePort: name.default('done'),
  /** null: the source stays as it is and only the actions happen. */
  target: id.nullable(),
  trigger: trigger.default({ type: 'done' }),
  guard: condition.nullable().default(null),
  actions: z.array(action).default([]),
  /** Lower is tried first among the edges of one source (SG3). */
  order: z.number().int().min(0).default(0),
  /** Further states that are entered with the target, each in another region of a parallel around it (SCXML). */
  alsoTargets: z.array(id).max(64).default([]),
  /** Leave and enter the source anew. Default: only when the target is the source itself. */
  reenter: z.boolean().optional(),
})
export type Edge = Omit<z.output<typeof edge>, 'trigger' | 'guard' | 'actions'> & {
  trigger: Trigger
  guard: Condition | null
  actions: Action[]
}

export const invariant = z.strictObject({
  id,
  name: z.string().min(1).max(200),
  /** Must never be true. */
  never: condition,
})
export type Invariant = z.output<typeof invariant>

/** `scene@3` or `scene@latest`: how a contained graph is named in `graphs`. */
export const graphKey = (graph: string, version: number | 'latest'): string => `${graph}@${version}`

export const documentShape = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  id,
  kind: z.enum(['scene', 'puzzle']),
  name: z.string().min(1).max(200),
  description: z.string().max(5_000).default(''),
  /** Where it starts among the top-level nodes; default: the first of them in the list that can be active. */
  initial: id.nullable().default(null),
  roles: z.record(name, role).default({}),
  variables: z.record(name, variable).default({}),
  nodes: z.array(node).max(20_000),
  edges: z.array(edge).max(40_000),
  invariants: z.array(invariant).default([]),
  /**
   * The graphs that this one contains, and those contain, by `graphKey`: a published version carries them with it, so
   * that it means the same for ever (SG7). Documents themselves; read by `parseDocument` one by one.
   */
  graphs: z.record(z.string().regex(/^[A-Za-z0-9_.:-]{1,128}@([1-9][0-9]{0,8}|latest)$/), z.unknown()).default({}),
})
