import { WAKE } from '#scene-graph/compile/names.ts'
import { canonicalJson, textHash } from '#scene-graph/hash.ts'
import type { Session } from './session.ts'

/**
 * The text of parts that most steps leave as they are (values, entry times, what conditions remember). Sessions never
 * change in place, so a part that is the same object has the same text.
 */
const texts = new WeakMap<object, string>()

function textOf(part: unknown): string {
  if (typeof part !== 'object' || part === null) return canonicalJson(part)
  const known = texts.get(part)
  if (known !== undefined) return known
  const text = canonicalJson(part)
  texts.set(part, text)
  return text
}

/** As `canonicalJson` of an object that has these members besides. */
function members(of: object, without: string, more: Readonly<Record<string, string>>): string {
  const values = of as Readonly<Record<string, unknown>>
  let text = ''
  for (const key of Object.keys(of).sort()) {
    if (key === without || values[key] === undefined) continue
    text += `${text === '' ? '' : ','}"${key}":${more[key] ?? textOf(values[key])}`
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
    timers: textOf(kept),
  })
}

/** SHA-256 of it, hex. */
export const stateHash = (session: Session): string => textHash(stateText(session))
