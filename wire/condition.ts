import { z } from 'zod'

/** What can be away in a house (RT7). What each means and what to do about it: `app/conditions`, docs/runtime.md. */
export const CONDITIONS = [
  'redis_away',
  'postgres_away',
  'journal_away',
  'broker_away',
  'gateway_away',
  'runtime_away',
] as const
export const conditionName = z.enum(CONDITIONS)
export type ConditionName = z.infer<typeof conditionName>

/** Something that is away. What the hash `HOUSE_CONDITIONS` holds by name, and what the API answers at /conditions. */
export const condition = z.object({
  condition: conditionName,
  /** Epoch ms, by the clock of whoever saw it. */
  since: z.number(),
  /** What the one that looked for it heard: a reason for an installer. */
  reason: z.string().max(500).default(''),
})
export type Condition = z.infer<typeof condition>

/** Payload of `condition_began` and `condition_ended`, which go to every room; `until` once it is over, epoch ms. */
export const conditionChange = condition.extend({ until: z.number().optional() })
export type ConditionChange = z.infer<typeof conditionChange>

/** GET /conditions of the API: what is away now. Needs neither sign-in nor any store: it works when nothing else does. */
export const houseReport = z.object({ conditions: z.array(condition) })
export type HouseReport = z.infer<typeof houseReport>

/** With these nothing is heard of any device, and nothing that is sent arrives. */
export const WITHOUT_HARDWARE: readonly ConditionName[] = ['broker_away', 'gateway_away']
