import { z } from 'zod'
import { scalar } from './json.ts'
import { ackOutcome } from './messages/acknowledgement.ts'

/** Payload of `device_state_changed` from a sensor: the signals that were reported together. */
export const signalsReported = z.object({
  signals: z.record(z.string(), scalar),
  seq: z.number().int().optional(),
})
export type SignalsReported = z.infer<typeof signalsReported>

/** Payload of `device_command_acknowledged`; also written by the gateway itself when it refuses a command. */
export const commandAcknowledged = z.object({
  command_id: z.string(),
  outcome: ackOutcome,
  reason: z.string().optional(),
})
export type CommandAcknowledged = z.infer<typeof commandAcknowledged>
