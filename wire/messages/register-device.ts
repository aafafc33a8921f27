import { z } from 'zod'
import { deviceId, segment } from '../names.ts'
import { commandsField, signalsField } from './capabilities.ts'

/** One device of a controller, as a manifest lists it. */
export const deviceManifest = z.object({
  device_id: deviceId,
  /** What it is: `maglock`, `button`, `gauge`… `device_type` is taken for the same. */
  kind: z.string().min(1).max(64).optional(),
  device_type: z.string().min(1).max(64).optional(),
  category: z.string().min(1).max(64).optional(),
  friendly_name: z.string().max(120).optional(),
  signals: signalsField,
  commands: commandsField,
})
export type DeviceManifest = z.infer<typeof deviceManifest>

/** `sentient/system/register/device`. Idempotent; tenant and room may be left out where the controller's id is enough. */
export const registerDevice = deviceManifest.extend({
  v: z.literal(1).default(1),
  tenant_id: segment.optional(),
  room_id: segment.optional(),
  controller_id: segment,
})
export type RegisterDevice = z.infer<typeof registerDevice>
