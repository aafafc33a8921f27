import { z } from 'zod'

/** Payload of `display_changed`: what a player screen shows until something else is shown. */
export const displayChanged = z.object({
  screen: z.string(),
  show: z.enum(['text', 'picture', 'video', 'clear']),
  text: z.string().optional(),
  source: z.string().optional(),
})
export type DisplayChanged = z.infer<typeof displayChanged>
