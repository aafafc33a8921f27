import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import type { Editor } from '../editor/editor-store.ts'
import { freshData, indexOf, isContainer } from '../model/document.ts'
import { addAfter, connect, connectionProblem, freePort } from '../model/edges.ts'
import { containerAt, freePlace, originOf, type Point, type Size, sizeOf, snapPoint } from '../model/geometry.ts'
import { newId } from '../model/ids.ts'
import { addNode, fitRoom, reparent } from '../model/nodes.ts'

/** Edits that begin on the canvas: each is one step of undo, and selects what it made. */

const probeSize = (editor: Editor, type: string): Size =>
  sizeOf(
    { ...editor.graph(), nodes: [] },
    { id: 'new', type, parentId: null, data: freshData(type), view: { position: { x: 0, y: 0 } } },
  )

/** Names of their own tell nodes apart in lists and problems from the start; ends go by their outcome, notes by their text. */
function firstName(graph: SceneGraph, type: string): { name: string } {
  const { label, family } = nodeDefinition(type)
  if (type === 'end' || family === 'annotation') return { name: '' }
  const taken = new Set(graph.nodes.map((n) => n.data.name))
  let name = label
  for (let n = 2; taken.has(name); n++) name = `${label} ${n}`
  return { name }
}

/** Adds a node with its middle at a point of the canvas, into the room that is there; with `from`, an edge to it. */
export function addAt(editor: Editor, type: string, point: Point, from?: { node: string; port: string }): string {
  const id = newId()
  const edge = newId()
  const size = probeSize(editor, type)
  editor.change(`add ${type}`, (graph) => {
    const parentId = containerAt(graph, point)
    const origin = originOf(graph, parentId)
    // What was led to from a handle has its own handle where the pointer was let go.
    const middle = from === undefined ? size.width / 2 : 0
    const wanted = snapPoint({ x: point.x - origin.x - middle, y: point.y - origin.y - size.height / 2 })
    const position = from === undefined ? freePlace(graph, parentId, wanted, size) : wanted
    const added = addNode(graph, { id, type, parentId, position, data: firstName(graph, type) })
    const settled = parentId === null ? added : fitRoom(added, parentId)
    return from === undefined ? settled : connect(settled, { id: edge, source: from.node, port: from.port, target: id })
  })
  editor.select([id])
  return id
}

/** Adds a node after another, with an edge to it. */
export function addBehind(editor: Editor, type: string, after: string): string {
  const node = newId()
  const edge = newId()
  editor.change(`add ${type}`, (graph) => addAfter(graph, { node, edge, type, after, data: firstName(graph, type) }))
  editor.select([node])
  return node
}

/** Draws an edge and selects it, so that the inspector asks what sets it off. Says why when it cannot be. */
export function drawEdge(
  editor: Editor,
  edge: { source: string; port: string; target: string },
): { drawn: true } | { drawn: false; why: string } {
  const why = connectionProblem(editor.graph(), edge.source, edge.target)
  if (why !== null) return { drawn: false, why }
  const id = newId()
  editor.change('connect', (graph) => connect(graph, { id, ...edge }))
  editor.select([], [id])
  return { drawn: true }
}

/** Leads a node to another by the first exit that is free. */
export function leadTo(editor: Editor, source: string, target: string): void {
  const node = indexOf(editor.graph()).nodes.get(source)
  if (node !== undefined) drawEdge(editor, { source, port: freePort(editor.graph(), node), target })
}

/** The room that dragged nodes would go into: the one under the middle of the first of them. */
export function dropTarget(editor: Editor, dragged: readonly string[]): string | null {
  const graph = editor.graph()
  const first = indexOf(graph).nodes.get(dragged[0] ?? '')
  if (first === undefined) return null
  const origin = originOf(graph, first.id)
  const size = sizeOf(graph, first)
  const middle = isContainer(first)
    ? { x: origin.x + size.width / 2, y: origin.y + 20 }
    : { x: origin.x + size.width / 2, y: origin.y + size.height / 2 }
  return containerAt(graph, middle, new Set(dragged))
}

/** Puts dragged nodes into the room they were dropped on, as part of the drag. */
export function drop(editor: Editor, dragged: readonly string[], into: string | null): void {
  editor.change(
    'move',
    (graph) => {
      const moved = reparent(graph, dragged, into)
      return into === null ? moved : fitRoom(moved, into)
    },
    DRAG,
  )
  editor.seal()
}

export const DRAG = { key: 'drag', held: true } as const
