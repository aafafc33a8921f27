import { z } from 'zod'
import { scalar } from '#wire/json.ts'
import { parameterDeclaration, signalDeclaration } from '#wire/messages/capabilities.ts'
import { emergencyLevel } from '#wire/messages/emergency.ts'
import { segment } from '#wire/names.ts'

/**
 * The virtual boards' HTTP interface, pure, for the page that shows them. The boards themselves speak MQTT like any
 * other; this stands in for hands, water and gravity. Errors are `{code, message}` with 400, 404 or 409.
 */

/** GET /state */
export const virtualSignal = signalDeclaration.extend({
  /** Somebody can set it by hand (a valve, a lever): POST /set takes it. The others follow from commands. */
  input: z.boolean(),
  value: scalar,
  /** Values that make sense to offer as buttons. */
  presets: z.array(z.object({ label: z.string(), value: scalar })).default([]),
})
export type VirtualSignal = z.infer<typeof virtualSignal>

export const virtualDevice = z.object({
  device_id: segment,
  kind: z.string(),
  category: z.string(),
  name: z.string(),
  signals: z.record(segment, virtualSignal),
  commands: z.record(segment, z.object({ params: z.record(segment, parameterDeclaration) })),
  /** What it was last told, and its answer; `at` is epoch ms. */
  last_command: z.object({ command: z.string(), outcome: z.string(), at: z.number() }).nullable(),
})
export type VirtualDevice = z.infer<typeof virtualDevice>

export const virtualBoard = z.object({
  controller_id: segment,
  controller_type: z.string(),
  /** `offline`: without power, its last will is out. `connecting`: looks for the broker. */
  status: z.enum(['online', 'offline', 'connecting']),
  boot_id: z.string(),
  uptime_ms: z.number(),
  /** The level of the emergency stop under which it stands still. */
  stopped: emergencyLevel.nullable(),
  devices: z.array(virtualDevice),
})
export type VirtualBoard = z.infer<typeof virtualBoard>

export const virtualRoom = z.object({ tenant: segment, room: segment, boards: z.array(virtualBoard) })
export type VirtualRoom = z.infer<typeof virtualRoom>

/** POST /set: somebody turns, presses or shows something. Answers with the board as it then is. */
export const setSignal = z.object({ controller: segment, device: segment, signal: segment, value: scalar })
export type SetSignal = z.infer<typeof setSignal>

/** POST /power: pull the plug of a board, or put it in again (a new boot). Answers with the board. */
export const setPower = z.object({ controller: segment, on: z.boolean() })
export type SetPower = z.infer<typeof setPower>

/** POST /emergency: the red button beside a board. Answers with the board. */
export const pressEmergency = z.object({
  controller: segment,
  level: emergencyLevel,
})
export type PressEmergency = z.infer<typeof pressEmergency>

export const virtualError = z.object({ code: z.string(), message: z.string() })
