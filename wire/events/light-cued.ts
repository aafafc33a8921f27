import { z } from 'zod'

/**
 * Payload of `light_cued`: one fixture (the envelope names the device that plays the role) or a look that was saved for
 * the room.
 */
export const lightCued = z.object({
  role: z.string().optional(),
  look: z.string().optional(),
  /** 0–1 */
  level: z.number().optional(),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .optional(),
  fade_ms: z.number().int().nonnegative(),
})
export type LightCued = z.infer<typeof lightCued>
