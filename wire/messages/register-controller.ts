import { z } from 'zod'
import { segment } from '../names.ts'
import { deviceManifest } from './register-device.ts'

/** `sentient/system/register/controller`. Idempotent: the same controller may say it at every boot. */
export const registerController = z.object({
  v: z.literal(1).default(1),
  /** May be left out where only one tenant has a room of this id. */
  tenant_id: segment.optional(),
  room_id: segment,
  controller_id: segment,
  controller_type: z.string().min(1).max(64).default('unknown'),
  firmware_version: z.string().max(64).default('unknown'),
  ip_address: z.string().max(64).optional(),
  /** Every 5–30 s as a rule; missed heartbeats make a controller offline. */
  heartbeat_interval_ms: z.number().int().min(250).max(600_000).default(30_000),
  /** New at every boot of the board; sent back with each command, so that none outlives a reboot. */
  boot_id: z.string().min(1).max(64).optional(),
  capabilities: z.object({ devices: z.array(deviceManifest).max(256).default([]) }).optional(),
})
export type RegisterController = z.infer<typeof registerController>
