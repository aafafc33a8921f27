import { z } from 'zod'

/** What a running game that uses a device does while the device is offline (RT8). */
export const devicePolicy = z.enum(['freeze', 'warn', 'carry_on'])
export type DevicePolicy = z.infer<typeof devicePolicy>

/** What a running game that uses devices does while nothing is heard of any of them (RT7). */
export const hardwarePolicy = z.enum(['freeze', 'carry_on'])
export type HardwarePolicy = z.infer<typeof hardwarePolicy>

/**
 * A room's policy for hardware that is away: payload of `room_policy_changed`, and what `roomPolicyKey` holds. The
 * defaults: without any hardware the players can do nothing, so the game's time stands; one device that is away is
 * told to the game master, who knows whether it matters now.
 */
export const roomPolicy = z.object({
  hardware_away: hardwarePolicy.default('freeze'),
  /** `{controller}/{device}` → its policy; a device that is not named is warned of. */
  devices: z.record(z.string(), devicePolicy).default({}),
})
export type RoomPolicy = z.infer<typeof roomPolicy>

/** In place of a device in `SessionView.hold`: all of them, since the broker or the gateway is away. */
export const ALL_HARDWARE = 'hardware'
