import { nanoid } from 'nanoid'

/** Makes ids for nodes and edges: random, never derived from time or place. */
export type NewId = () => string

export const newId: NewId = () => nanoid(12)
