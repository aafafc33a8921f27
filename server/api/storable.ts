import { ApiError } from './errors.ts'

/** In a regular expression that knows code points, only a half that stands alone is a surrogate. */
const UNSTORABLE = /[\0\p{Surrogate}]/u

/** No document of ours comes near; what is deeper would exhaust the stack of whoever walks it next. */
const DEEPEST = 200

/**
 * PostgreSQL keeps no U+0000 in a text and no half of a surrogate pair in JSON. Throws `invalid` with the place where
 * one stands, so that it is refused at the door and not by the database.
 */
export function storable(input: unknown, at = 'input', depth = 0): void {
  if (depth > DEEPEST) throw new ApiError('invalid', `The input is nested deeper than ${DEEPEST} levels.`)
  if (typeof input === 'string') {
    if (UNSTORABLE.test(input))
      throw new ApiError('invalid', `${at} holds a character that can not be stored (U+0000 or half a surrogate pair)`)
    return
  }
  if (typeof input !== 'object' || input === null) return
  for (const [key, value] of Object.entries(input)) {
    storable(key, `a key of ${at}`)
    storable(value, `${at}.${key}`, depth + 1)
  }
}
