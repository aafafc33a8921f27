import { z } from 'zod'

/** Payload of `hint_sent`: a hint went to the players. */
export const hintSent = z.object({
  text: z.string(),
  picture: z.string().optional(),
  sound: z.string().optional(),
  video: z.string().optional(),
  screen: z.string(),
  /** Whether it counts in the team's result. */
  counts: z.boolean(),
})
export type HintSent = z.infer<typeof hintSent>
