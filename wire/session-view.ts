import { z } from 'zod'
import { scalar } from './json.ts'

/** A timer that runs, for the overlay and the console. Times are epoch ms; `remaining_ms` is set while it stands still. */
export const timerView = z.object({
  id: z.string(),
  node: z.string(),
  edge: z.string().optional(),
  label: z.string(),
  due_at: z.number(),
  duration_ms: z.number(),
  remaining_ms: z.number().optional(),
  adjustable: z.boolean(),
})
export type TimerView = z.infer<typeof timerView>

/** A button that makes sense now. */
export const operatorAction = z.object({
  action: z.string(),
  label: z.string(),
  node: z.string(),
  prompt: z.string().optional(),
  dangerous: z.boolean().optional(),
})
export type OperatorAction = z.infer<typeof operatorAction>

/** How far an active puzzle has come, and which of its inputs are right now. */
export const puzzleProgress = z.object({
  node: z.string(),
  done: z.number(),
  total: z.number(),
  inputs: z.array(z.object({ id: z.string(), label: z.string(), right: z.boolean() })),
})
export type PuzzleProgress = z.infer<typeof puzzleProgress>

/**
 * What the room's policy makes of hardware that is away (`room-policy.ts`). Causes are `{controller}/{device}`, or
 * `ALL_HARDWARE`. `stopped`: the policy froze the game, and lets it go on when the causes are gone.
 */
export const sessionHold = z.object({
  causes: z.array(z.string()),
  /** Causes that the game master resumed the game in spite of. */
  overruled: z.array(z.string()),
  stopped: z.boolean(),
})
export type SessionHold = z.infer<typeof sessionHold>

/** What the game master can do to an active node, whatever the scene says. */
export const offer = z.object({ node: z.string(), ways: z.array(z.enum(['override', 'bypass', 'reset'])) })
export type Offer = z.infer<typeof offer>

/** A place that the game can be put back to; `passed_at`: epoch ms of the last time that it was passed. */
export const checkpoint = z.object({ node: z.string(), passed_at: z.number().nullable() })
export type Checkpoint = z.infer<typeof checkpoint>

/** Where a session stands: written whole after every batch of steps (`sentient:view:{session}`). */
export const sessionView = z.object({
  session_id: z.string(),
  graph_id: z.string(),
  graph_name: z.string(),
  version: z.number(),
  hash: z.string(),
  status: z.enum(['running', 'frozen', 'completed', 'abandoned', 'faulted']),
  outcome: z.string().nullable(),
  seq: z.number(),
  /** Epoch ms of the last step and of the start. */
  at: z.number(),
  started_at: z.number(),
  ended_at: z.number().optional(),
  /** Leaf nodes, sorted; and every active node with the epoch ms at which it became active. */
  active: z.array(z.string()),
  entered_at: z.record(z.string(), z.number()),
  variables: z.record(z.string(), z.object({ value: scalar, visible: z.boolean() })),
  timers: z.array(timerView),
  /** Of the active puzzles. */
  progress: z.array(puzzleProgress).default([]),
  operator: z.array(operatorAction),
  offers: z.array(offer).default([]),
  checkpoints: z.array(checkpoint).default([]),
  /** Official time stands still while paused or frozen: official = (paused_at ?? now) − started_at − paused_ms. */
  clock: z.object({ paused_ms: z.number(), paused_at: z.number().nullable(), clock_paused: z.boolean() }),
  recorded_inputs: z.number(),
  hold: sessionHold.optional(),
  fault: z.string().optional(),
  /** The version that it ran before, to which it can go back (HR6); until `watched_until` the runtime does so by itself. */
  previous: z
    .object({ version: z.number(), moved_at: z.number(), watched_until: z.number(), by: z.string() })
    .nullable()
    .default(null),
  /** A published version that it takes at its next checkpoint (HR7). */
  pending: z.object({ version: z.number(), since: z.number(), by: z.string() }).nullable().default(null),
})
export type SessionView = z.infer<typeof sessionView>

/** Payload of `scene_advanced` (and of every other session event that carries a step). */
export const sceneAdvanced = z.object({
  view: sessionView,
  cause: z.record(z.string(), z.unknown()),
  fired: z.array(z.string()),
  entered: z.array(z.string()),
  exited: z.array(z.string()),
})

/** What a reload does to one session (HR1–HR4). */
export const reloadReport = z.object({
  session_id: z.string(),
  from: z.number(),
  to: z.number(),
  outcome: z.enum(['applied', 'unchanged', 'blocked']),
  kept: z.array(z.string()),
  mapped: z.record(z.string(), z.string()),
  restarted: z.array(z.string()),
  entered: z.array(z.string()),
  left: z.array(z.string()),
  blocked: z.array(z.object({ node: z.string(), reason: z.string() })),
  timers: z.array(
    z.object({
      id: z.string(),
      label: z.string().default(''),
      change: z.enum(['kept', 'changed', 'started', 'dropped']),
      /** What is left of it on the old version and on the new one; null where it does not run. */
      before_ms: z.number().nullable().default(null),
      remaining_ms: z.number().nullable(),
      /** It is due already, and fires at once. */
      fires: z.boolean().default(false),
    }),
  ),
  variables: z.array(
    z.object({
      name: z.string(),
      change: z.enum(['added', 'removed', 'retyped']),
      /** What it begins with; what is lost. */
      value: scalar.optional(),
      lost: scalar.optional(),
    }),
  ),
  /** How many commands go out, and which; `effects`: what else the game does, as its journal has it. */
  commands: z.number(),
  sends: z.array(z.object({ role: z.string(), command: z.string(), params: z.record(z.string(), scalar) })).default([]),
  effects: z.array(z.looseObject({ type: z.string() })).default([]),
})
export type ReloadReport = z.infer<typeof reloadReport>
