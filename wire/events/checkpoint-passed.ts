import { z } from 'zod'

/** Payload of `checkpoint_passed`: a place that the game can be put back to. */
export const checkpointPassed = z.object({ node: z.string(), name: z.string() })
export type CheckpointPassed = z.infer<typeof checkpointPassed>
