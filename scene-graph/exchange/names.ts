import { eventName, id as idSchema, name as nameSchema } from '../schema/values.ts'

/** Gives out each id or name once: the wanted one where it is free, else with a number behind it. */
export class Unique {
  private readonly taken: Set<string>
  constructor(taken: Iterable<string> = []) {
    this.taken = new Set(taken)
  }

  has(wanted: string): boolean {
    return this.taken.has(wanted)
  }

  take(wanted: string): string {
    let free = wanted
    for (let n = 2; this.taken.has(free); n++) free = `${wanted.slice(0, 120)}_${n}`
    this.taken.add(free)
    return free
  }
}

export const isId = (text: string): boolean => idSchema.safeParse(text).success

/** The nearest text that is an id. */
export function toId(text: string): string {
  if (isId(text)) return text
  const cleaned = text
    .replace(/[^A-Za-z0-9_.:-]+/g, '_')
    .replace(/^_+(?=.)|(?<=.)_+$/g, '')
    .slice(0, 120)
  return isId(cleaned) ? cleaned : `_${cleaned}`
}

const isName = (text: string): boolean => nameSchema.safeParse(text).success

/** The nearest text that is a name (of a variable, an outcome, a payload's field). */
export function toName(text: string): string {
  if (isName(text)) return text
  const cleaned = text.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 60)
  return isName(cleaned) ? cleaned : `_${cleaned}`
}

/** The nearest text that is the name of one event. */
export function toEventName(text: string): string {
  if (eventName.safeParse(text).success) return text
  const cleaned = text
    .replace(/[^A-Za-z0-9_.:-]+/g, '_')
    .replace(/^[.:-]+/, '')
    .slice(0, 128)
  return eventName.safeParse(cleaned).success ? cleaned : `_${cleaned}`.slice(0, 128)
}

/** What listens to events: `*`, `door.*` or one name. `foo.` and `foo*` are read as SCXML reads `foo`. */
export function toEventPattern(text: string): string {
  if (text === '*' || text === '.*') return '*'
  if (text.endsWith('.*')) return `${toEventName(text.slice(0, -2)).slice(0, 126)}.*`
  return toEventName(text)
}

/** Nested deeper than anything drawn by hand; whoever walks a bomb of brackets exhausts the stack. */
export const MAX_DEPTH = 200

export function isDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
  return false
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
