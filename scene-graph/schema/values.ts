import { z } from 'zod'

export const scalar = z.union([z.boolean(), z.number().finite(), z.string()])
export type Scalar = z.infer<typeof scalar>

/** Names become keys of plain objects: one that every object has already would be found where nobody put it. */
const ownKey = (key: string): boolean => !(key in Object.prototype)
const TAKEN = 'this name is taken by the language; choose another'

/** Node, edge and step ids: nanoids, or ids that a foreign format brought along. */
export const id = z
  .string()
  .regex(/^[A-Za-z0-9_.:-]{1,128}$/, 'an id is 1–128 characters of letters, digits, _ . : and -')
  .refine(ownKey, TAKEN)

/** Names of roles, variables, signals, commands, parameters, events and outcomes. */
export const name = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/, 'a name starts with a letter or _ and has up to 64 letters, digits, _ and -')
  .refine(ownKey, TAKEN)

/** Names as devices declare them on the wire (a signal may be `1_open`). */
export const wireName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1–64 letters, digits, _ and -')
  .refine(ownKey, TAKEN)

/**
 * Names of events: ours are `name`s; foreign ones may have dots and colons. Where one listens, `*` stands for any event
 * and `door.*` for `door` and everything that begins with `door.`, as in SCXML.
 */
export const eventName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,127}$/, 'an event is 1–128 letters, digits, _ . : and -')
export const eventPattern = z
  .string()
  .regex(
    /^(\*|[A-Za-z0-9_][A-Za-z0-9_.:-]{0,127}(\.\*)?)$/,
    'an event is 1–128 letters, digits, _ . : and -, or ends in .*, or is *',
  )

/** Text of an expression (`scene-graph/expressions/`). */
export const cel = z.string().min(1).max(2_000)

/** A constant, or where to read a value from when it is needed. A bare scalar is a constant. */
export const operand = z.union([
  scalar.transform((value) => ({ type: 'constant' as const, value })),
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('constant'), value: scalar }),
    z.strictObject({ type: z.literal('variable'), name }),
    z.strictObject({ type: z.literal('signal'), role: name, signal: wireName }),
    /** `"online"` or `"offline"` (text); online until something else was heard. */
    z.strictObject({ type: z.literal('health'), role: name }),
    /** What the event brought along under `key`. */
    z.strictObject({ type: z.literal('payload'), key: name }),
    /** ms since the node became active; unknown while it is not. */
    z.strictObject({ type: z.literal('elapsed'), node: id }),
    /** ms that a delay or timer node still has; unknown while it is not active. */
    z.strictObject({ type: z.literal('remaining'), node: id }),
    z.strictObject({ type: z.literal('expression'), cel }),
  ]),
])
/**
 * `names` is never in a document: the compiler writes it into the expressions of a contained graph, whose names mean
 * something else outside (SG7).
 */
export type Operand = Exclude<z.output<typeof operand>, { type: 'expression' }> | ExpressionText
export type ExpressionText = { type: 'expression'; cel: string; names?: ContainedNames }
export type ContainedNames = { readonly prefix: string; readonly roles: Readonly<Record<string, string>> }

/** Milliseconds, or what holds or computes them. */
export const duration = z.union([
  z.number().finite().min(0),
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('variable'), name }),
    z.strictObject({ type: z.literal('expression'), cel }),
  ]),
])
export type Duration = number | { type: 'variable'; name: string } | ExpressionText

/**
 * What a duration does when the game is frozen, when the scene is reloaded and when the process restarts, and whether
 * the GM may adjust it (SG9). The defaults are the rule's.
 */
export const timing = z.strictObject({
  frozen: z.enum(['freezes', 'runs']).default('freezes'),
  reload: z.enum(['keeps', 'restarts']).default('keeps'),
  restart: z.enum(['keeps-deadline', 'pauses']).default('keeps-deadline'),
  /** Shown to the GM, who may then add or take time. */
  visible: z.boolean().default(false),
})
export type Timing = z.output<typeof timing>
export const timingField = timing.prefault({})
