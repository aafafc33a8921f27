import { z } from 'zod'
import { emergencyLevel } from './emergency.ts'

/**
 * MQTT `…/commands/{controller}/emergency/stop`, never retained: the board as a whole stops. It has no time to live and
 * no boot: it is never stale. The same id again is the same stop (answer `duplicate`), a higher level adds to it.
 */
export const emergencyStop = z.object({
  v: z.literal(1),
  command_id: z.string().min(1).max(128),
  level: emergencyLevel,
  cause: z.string().max(200),
  issued_at: z.iso.datetime(),
})
export type EmergencyStop = z.infer<typeof emergencyStop>

/** MQTT `…/commands/{controller}/emergency/clear`: the board obeys again. Nothing goes back by itself. */
export const emergencyClear = z.object({
  v: z.literal(1),
  command_id: z.string().min(1).max(128),
  issued_at: z.iso.datetime(),
})
export type EmergencyClear = z.infer<typeof emergencyClear>
