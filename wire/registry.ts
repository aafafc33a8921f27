import { z } from 'zod'
import { commandDeclaration, emergencyDeclaration, signalDeclaration } from './messages/capabilities.ts'
import { segment } from './names.ts'

/** Limits that an installer set on top of what a board declares, by command: the narrower of both counts. */
export const commandLimits = z.record(
  z.string(),
  z.object({
    params: z.record(z.string(), z.object({ min: z.number().optional(), max: z.number().optional() })).optional(),
    /** Refused when the same command of the same device went out less than this ago, ms. */
    cooldown_ms: z.number().int().nonnegative().optional(),
    /** The installer's word on what an emergency stop does, over the board's. */
    emergency: emergencyDeclaration.optional(),
  }),
)
export type CommandLimits = z.infer<typeof commandLimits>

export const registryDevice = z.object({
  device_id: segment,
  kind: z.string(),
  signals: z.record(z.string(), signalDeclaration),
  commands: z.record(z.string(), commandDeclaration),
  limits: commandLimits.default({}),
})
export type RegistryDevice = z.infer<typeof registryDevice>

export const registryController = z.object({
  controller_id: segment,
  boot_id: z.string().nullish(),
  heartbeat_interval_ms: z.number().int().positive(),
  devices: z.array(registryDevice),
})
export type RegistryController = z.infer<typeof registryController>

/** GET /internal/registry: every room with its controllers and devices, what the gateway judges messages by. */
export const registryRoom = z.object({
  tenant_id: segment,
  room_id: segment,
  /** An emergency stop of level 3 is for the rooms of one venue. A room that names none is stopped with every one. */
  venue_id: segment.optional(),
  controllers: z.array(registryController),
})
export type RegistryRoom = z.infer<typeof registryRoom>
export const registry = z.array(registryRoom)

/** POST /internal/{controllers,devices}/register, 200: where the controller belongs. */
export const registered = z.looseObject({ tenant_id: segment, room_id: segment, controller_id: segment })
export type Registered = z.infer<typeof registered>

/** The same, 404 and 409: why not. */
export const notRegistered = z.looseObject({ code: z.string(), message: z.string() })
