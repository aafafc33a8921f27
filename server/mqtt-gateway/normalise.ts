import type { Json, Scalar } from '#wire/json.ts'
import type { SignalDeclaration } from '#wire/messages/capabilities.ts'
import { type Payload, type Refused, refuse } from './payload.ts'
import { toDeclared } from './values.ts'

export type Signals = ReadonlyMap<string, SignalDeclaration>

/** What a report says, in the device's declared types. `problems` are the parts of it that could not be taken. */
export type Reading = {
  ok: true
  signals: Record<string, Scalar>
  seq?: number
  uptimeMs?: number
  problems: Refused[]
}

/** Keys of the envelope: they are signals only where a device declares one of that name. */
const ENVELOPE = new Set(['v', 'value', 'state', 'seq', 'uptime_ms'])

/**
 * Reads a sensor report in any of the forms that boards send (wire.md): `{v, value, seq, uptime_ms}`,
 * `{v, state: {…}}`, a bare scalar, `{value}`, `{state: "ON"}`, the signal's own name as key, several declared
 * signals at once. Keys that are no declared signal are the board's own chatter (`ts`, `raw`) and are passed over,
 * but inside `state: {…}` they are named as problems. Pure.
 */
export function readSensor(payload: Payload, topicSignal: string, signals: Signals): Reading | Refused {
  if ('text' in payload) return one(topicSignal, payload.text, signals, {})
  const { json } = payload
  if (Array.isArray(json)) return refuse('payload', 'payload is a list; a report is a value or an object')
  if (typeof json !== 'object' || json === null) return one(topicSignal, json, signals, {})
  const counted = counters(json)
  if (isObject(json.state)) return several(json.state, signals, counted, true)
  const own = Object.hasOwn(json, topicSignal) && signals.has(topicSignal)
  if (!own && Object.hasOwn(json, 'value')) return one(topicSignal, json.value ?? null, signals, counted)
  if (!own && Object.hasOwn(json, 'state') && !signals.has('state'))
    return one(topicSignal, json.state ?? null, signals, counted)
  return several(json, signals, counted, false)
}

/**
 * Reads `…/state`: the device's declared level signals among what it tells, and all of it for display. A momentary
 * signal is an event and never part of a state that is retained.
 */
export function readState(
  payload: Payload,
  signals: Signals,
): { signals: Record<string, Scalar>; state: Json; problems: Refused[] } {
  if ('text' in payload) return { signals: {}, state: payload.text, problems: [] }
  const { json } = payload
  const told = isObject(json) && isObject(json.state) ? json.state : json
  if (!isObject(told)) return { signals: {}, state: told, problems: [] }
  const levels = new Map([...signals].filter(([, declaration]) => declaration.momentary !== true))
  const reading = several(told, levels, {}, false)
  return reading.ok
    ? { signals: reading.signals, state: told, problems: reading.problems }
    : { signals: {}, state: told, problems: reading.code === 'type' ? [reading] : [] }
}

type Counters = { seq?: number; uptimeMs?: number }

function one(signal: string, value: Json, signals: Signals, counted: Counters): Reading | Refused {
  const declaration = signals.get(signal)
  if (declaration === undefined) return unknownSignal(signal, signals)
  const converted = toDeclared(value, declaration.type)
  if (!converted.ok) return refuse('type', `${signal}: ${converted.message}`)
  return { ok: true, signals: { [signal]: converted.value }, problems: [], ...counted }
}

function several(
  values: { [key: string]: Json },
  signals: Signals,
  counted: Counters,
  strict: boolean,
): Reading | Refused {
  const taken: [string, Scalar][] = []
  const problems: Refused[] = []
  for (const [name, value] of Object.entries(values)) {
    const declaration = signals.get(name)
    if (declaration === undefined) {
      if (strict) problems.push(unknownSignal(name, signals))
      continue
    }
    const converted = toDeclared(value, declaration.type)
    if (converted.ok) taken.push([name, converted.value])
    else problems.push(refuse('type', `${name}: ${converted.message}`))
  }
  if (taken.length > 0) return { ok: true, signals: Object.fromEntries(taken), problems, ...counted }
  const names = Object.keys(values).filter((name) => !ENVELOPE.has(name))
  return (
    problems[0] ??
    refuse(
      'unknown_signal',
      `none of ${listed(names)} is a declared signal; the device has ${listed([...signals.keys()])}`,
    )
  )
}

const unknownSignal = (name: string, signals: Signals): Refused =>
  refuse(
    'unknown_signal',
    `"${name.slice(0, 64)}" is not a declared signal; the device has ${listed([...signals.keys()])}`,
  )

const listed = (names: string[]): string =>
  names.length === 0
    ? 'none'
    : names
        .slice(0, 12)
        .map((name) => name.slice(0, 64))
        .join(', ') + (names.length > 12 ? '…' : '')

function counters({ seq, uptime_ms: uptime }: { [key: string]: Json }): Counters {
  const counted: Counters = {}
  if (typeof seq === 'number' && Number.isSafeInteger(seq)) counted.seq = seq
  if (typeof uptime === 'number' && Number.isFinite(uptime)) counted.uptimeMs = uptime
  return counted
}

const isObject = (json: Json | undefined): json is { [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json)
