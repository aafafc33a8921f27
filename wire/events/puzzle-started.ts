import { z } from 'zod'

/** Payload of `puzzle_started`: the players have it before them. `name` is the node's. */
export const puzzleStarted = z.object({ node: z.string(), name: z.string() })
export type PuzzleStarted = z.infer<typeof puzzleStarted>
