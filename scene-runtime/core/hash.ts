import { WAKE } from '#scene-graph/compile/names.ts'
import { canonicalJson, textHash } from '#scene-graph/hash.ts'
import type { Session } from './session.ts'

/** The members of an object last sorted: sessions have the same ones at every step. */
const orders: { keys: readonly string[]; sorted: readonly string[] }[] = []

function sortedKeys(of: object): readonly string[] {
  const keys = Object.keys(of)
  const known = orders.find(
    (order) => order.keys.length === keys.length && order.keys.every((key, i) => key === keys[i]),
  )
  if (known !== undefined) return known.sorted
  const sorted = [...keys].sort()
  orders.unshift({ keys, sorted })
  orders.length = Math.min(orders.length, 8)
  return sorted
}

/** As `canonicalJson` of an object some of whose members are text already. */
function members(of: object, without: string, texts: Readonly<Record<string, string>>): string {
  const values = of as Readonly<Record<string, unknown>>
  let text = ''
  for (const key of sortedKeys(of)) {
    if (key === without || values[key] === undefined) continue
    text += `${text === '' ? '' : ','}"${key}":${texts[key] ?? canonicalJson(values[key])}`
  }
  return `{${text}}`
}

/**
 * Everything that a later step depends on, as text: two sessions with the same text react alike. Left out is what
 * follows from the rest: the time of the last step, and when `held` conditions will have been true long enough.
 */
export function stateText(session: Session): string {
  const { machine, timers } = session
  const kept = timers.some((t) => t.event === WAKE) ? timers.filter((t) => t.event !== WAKE) : timers
  return members(session, 'at', {
    machine: members(machine, '', { context: members(machine.context, 'now', {}) }),
    timers: canonicalJson(kept),
  })
}

/** SHA-256 of it, hex. */
export const stateHash = (session: Session): string => textHash(stateText(session))
