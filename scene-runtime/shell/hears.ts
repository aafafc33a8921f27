import type { Compiled } from '#scene-graph/compile/compile.ts'

/** What named events a scene listens to. `any`: a condition of it asks for what the last event brought along. */
type Ears = { any: boolean; names: ReadonlySet<string>; prefixes: readonly string[] }

const known = new WeakMap<Compiled, Ears>()

/** Whether anything in the scene listens to a named event of the room (RT5): else it is no input of the session. */
export function hears(compiled: Compiled, name: string): boolean {
  const { any, names, prefixes } = earsOf(compiled)
  return any || names.has(name) || prefixes.some((prefix) => name === prefix || name.startsWith(`${prefix}.`))
}

function earsOf(compiled: Compiled): Ears {
  const before = known.get(compiled)
  if (before !== undefined) return before
  const names = new Set<string>()
  const prefixes: string[] = []
  let any = false
  for (const { trigger, guard } of compiled.plan.edges.values()) {
    if (trigger.type === 'condition') any ||= asksForPayload(trigger.condition) || asksForPayload(guard)
    if (trigger.type !== 'event') continue
    if (trigger.name === '*') any = true
    else if (trigger.name.endsWith('.*')) prefixes.push(trigger.name.slice(0, -2))
    else names.add(trigger.name)
  }
  const ears = { any, names, prefixes }
  known.set(compiled, ears)
  return ears
}

/** An event changes what such a condition sees, whatever its name. */
function asksForPayload(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if ('type' in value && value.type === 'payload') return true
  return Object.values(value).some(asksForPayload)
}
