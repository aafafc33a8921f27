import type { Finding } from '#scene-graph/findings.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'

export type MarkedText = { before: string; at: string; after: string }

/** Characters shown on each side of what is wrong. */
const AROUND = 32

/** The text that a finding speaks of, with the part that it means; null where it speaks of no text. */
export function markedText(graph: SceneGraph, { path, at }: Pick<Finding, 'path' | 'at'>): MarkedText | null {
  if (path === undefined || at === undefined) return null
  let value: unknown = graph
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return null
    value = (value as Record<string, unknown>)[key]
  }
  if (typeof value !== 'string') return null
  const { offset } = at
  const end = offset + Math.max(1, at.length)
  const start = Math.max(0, offset - AROUND)
  return {
    before: (start > 0 ? '…' : '') + value.slice(start, offset),
    // Something that is missing stands at the end: a space is marked for it.
    at: value.slice(offset, end) || ' ',
    after: value.slice(end, end + AROUND) + (end + AROUND < value.length ? '…' : ''),
  }
}
