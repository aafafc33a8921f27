import { name } from '#scene-graph/schema/values.ts'

/** A name of a role, variable, event or outcome made from any text: `2nd door!` → `_2nd_door`. */
export function nameFrom(text: string): string {
  const kept = text
    .trim()
    .replace(/[^A-Za-z0-9_-]+/g, '_')
    .slice(0, 60)
  return /^[A-Za-z_]/.test(kept) ? kept : `_${kept}`
}

/** The name, or the name with the first number that makes it free. */
export function freeName(wanted: string, taken: (name: string) => boolean): string {
  if (!taken(wanted)) return wanted
  for (let n = 2; ; n++) if (!taken(`${wanted}_${n}`)) return `${wanted}_${n}`
}

/** What is wrong with a name, in words; null when it can be used. */
export function nameProblem(text: string, taken: (name: string) => boolean): string | null {
  if (text === '') return 'a name is needed'
  const read = name.safeParse(text)
  if (!read.success) return read.error.issues[0]?.message ?? 'not a name'
  return taken(text) ? `“${text}” is taken` : null
}
