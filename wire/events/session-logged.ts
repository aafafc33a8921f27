import { z } from 'zod'
import { scalar } from '../json.ts'

/** Payload of `session_logged`: a line that a designer left for whoever looks into a game afterwards. */
export const sessionLogged = z.object({
  level: z.enum(['debug', 'info', 'warning']),
  message: z.string(),
  value: scalar.optional(),
})
export type SessionLogged = z.infer<typeof sessionLogged>
