import { z } from 'zod'
import { scalar } from '../json.ts'

/** Numbers a board's reports upwards from its boot, so that a redelivered one is told from a repeated one. */
const counted = { seq: z.number().int().nonnegative().optional(), uptime_ms: z.number().nonnegative().optional() }

/** MQTT `…/sensors/{controller}/{device}/{signal}`, in full: one signal. */
export const sensorValue = z.object({ v: z.literal(1), value: scalar, ...counted })
export type SensorValue = z.infer<typeof sensorValue>

/**
 * Several signals of one device at once. Boards that are already in the field send more forms (a bare scalar,
 * `{value}`, `{state: "ON"}`, the signal's name as key); the gateway takes those too: docs/wire.md.
 */
export const sensorState = z.object({ v: z.literal(1), state: z.record(z.string(), scalar), ...counted })
export type SensorState = z.infer<typeof sensorState>
