import { z } from 'zod'
import { puzzleProgress } from '../session-view.ts'

/** Payload of `puzzle_progress`: it has come further or fallen back, or other inputs of it are right now. */
export const puzzleProgressed = z.object({ ...puzzleProgress.shape, name: z.string() })
export type PuzzleProgressed = z.infer<typeof puzzleProgressed>
