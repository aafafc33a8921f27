import { z } from 'zod'

/** MQTT `…/status/{controller}/heartbeat`. A board's clock is its uptime, never an epoch. */
export const heartbeat = z.looseObject({
  uptime_ms: z.number().nonnegative().optional(),
  free_memory: z.number().nonnegative().optional(),
  reset_cause: z.string().max(64).optional(),
  boot_id: z.string().min(1).max(64).optional(),
})
export type Heartbeat = z.infer<typeof heartbeat>
