import { z } from 'zod'
import { name, operand, wireName } from './values.ts'

export const commandAction = z.strictObject({
  type: z.literal('command'),
  role: name,
  command: wireName,
  params: z.record(wireName, operand).default({}),
  /** How long the acknowledgement may take before the command counts as failed, ms. */
  ackWithin: z.number().int().positive().max(600_000).default(5_000),
})

export const setAction = z.strictObject({
  type: z.literal('set'),
  variable: name,
  to: operand,
  /** `set` puts the value, `add` adds it to a number or duration. */
  mode: z.enum(['set', 'add']).default('set'),
})

export const notifyAction = z.strictObject({
  type: z.literal('notify'),
  level: z.enum(['info', 'attention', 'urgent']).default('info'),
  message: z.string().min(1).max(500),
})

export const action = z.discriminatedUnion('type', [commandAction, setAction, notifyAction])
export type Action = z.output<typeof action>
export type CommandAction = z.output<typeof commandAction>
export type SetAction = z.output<typeof setAction>
export type NotifyAction = z.output<typeof notifyAction>
