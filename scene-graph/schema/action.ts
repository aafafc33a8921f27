import { z } from 'zod'
import { type Condition, condition } from './condition.ts'
import { duration, eventName, id, name, operand, wireName } from './values.ts'

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
  /** `set` puts the value, `add` adds it: to a number as a sum, to a text at its end. */
  mode: z.enum(['set', 'add']).default('set'),
})

export const notifyAction = z.strictObject({
  type: z.literal('notify'),
  level: z.enum(['info', 'attention', 'urgent']).default('info'),
  message: z.string().min(1).max(500),
})

const source = z.string().min(1).max(500)
const milliseconds = z.number().int().min(0).max(3_600_000)

/** Sound and picture. One thing plays on a channel at a time; `stop` and `fade` name the channel. */
export const mediaAction = z.strictObject({
  type: z.literal('media'),
  op: z.enum(['play', 'stop', 'fade']).default('play'),
  kind: z.enum(['sound', 'music', 'voice', 'video']).default('sound'),
  /** Default: the kind. */
  channel: name.optional(),
  /** What to play: a file of the room's media. */
  source: source.optional(),
  /** 0–1. A fade ends at it. */
  volume: operand.optional(),
  fade: milliseconds.default(0),
  loop: z.boolean().default(false),
})

/** Light of one fixture (a role), or a look that was saved for the room. */
export const lightAction = z.strictObject({
  type: z.literal('light'),
  role: name.optional(),
  look: name.optional(),
  /** 0–1 */
  level: operand.optional(),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'a colour is # and six hexadecimal digits')
    .optional(),
  fade: milliseconds.default(0),
})

/** What a player screen shows until something else is shown. */
export const displayAction = z.strictObject({
  type: z.literal('display'),
  screen: name.default('main'),
  show: z.enum(['text', 'picture', 'video', 'clear']).default('text'),
  text: z.string().max(1_000).optional(),
  source: source.optional(),
})

export const hintAction = z.strictObject({
  type: z.literal('hint'),
  text: z.string().max(1_000).default(''),
  picture: source.optional(),
  sound: source.optional(),
  video: source.optional(),
  screen: name.default('main'),
  /** Whether it counts in the team's result. */
  counts: z.boolean().default(true),
})

/** Starts, stops (holds) or adds to the countdown of an active delay or timer node. */
export const timerAction = z.strictObject({
  type: z.literal('timer'),
  op: z.enum(['start', 'stop', 'add']),
  node: id,
  /** `add`: how much, ms; less than 0 takes away. */
  by: operand.optional(),
})

/**
 * A named event: to `self` inside the same step, before anything from outside (SCXML `raise`); to the `room`, for other
 * scenes, the API and booking systems. With `delay` it comes later, unless it is cancelled.
 */
export const emitAction = z.strictObject({
  type: z.literal('emit'),
  event: eventName,
  data: z.record(name, operand).default({}),
  to: z.enum(['self', 'room']).default('room'),
  delay: duration.optional(),
  /** What `cancel` names. */
  id: id.optional(),
})
export const cancelAction = z.strictObject({ type: z.literal('cancel'), id })

/** Asks for another scene of the room to start or to stop. */
export const sceneAction = z.strictObject({ type: z.literal('scene'), op: z.enum(['start', 'stop']), graph: id })

export const logAction = z.strictObject({
  type: z.literal('log'),
  level: z.enum(['debug', 'info', 'warning']).default('info'),
  message: z.string().max(500).default(''),
  value: operand.optional(),
})

/** Does one list or the other. Its condition is judged when its turn comes, after what was done before it. */
export type IfAction = { type: 'if'; condition: Condition; do: Action[]; else: Action[] }

const simple = [
  commandAction,
  setAction,
  notifyAction,
  mediaAction,
  lightAction,
  displayAction,
  hintAction,
  timerAction,
  emitAction,
  cancelAction,
  sceneAction,
  logAction,
] as const

export type Action = z.output<(typeof simple)[number]> | IfAction

export const action: z.ZodType<Action> = z.lazy(() =>
  z.discriminatedUnion('type', [
    ...simple,
    z.strictObject({
      type: z.literal('if'),
      condition,
      do: z.array(action).default([]),
      else: z.array(action).default([]),
    }),
  ]),
) as z.ZodType<Action>
export type ActionOf<T extends Action['type']> = Extract<Action, { type: T }>
export type CommandAction = ActionOf<'command'>
export type SetAction = ActionOf<'set'>
