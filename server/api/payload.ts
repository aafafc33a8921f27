import type { Json } from '#wire/json.ts'

/** A message as it will stand on the wire: what is undefined is left out. */
export const toPayload = (message: object): { [key: string]: Json } => JSON.parse(JSON.stringify(message))
