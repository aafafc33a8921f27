import { isUnplaced } from '#scene-graph/exchange/drawing.ts'
import { layout } from '#scene-graph/exchange/layout.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'

/** A document that was drawn nowhere gets a layout. The engine is large: it is loaded when it is needed. */
export async function laidOut(graph: SceneGraph): Promise<SceneGraph> {
  if (!isUnplaced(graph)) return graph
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js')
  const engine = new Elk()
  return layout(graph, { layout: (drawing) => engine.layout(drawing) })
}
