import { z } from 'zod'
import { scalar } from '../json.ts'
import { segment } from '../names.ts'

/** Redis `sentient:commands:device`: somebody wants a device to do something. `command_id` makes it happen once. */
export const deviceCommand = z.object({
  event_type: z.literal('device_command'),
  command_id: z.string().min(1).max(128),
  tenant_id: segment,
  room_id: segment,
  controller_id: segment,
  device_id: segment,
  command: segment,
  params: z.record(z.string(), scalar).default({}),
  /** ISO time at which it was decided. */
  issued_at: z.iso.datetime(),
  /** After this long it is not carried out any more. */
  ttl_ms: z.number().int().positive(),
  /** Who asked: a scene, a person, a test. */
  source: z.string().max(128),
  session_id: z.string().max(64).optional(),
})
export type DeviceCommand = z.infer<typeof deviceCommand>

/** MQTT `…/commands/{controller}/{device}/{action}`; never retained. */
export const mqttCommand = z.object({
  v: z.literal(1),
  command_id: z.string(),
  boot_id: z.string().optional(),
  issued_at: z.iso.datetime(),
  ttl_ms: z.number().int().positive(),
  params: z.record(z.string(), scalar),
})
export type MqttCommand = z.infer<typeof mqttCommand>
