import { z } from 'zod'

/**
 * Payload of `puzzle_solved`, `puzzle_failed`, `puzzle_skipped`; and of `puzzle_reset`: it was left without a result
 * and begins anew.
 */
export const puzzleEnded = z.object({
  node: z.string(),
  name: z.string(),
  /** Since it became active, ms. */
  duration_ms: z.number().nonnegative(),
  /** Solved by a game master's override, not by players. */
  overridden: z.literal(true).optional(),
})
export type PuzzleEnded = z.infer<typeof puzzleEnded>
