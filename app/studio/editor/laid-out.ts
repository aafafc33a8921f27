import { layout } from '#scene-graph/exchange/layout.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { indexOf, isContainer, mapNodes } from '../model/document.ts'
import { boundsOf, carriedWith, GRID, sizeOf, snap } from '../model/geometry.ts'
import { resizeNode } from '../model/nodes.ts'

/**
 * The graph with a layout of its own, by the same engine as on the command line. The engine is large: it is loaded when
 * it is first asked for. Rejects where it cannot be loaded.
 */
export async function laidOut(graph: SceneGraph): Promise<SceneGraph> {
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js')
  const engine = new Elk()
  const drawn = await layout(graph, { layout: (drawing) => engine.layout(asDrawn(graph, drawing)) })
  return aroundTheirOwn(graph, drawn)
}

type Drawing = Parameters<Parameters<typeof layout>[1]['layout']>[0]

/** Cards with the sizes that the canvas gives them: they grow with their exits. */
function asDrawn(graph: SceneGraph, drawing: Drawing): Drawing {
  const node = indexOf(graph).nodes.get(drawing.id.replace(/^node /, ''))
  if (node !== undefined && !isContainer(node)) {
    const { width, height } = sizeOf(graph, node)
    return { ...drawing, width: Math.max(width, drawing.width ?? 0), height: Math.max(height, drawing.height ?? 0) }
  }
  return drawing.children === undefined
    ? drawing
    : { ...drawing, children: drawing.children.map((child) => asDrawn(graph, child)) }
}

/** A frame goes around what lay on it. One that held nothing stays where it is. */
function aroundTheirOwn(before: SceneGraph, after: SceneGraph): SceneGraph {
  const { nodes } = indexOf(after)
  return before.nodes
    .filter((n) => n.type === 'frame')
    .reduce((graph, frame) => {
      const held = carriedWith(before, [frame.id]).flatMap((id) => (id === frame.id ? [] : (nodes.get(id) ?? [])))
      const bounds = boundsOf(held.map((n) => ({ ...n.view.position, ...sizeOf(after, n) })))
      if (bounds === null) return graph
      return resizeNode(
        graph,
        frame.id,
        { width: bounds.width + 4 * GRID, height: bounds.height + 5 * GRID },
        { x: snap(bounds.x - 2 * GRID), y: snap(bounds.y - 3 * GRID) },
      )
    }, after)
}

/** The places of one document put into another, which was edited while they were found. */
export const withPlacesOf = (graph: SceneGraph, drawn: SceneGraph): SceneGraph => {
  const { nodes } = indexOf(drawn)
  return mapNodes(graph, (n) => {
    const view = nodes.get(n.id)?.view
    return view === undefined || view === n.view ? n : { ...n, view }
  })
}
