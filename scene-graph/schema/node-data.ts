import { z } from 'zod'
import { action } from './action.ts'
import { duration, name } from './values.ts'

/** Fields that every node's data has. The name is for people and changes nothing in a game. */
export const common = {
  name: z.string().max(120).default(''),
  /**
   * Where a running game goes when this node is gone from a new version and nothing was mapped: to the entry of the
   * nearest surviving group, or nowhere (the game stays on its version) (HR2).
   */
  whenRemoved: z.enum(['container', 'block']).default('container'),
  /** How long players are expected to be in it, ms: what the console calls late by, and what analysis sums. */
  expected: z.number().int().positive().nullable().default(null),
}

/** Node data of what can be entered and left. */
export const stateful = { ...common, entry: z.array(action).default([]), exit: z.array(action).default([]) }

export const outcome = name

/** Node data of every puzzle. */
export const puzzleData = {
  ...stateful,
  /** After so long the GM is told, or the puzzle has failed. */
  limit: duration.nullable().default(null),
  atLimit: z.enum(['alert', 'fail']).default('alert'),
  /** Entered again, it begins anew, or goes on where it was left. */
  reset: z.enum(['entry', 'keep']).default('entry'),
}
