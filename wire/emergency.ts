import { z } from 'zod'
import { emergencyLevel } from './messages/emergency.ts'
import { segment } from './names.ts'

/** Who did it: the name that people read, and how the audit log calls them (an e-mail address, `board:{controller}`). */
const by = { by: z.string().min(1).max(200), actor: z.string().min(1).max(200) }

/** Short: it begins the id of every command that the stop gives. */
const stopId = z.string().min(1).max(24)

/** A room's emergency stop, as it is kept: cleared or not. Times are epoch ms of the gateway's clock. */
export const emergencyRecord = z.object({
  stop_id: stopId,
  tenant_id: segment,
  room_id: segment,
  /** It only rises until it is cleared. */
  level: emergencyLevel,
  cause: z.string().max(200),
  ...by,
  at: z.number(),
  cleared: z.object({ ...by, reason: z.string().min(1).max(500), at: z.number() }).nullable(),
})
export type EmergencyRecord = z.infer<typeof emergencyRecord>

/**
 * How a board took the stop. `waiting`: its time is not up. `missing`: it is, and nothing came; it is told again until
 * it answers. `offline`: the broker said that it is gone; it is told when it is back.
 */
export const boardStanding = z.enum(['waiting', 'acknowledged', 'refused', 'missing', 'offline'])

export const boardReport = z.object({
  controller_id: segment,
  standing: boardStanding,
  /** From the press to its acknowledgement, ms. */
  after_ms: z.number().optional(),
  reason: z.string().optional(),
  /** Commands that its devices were given besides, and how many of them are acknowledged. */
  commands: z.number(),
  done: z.number(),
})
export type BoardReport = z.infer<typeof boardReport>

/** A room's stop and who acknowledged it. */
export const emergencyReport = emergencyRecord.extend({ boards: z.array(boardReport) })
export type EmergencyReport = z.infer<typeof emergencyReport>

/** POST /internal/emergency/stop of the gateway. `room_id` null: every room of the tenant. */
export const emergencyPress = z.object({
  stop_id: stopId,
  tenant_id: segment,
  room_id: segment.nullable(),
  level: emergencyLevel,
  cause: z.string().max(200),
  ...by,
})
export type EmergencyPress = z.infer<typeof emergencyPress>

/** POST /internal/emergency/clear. `room_id` null: every room of the tenant that is stopped. */
export const emergencyClearing = z.object({
  tenant_id: segment,
  room_id: segment.nullable(),
  reason: z.string().min(1).max(500),
  ...by,
})
export type EmergencyClearing = z.infer<typeof emergencyClearing>

/** What both answer, and GET /internal/emergency?tenant={tenant}: the last stop of each room, cleared ones too. */
export const emergencyReports = z.object({ rooms: z.array(emergencyReport) })
export type EmergencyReports = z.infer<typeof emergencyReports>
