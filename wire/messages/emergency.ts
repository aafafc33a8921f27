import { z } from 'zod'

/** MQTT `…/events/{controller}/emergency`: a local stop was pressed. */
export const emergency = z.object({
  v: z.literal(1).default(1),
  level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  cause: z.string().max(200).default('local stop'),
})
export type Emergency = z.infer<typeof emergency>
