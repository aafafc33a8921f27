import { z } from 'zod'

/** Something that the gateway did not take, with the reason: a board's installer reads these. */
export const refusal = z.object({
  at: z.iso.datetime(),
  topic: z.string().max(400),
  tenant_id: z.string().optional(),
  room_id: z.string().optional(),
  code: z.enum([
    'topic',
    'oversize',
    'payload',
    'unknown_room',
    'unknown_controller',
    'unknown_device',
    'unknown_signal',
    'type',
    'ambiguous',
    'unmatched_ack',
    'retained_command',
  ]),
  message: z.string(),
  /** The first bytes of what came, as text. */
  excerpt: z.string().max(200),
  /** Times that the same was refused since it was last written. */
  repeated: z.number().int().nonnegative(),
})
export type Refusal = z.infer<typeof refusal>
