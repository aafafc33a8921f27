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

/** A constant, or where to read a value from when it is needed. A bare scalar is a constant. */
export const operand = z.union([
  scalar.transform((value) => ({ type: 'constant' as const, value })),
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('constant'), value: scalar }),
    z.strictObject({ type: z.literal('variable'), name }),
    z.strictObject({ type: z.literal('signal'), role: name, signal: wireName }),
    /** `"online"` or `"offline"` (text); online until something else was heard. */
    z.strictObject({ type: z.literal('health'), role: name }),
  ]),
])
export type Operand = z.output<typeof operand>

/** Milliseconds, or a variable that holds them. */
export const duration = z.union([z.number().finite().min(0), z.strictObject({ type: z.literal('variable'), name })])
export type Duration = z.output<typeof duration>

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
