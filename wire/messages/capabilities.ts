import { z } from 'zod'
import { scalar } from '../json.ts'
import { segment } from '../names.ts'

export const valueType = z.enum(['boolean', 'number', 'text'])
export type ValueType = z.infer<typeof valueType>

/**
 * What a device reports. A `level` holds until the next report (a door, an angle): repeating it changes nothing.
 * A `momentary` is an event of its own each time (a press counted, a code received).
 */
export const signalDeclaration = z.object({
  type: valueType,
  momentary: z.boolean().optional(),
  unit: z.string().max(24).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  description: z.string().max(500).optional(),
})
export type SignalDeclaration = z.infer<typeof signalDeclaration>

export const parameterDeclaration = z.object({
  type: valueType,
  unit: z.string().max(24).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  optional: z.boolean().optional(),
})
export type ParameterDeclaration = z.infer<typeof parameterDeclaration>

/**
 * Whether an emergency stop gives this command, from which level on, and with what parameters; `false`: never. Without
 * it the device's kind decides (wire/emergency-measures.ts).
 */
export const emergencyDeclaration = z.union([
  z.literal(false),
  z.object({ level: z.union([z.literal(1), z.literal(2)]), params: z.record(segment, scalar).default({}) }),
])

/** What a device can do, with the limits that the gateway enforces. */
export const commandDeclaration = z.object({
  params: z.record(segment, parameterDeclaration).default({}),
  /** How long an acknowledgement may take, ms. */
  ack_within_ms: z.number().int().positive().max(600_000).optional(),
  emergency: emergencyDeclaration.optional(),
  description: z.string().max(500).optional(),
})
export type CommandDeclaration = z.infer<typeof commandDeclaration>

/** `{pressed: {type: 'boolean'}}`, `{pressed: 'boolean'}` and `['pressed']` (boolean) say the same. */
export const signalsField = z
  .union([
    z.record(segment, z.union([valueType.transform((type) => ({ type })), signalDeclaration])),
    z.array(segment).transform((names) => Object.fromEntries(names.map((n) => [n, { type: 'boolean' as const }]))),
  ])
  .default({})

/** `{release: {params: {}}}`, `{release: {}}` and `['release']` say the same. */
export const commandsField = z
  .union([
    z.record(segment, commandDeclaration),
    z.array(segment).transform((names) => Object.fromEntries(names.map((n) => [n, { params: {} }]))),
  ])
  .default({})
