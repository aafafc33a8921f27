import { z } from 'zod'
import { action } from './action.ts'
import { name } from './values.ts'

/** Fields that every node's data has. The name is for people and changes nothing in a game. */
export const common = {
  name: z.string().max(120).default(''),
  /**
   * Where a running game goes when this node is gone from a new version and nothing was mapped: to the entry of the
   * nearest surviving group, or nowhere (the game stays on its version) (HR2).
   */
  whenRemoved: z.enum(['container', 'block']).default('container'),
}

/** Node-data of what can be entered and left. */
export const stateful = { ...common, entry: z.array(action).default([]), exit: z.array(action).default([]) }

export const outcome = name
