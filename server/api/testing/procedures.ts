import type { Right } from '../rights.ts'
import { appRouter } from '../router.ts'

export type Procedure = { _def: { type: 'query' | 'mutation' | 'subscription'; meta?: { right?: Right } } }

/** Path → procedure. At run time the router keeps them so, flat; its type shows them nested. */
export const procedures: ReadonlyMap<string, Procedure> = new Map(
  Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>),
)
