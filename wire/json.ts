import { z } from 'zod'

/** A scalar as devices speak it. */
export const scalar = z.union([z.boolean(), z.number().finite(), z.string()])
export type Scalar = z.infer<typeof scalar>

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)]),
)
