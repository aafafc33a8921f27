import { z } from 'zod'
import { scalar } from './json.ts'
import { deviceAddress } from './names.ts'

/** Role name → the room's device that plays it. */
export const bindings = z.record(z.string(), deviceAddress)
export type Bindings = z.infer<typeof bindings>

/** Payload of `session_created`, appended to the room's stream by the API: a game is to start. */
export const sessionStart = z.object({
  session_id: z.string().min(1).max(64),
  graph_id: z.string().min(1),
  graph_name: z.string(),
  version: z.number().int().positive(),
  /** Address of the document in Redis (`graphVersion`). */
  hash: z.string().min(1),
  bindings,
  seed: z.number().int().nonnegative(),
  team: z.string().max(120).optional(),
})
export type SessionStart = z.infer<typeof sessionStart>

const node = z.string().min(1).max(400)
/** Why, in the person's own words. */
export const reason = z.string().trim().min(1).max(200)

/** What a person asks of a running session. Nodes are named as the session's view names them. */
export const sessionCommand = z.discriminatedUnion('command', [
  z.object({ command: z.literal('operator'), action: z.string().min(1).max(64), node: z.string().max(200).optional() }),
  z.object({
    command: z.literal('event'),
    name: z.string().min(1).max(64),
    data: z.record(z.string(), scalar).default({}),
  }),
  z.object({ command: z.literal('pause_clock') }),
  z.object({ command: z.literal('resume_clock') }),
  z.object({ command: z.literal('freeze') }),
  z.object({ command: z.literal('resume'), inputs: z.enum(['apply', 'discard']).default('apply') }),
  z.object({ command: z.literal('adjust_timer'), timer: z.string(), by_ms: z.number().int() }),
  /** Back to the version before the last one that it was moved to, with all games that were moved with it (HR6). */
  z.object({ command: z.literal('roll_back'), reason: reason.optional() }),
  /** The version that waits for a checkpoint: now, or not at all (HR7). */
  z.object({ command: z.literal('take_version') }),
  z.object({ command: z.literal('drop_version') }),
  /** It counts as solved, and is left by that exit. */
  z.object({ command: z.literal('override'), node }),
  /** It counts as skipped, and is left. */
  z.object({ command: z.literal('bypass'), node }),
  /** It begins anew. */
  z.object({ command: z.literal('reset'), node }),
  /** The game is put to a checkpoint. */
  z.object({ command: z.literal('jump'), node }),
  /** With an outcome the game has come to that; without, it was ended early (`aborted`). */
  z.object({ command: z.literal('end'), outcome: z.string().min(1).max(64).optional(), reason: reason.optional() }),
  /** It was no game: it counts nowhere. */
  z.object({ command: z.literal('abandon') }),
])
export type SessionCommand = z.infer<typeof sessionCommand>

/** Payload of `gm_action`: who asked what of a session, and why. */
export const gmAction = z.object({
  session_id: z.string(),
  by: z.string(),
  reason: reason.optional(),
  action: sessionCommand,
})
export type GmAction = z.infer<typeof gmAction>

/** When running games take a version (HR7): at once, when they pass a checkpoint, or not at all. */
export const publishedWhen = z.enum(['now', 'next_checkpoint', 'next_game'])
export type PublishedWhen = z.infer<typeof publishedWhen>

/** Payload of `scene_published`: a new version, and what its designer wants of the running games. */
export const scenePublished = z.object({
  graph_id: z.string(),
  graph_name: z.string(),
  version: z.number().int().positive(),
  hash: z.string(),
  when: publishedWhen,
  /** How long the runtime watches the games that it moves, and rolls them back by itself (HR6), ms. */
  watch_ms: z.number().int().min(0).max(3_600_000).default(60_000),
  /** Removed node id → surviving node id, for sessions that stand in a node that is gone (HR2). */
  mapping: z.record(z.string(), z.string()).default({}),
  bindings,
  by: z.string(),
})
export type ScenePublished = z.infer<typeof scenePublished>
