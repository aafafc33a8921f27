import type { Json, Scalar } from '#wire/json.ts'
import type { ValueType } from '#wire/messages/capabilities.ts'

const TRUE = new Set(['true', '1', 'on', 'open', 'pressed', 'yes', 'high', 'active', 'enabled'])
const FALSE = new Set(['false', '0', 'off', 'closed', 'released', 'no', 'low', 'inactive', 'disabled'])
const NUMERIC = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const MAX_TEXT = 1024

export type Conversion = { ok: true; value: Scalar } | { ok: false; message: string }
const no = (message: string): Conversion => ({ ok: false, message })

/**
 * A value as a board sent it, in the type that its device declares. A boolean may come as true, 1, "ON", "OPEN",
 * "PRESSED" and their opposites in any case; a number as a numeric string; a text as any scalar. What can't be that
 * type is refused with the reason: a wrong guess here opens a door.
 */
export function toDeclared(value: Json, type: ValueType): Conversion {
  if (value === null) return no('value is null: a signal always has a value')
  if (typeof value === 'object') return no(`value is ${Array.isArray(value) ? 'a list' : 'an object'}, not a ${type}`)
  if (type === 'boolean') return toBoolean(value)
  if (type === 'number') return toNumber(value)
  return toText(value)
}

function toBoolean(value: Scalar): Conversion {
  if (typeof value === 'boolean') return { ok: true, value }
  const word = String(value).trim().toLowerCase()
  if (TRUE.has(word)) return { ok: true, value: true }
  if (FALSE.has(word)) return { ok: true, value: false }
  return no(`${shown(value)} is not a boolean (true/false, 1/0, ON/OFF, OPEN/CLOSED, PRESSED/RELEASED…)`)
}

function toNumber(value: Scalar): Conversion {
  if (typeof value === 'boolean') return no(`${value} is not a number`)
  if (typeof value === 'string' && !NUMERIC.test(value.trim())) return no(`${shown(value)} is not a number`)
  const number = Number(value)
  if (!Number.isFinite(number) || Math.abs(number) > Number.MAX_SAFE_INTEGER)
    return no(`${shown(value)} is too large: numbers go up to ±${Number.MAX_SAFE_INTEGER}`)
  return { ok: true, value: number }
}

/** NUL and halves of surrogate pairs are refused: PostgreSQL's JSON can't hold them, and no reader's tag has them. */
function toText(value: Scalar): Conversion {
  const text = String(value)
  if (text.length > MAX_TEXT) return no(`text has ${text.length} characters; ${MAX_TEXT} are taken at most`)
  if (/[\0\p{Cs}]/u.test(text)) return no('text has a NUL or a broken character in it')
  return { ok: true, value: text }
}

const shown = (value: Scalar): string => JSON.stringify(typeof value === 'string' ? value.slice(0, 60) : value)
