import type { Json } from '#wire/json.ts'
import type { Refusal } from '#wire/refusal.ts'

export type RefusalCode = Refusal['code']
export type Refused = { ok: false; code: RefusalCode; message: string }
export const refuse = (code: RefusalCode, message: string): Refused => ({ ok: false, code, message })

/** What a payload says before anybody asks what it means. */
export type Payload = { ok: true; json: Json } | { ok: true; text: string }

/** Nesting that any message of ours could need; deeper is an attack or a mistake. */
const MAX_DEPTH = 12
const MAX_VALUES = 4096
const MAX_TEXT = 1024
const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

const decoder = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads a payload's bytes: JSON where it is JSON, else plain text of up to 1024 characters. Total: whatever comes, it
 * answers with a value or with a refusal that says why. Text that begins like JSON and is none is refused, so that a
 * broken object is never taken for a text value.
 */
export function readPayload(bytes: Uint8Array, maxBytes: number): Payload | Refused {
  if (bytes.byteLength > maxBytes)
    return refuse('oversize', `payload has ${bytes.byteLength} bytes; ${maxBytes} are taken at most`)
  if (bytes.byteLength === 0) return refuse('payload', 'payload is empty')
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    return refuse('payload', 'payload is not UTF-8')
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    const trimmed = text.trim()
    if (/^[{["]/.test(trimmed))
      return refuse(
        'payload',
        `payload is not JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'unreadable'}`,
      )
    if (trimmed.length > MAX_TEXT)
      return refuse('payload', `text has ${trimmed.length} characters; ${MAX_TEXT} are taken`)
    return { ok: true, text: trimmed }
  }
  return checkJson(json)
}

/** A scalar, or an object of a few scalars: what nearly every message is. */
function isPlain(root: unknown): boolean {
  if (typeof root !== 'object' || root === null) return true
  if (Array.isArray(root)) return false
  const keys = Object.keys(root)
  for (const key of keys) {
    const value: unknown = (root as Record<string, unknown>)[key]
    if ((typeof value === 'object' && value !== null) || PROTOTYPE_KEYS.has(key)) return false
  }
  return keys.length < MAX_VALUES
}

/** JSON as it came from JSON.parse, if it is of bearable shape. Iterative: nesting can't exhaust the stack. */
function checkJson(root: unknown): Payload | Refused {
  if (isPlain(root)) return { ok: true, json: root as Json }
  const waiting: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }]
  let count = 0
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    const { value, depth } = item
    if (++count > MAX_VALUES) return refuse('payload', `payload has more than ${MAX_VALUES} values`)
    if (typeof value !== 'object' || value === null) continue
    if (depth >= MAX_DEPTH) return refuse('payload', `payload is nested more than ${MAX_DEPTH} deep`)
    const isArray = Array.isArray(value)
    for (const [key, child] of Object.entries(value)) {
      if (!isArray && PROTOTYPE_KEYS.has(key)) return refuse('payload', `key "${key}" is not allowed`)
      waiting.push({ value: child, depth: depth + 1 })
    }
  }
  return { ok: true, json: root as Json } // JSON.parse makes nothing else
}

/** The first bytes as text, for whoever reads the refusal: control characters and broken UTF-8 are shown as dots. */
export function excerptOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, 200))
  return readable(text).slice(0, 199)
}

/** Text that any JSON store takes: no control characters, no half of a surrogate pair. */
export const readable = (text: string): string => text.replace(/[\p{Cc}\p{Cs}\uFFFD]/gu, '·')
