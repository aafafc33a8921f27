import type { SceneGraph } from '#scene-graph/parse.ts'
import type { SessionView } from '#wire/session-view.ts'
import { ancestorsOf, indexOf, titleOf } from '../model/document.ts'

/** A node that a running game stands in and that the draft has no more. */
export type Stranded = {
  node: string
  /** Its name in the version that the game plays. */
  title: string
  type: string
  /** The group that it lies in. */
  within: string | null
  /** What happens without a mapping (HR2): the game goes to the room around it, or stays on its version. */
  otherwise: { goesTo: string } | 'blocked'
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
      const { type = '', parentId: within = null } = node ?? {}
      return { node: id, title, type, within, otherwise: otherwise(id, draft, playing) }
    })
}

/** As the runtime decides: up through what is gone, to the first room that is left; never to the start of the whole. */
function otherwise(id: string, draft: SceneGraph, playing: SceneGraph | null): Stranded['otherwise'] {
  if (playing === null) return 'blocked'
  for (const at of [id, ...ancestorsOf(playing, id)]) {
    const left = indexOf(draft).nodes.get(at)
    if (left !== undefined) return { goesTo: titleOf(left) }
    if (indexOf(playing).nodes.get(at)?.data.whenRemoved === 'block') return 'blocked'
  }
  return 'blocked'
}
