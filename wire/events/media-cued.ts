import { z } from 'zod'

/** Payload of `media_cued`: sound or picture is to begin, to stop or to change its volume. One thing plays on a channel. */
export const mediaCued = z.object({
  op: z.enum(['play', 'stop', 'fade']),
  kind: z.enum(['sound', 'music', 'voice', 'video']),
  channel: z.string(),
  /** What to play: a file of the room's media. */
  source: z.string().optional(),
  /** 0–1; a fade ends at it. */
  volume: z.number().optional(),
  fade_ms: z.number().int().nonnegative(),
  loop: z.boolean(),
})
export type MediaCued = z.infer<typeof mediaCued>
