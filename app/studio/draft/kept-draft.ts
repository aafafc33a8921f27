import { parseDocument } from '#scene-graph/parse.ts'
import type { Kept } from './draft-sync.ts'

const keyOf = (graphId: string): string => `sentient.studio.draft.${graphId}`

/** Keeps a draft that is not saved yet in this browser; null forgets it. Throws where the browser refuses. */
export function keepDraft(graphId: string, kept: Kept | null): void {
  if (kept === null) localStorage.removeItem(keyOf(graphId))
  else localStorage.setItem(keyOf(graphId), JSON.stringify(kept))
}

/** The draft that an earlier visit could not save, if it can still be read. */
export function keptDraft(graphId: string): Kept | null {
  let kept: unknown
  try {
    kept = JSON.parse(localStorage.getItem(keyOf(graphId)) ?? 'null')
  } catch {
    // Storage is refused, or the text was cut off: there is nothing to go on with.
    return null
  }
  if (typeof kept !== 'object' || kept === null || !('revision' in kept) || !('document' in kept)) return null
  const read = parseDocument(kept.document)
  return read.ok && typeof kept.revision === 'number' ? { revision: kept.revision, document: read.graph } : null
}
