import { z } from 'zod'

export const ackOutcome = z.enum(['applied', 'duplicate', 'stale', 'rejected', 'interlocked', 'stopped'])
export type AckOutcome = z.infer<typeof ackOutcome>

/** MQTT `…/status/{controller}/{device}/ack`: one for every command, matched by its id. */
export const acknowledgement = z.object({
  v: z.literal(1).default(1),
  command_id: z.string().min(1).max(128),
  outcome: ackOutcome,
  reason: z.string().max(500).optional(),
})
export type Acknowledgement = z.infer<typeof acknowledgement>

/** The device did it, now or before. */
export const succeeded = (outcome: AckOutcome): boolean => outcome === 'applied' || outcome === 'duplicate'
