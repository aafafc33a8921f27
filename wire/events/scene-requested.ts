import { z } from 'zod'

/**
 * Payload of `scene_requested`: a game (`session_id` in the envelope) asks for another scene of its room to begin or to
 * end. The API begins it; the runtime ends it, and the API does where it had only just begun it.
 */
export const sceneRequested = z.object({
  op: z.enum(['start', 'stop']),
  graph_id: z.string().min(1),
  /** Id of the step's effect: the same request has the same, however often it is read. */
  effect_id: z.string().min(1),
})
export type SceneRequested = z.infer<typeof sceneRequested>
