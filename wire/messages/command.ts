import { z } from 'zod'
import { scalar } from '../json.ts'
import { segment } from '../names.ts'
import { hasOnly, hasScalars, isObject, isPlainTime, isSegment, isText } from '../plain.ts'

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

const FIELDS: ReadonlySet<string> = new Set(Object.keys(deviceCommand.shape))

/** Whether it is a command just as the runtime and the API write them (`plain.ts`). False says nothing: ask the schema. */
export const isPlainCommand = (value: unknown): value is DeviceCommand =>
  isObject(value) &&
  hasOnly(value, FIELDS) &&
  value.event_type === 'device_command' &&
  isText(value.command_id, 128) &&
  value.command_id !== '' &&
  isSegment(value.tenant_id) &&
  isSegment(value.room_id) &&
  isSegment(value.controller_id) &&
  isSegment(value.device_id) &&
  isSegment(value.command) &&
  hasScalars(value.params) &&
  isPlainTime(value.issued_at) &&
  Number.isSafeInteger(value.ttl_ms) &&
  Number(value.ttl_ms) > 0 &&
  isText(value.source, 128) &&
  (value.session_id === undefined || isText(value.session_id, 64))

/** MQTT `…/commands/{controller}/{device}/{action}`; never retained. */
export const mqttCommand = z.object({
  v: z.literal(1),
  command_id: z.string(),
  boot_id: z.string().optional(),
  issued_at: z.iso.datetime(),
  ttl_ms: z.number().int().positive(),
  params: z.record(z.string(), scalar),
  /** Given by an emergency stop: a board that stands still obeys it all the same. */
  emergency: z.literal(true).optional(),
})
export type MqttCommand = z.infer<typeof mqttCommand>
