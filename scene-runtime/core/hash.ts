import { WAKE } from '#scene-graph/compile/names.ts'
import { canonicalJson, textHash } from '#scene-graph/hash.ts'
import type { Session } from './session.ts'

/** Texts of what sessions are made of. Nothing in a session is changed in place, and most of it outlives many steps. */
const texts = new WeakMap<object, string>()

/** As `canonicalJson`, of a value that is never changed in place. */
function text(value: unknown): string {
  if (typeof value !== 'object' || value === null) return canonicalJson(value)
  const known = texts.get(value)
  if (known !== undefined) return known
  const fresh = Array.isArray(value) ? list(value) : members(value)
  texts.set(value, fresh)
  return fresh
}

const list = (items: readonly unknown[]): string =>
  `[${items.map((item) => (item === undefined ? 'null' : text(item))).join(',')}]`

/** `own`: members that are text already; null leaves one out. */
function members(of: object, own: Readonly<Record<string, string | null>> = NONE): string {
  const values = of as Readonly<Record<string, unknown>>
  let all = ''
  for (const { key, name } of namesOf(of)) {
    const value = values[key]
    if (value === undefined) continue
    const its = Object.hasOwn(own, key) ? own[key] : text(value)
    if (its !== null) all += `${all === '' ? '' : ','}${name}${its}`
  }
  return `{${all}}`
}

const NONE = {}

type Name = { readonly key: string; readonly name: string }

/** Keys as they come → in order, as text: sessions have the same ones at every step. */
const orders = new Map<string, { readonly keys: readonly string[]; readonly names: readonly Name[] }>()
const MOST_ORDERS = 1_000

function namesOf(of: object): readonly Name[] {
  const keys = Object.keys(of)
  const kind = `${keys.length} ${keys[0]}`
  const known = orders.get(kind)
  if (known?.keys.every((key, index) => key === keys[index]) === true) return known.names
  const names = [...keys].sort().map((key) => ({ key, name: `${JSON.stringify(key)}:` }))
  if (orders.size >= MOST_ORDERS) orders.clear()
  orders.set(kind, { keys, names })
  return names
}

/**
 * Everything that a later step depends on, as text: two sessions with the same text react alike. Left out is what
 * follows from the rest: the time of the last step, and when `held` conditions will have been true long enough.
 */
export function stateText(session: Session): string {
  const { machine, timers } = session
  const kept = timers.some((t) => t.event === WAKE) ? timers.filter((t) => t.event !== WAKE) : timers
  return members(session, {
    at: null,
    machine: members(machine, { context: members(machine.context, { now: null }) }),
    timers: text(kept),
  })
}

/** SHA-256 of it, hex. */
export const stateHash = (session: Session): string => textHash(stateText(session))
