import type { SceneGraph } from '#scene-graph/parse.ts'
import type { SessionView } from '#wire/session-view.ts'
import { ancestorsOf, canBeActive, indexOf, titleOf } from '../model/document.ts'

/** A node that a running game stands in and that the draft has no more. */
export type Stranded = {
  node: string
  /** Its name in the version that the game plays. */
  title: string
  /** What happens without a mapping (HR2): the game goes to the room around it, or stays on its version. */
  otherwise: { goesTo: string | null } | 'blocked'
}

/**
 * Where a running game would lose the ground under its feet if the draft were published now. `playing` is the
 * document of the version that it plays, if it is known.
 */
export function strandedIn(view: SessionView, draft: SceneGraph, playing: SceneGraph | null): Stranded[] {
  const { nodes } = indexOf(draft)
  return view.active
    .filter((id) => !nodes.has(id))
    .map((id) => {
      const node = playing === null ? undefined : indexOf(playing).nodes.get(id)
      const title = node === undefined ? id : titleOf(node)
      if (node?.data.whenRemoved === 'block') return { node: id, title, otherwise: 'blocked' }
      const around = playing === null ? [] : ancestorsOf(playing, id)
      const survivor = around.map((a) => nodes.get(a)).find((n) => n !== undefined)
      return { node: id, title, otherwise: { goesTo: survivor === undefined ? null : titleOf(survivor) } }
    })
}

/** Places that a stranded game can be sent to. */
export const havens = (draft: SceneGraph): { value: string; label: string }[] =>
  draft.nodes.filter(canBeActive).map((n) => ({ value: n.id, label: titleOf(n) }))
