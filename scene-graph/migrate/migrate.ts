import type { Migration, RawDocument } from './migration.ts'
import { wholeLanguage } from './whole-language.ts'

/** Every step from version 1 on, without a gap. A new one is a file, a line here and a fixture before and after. */
export const MIGRATIONS: readonly Migration[] = [wholeLanguage]

/**
 * Brings a document up to the newest version, step by step; contained graphs are documents and migrate on their own, as
 * they are read. What names no version that a step starts from comes back as it is, for the schema to refuse.
 */
export function migrate(document: RawDocument): RawDocument {
  let current = document
  for (const { from, to, up } of MIGRATIONS)
    if (current.schemaVersion === from) current = { ...up(current), schemaVersion: to }
  return current
}
