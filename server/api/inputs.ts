import { z } from 'zod'
import { segment } from '#wire/names.ts'

/** Fields that several procedures take. */

/** A room, by its slug in the caller's tenant. */
export const roomSlug = segment
export const roomInput = z.strictObject({ room: roomSlug })
/** Ids as the database and nanoid make them. */
export const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'is no id')
export const idInput = z.strictObject({ id })
export const displayName = z.string().trim().min(1, 'must not be empty').max(120)
export const limit = (most: number, usual: number) => z.number().int().min(1).max(most).default(usual)
