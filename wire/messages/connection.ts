import { z } from 'zod'

/**
 * MQTT `…/status/{controller}/connection`, retained: `online` after every connect, `offline` as last will. Plain text;
 * `{"status":"online"}` is taken for the same.
 */
export const connection = z.union([
  z.enum(['online', 'offline']),
  z.object({ status: z.enum(['online', 'offline']) }).transform(({ status }) => status),
])
export type Connection = z.infer<typeof connection>
