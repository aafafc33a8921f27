import { z } from 'zod'
import { boardReport, emergencyRecord } from '../emergency.ts'

/** Payload of `emergency_stop_triggered`: a room stops, or its stop rises; a board's own button names its controller. */
export const emergencyTriggered = emergencyRecord.pick({
  stop_id: true,
  level: true,
  cause: true,
  by: true,
  actor: true,
})
export type EmergencyTriggered = z.infer<typeof emergencyTriggered>

/** Payload of `emergency_stop_reported`: who acknowledged so far; said again when that changes. */
export const emergencyReported = z.object({ stop_id: z.string(), boards: z.array(boardReport) })
export type EmergencyReported = z.infer<typeof emergencyReported>

/** Payload of `emergency_stop_cleared`: the room obeys again. Games stay frozen until somebody resumes them. */
export const emergencyCleared = z.object({
  stop_id: z.string(),
  by: z.string(),
  actor: z.string(),
  reason: z.string(),
})
export type EmergencyCleared = z.infer<typeof emergencyCleared>
