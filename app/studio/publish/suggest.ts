import type { SceneGraph } from '#scene-graph/parse.ts'
import { canBeActive, indexOf, titleOf } from '../model/document.ts'
import type { Stranded } from './stranded.ts'

/** A place where games can go on. */
export type Haven = { id: string; title: string; type: string; within: string | null; suggested: boolean }

const words = (text: string): Set<string> => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])

/** Shared words by all words, 0–1. */
function alike(a: string, b: string): number {
  const [one, two] = [words(a), words(b)]
  const shared = [...one].filter((word) => two.has(word)).length
  return one.size === 0 || two.size === 0 ? 0 : shared / (one.size + two.size - shared)
}

/** Every place of the draft, the likeliest for what is gone first: by name and id, then by type and by what it lies in. */
export function havensFor(gone: Stranded, draft: SceneGraph): Haven[] {
  const { nodes } = indexOf(draft)
  const places = draft.nodes.filter(canBeActive).map((node) => {
    const parent = node.parentId === null ? undefined : nodes.get(node.parentId)
    const name = Math.max(alike(titleOf(node), gone.title), alike(node.id, gone.node))
    const score = name * 4 + (node.type === gone.type ? 2 : 0) + (node.parentId === gone.within ? 1 : 0)
    const within = parent === undefined ? null : titleOf(parent)
    return { id: node.id, title: titleOf(node), type: node.type, within, score, suggested: name > 0 }
  })
  return places
    .sort((a, b) => b.score - a.score || a.title.localeCompare(b.title))
    .map(({ score: _, ...haven }, index) => ({ ...haven, suggested: index === 0 && haven.suggested }))
}

/** Those whose name, id, type or group has all words of the search. */
export function searched(havens: readonly Haven[], search: string): Haven[] {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean)
  return havens.filter(({ id, title, type, within }) => {
    const text = `${title} ${id} ${type} ${within ?? ''}`.toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
}
