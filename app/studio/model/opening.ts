import type { SceneGraph } from '#scene-graph/parse.ts'
import { childrenOf, initialOf } from './document.ts'
import { boundsOf, rectOf, type Size } from './geometry.ts'

/** Larger than this a drawing can't be read when all of it is shown. */
const LEGIBLE: Size = { width: 1_900, height: 1_300 }

/** What a graph opens with in view: all of it where that can be read, else where it starts. */
export function opensWith(graph: SceneGraph): readonly string[] {
  const top = childrenOf(graph, null)
  const all = top.map((node) => node.id)
  const bounds = boundsOf(top.map((node) => rectOf(graph, node)))
  if (bounds === null || (bounds.width <= LEGIBLE.width && bounds.height <= LEGIBLE.height)) return all
  const start = initialOf(graph, null)
  return start === null ? all : [start]
}
