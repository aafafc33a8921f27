import { nodeDefinition } from '../nodes/registry.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'

/** Measures of the drawing, px; the same that the studio's canvas has. */
export const GRID = 16
export const TITLE_HEIGHT = 40
export const INSET = 32
const CARD = { width: 240, height: 72 }
const FRESH_CONTAINER = { width: 560, height: 304 }
/** Of the title's letters, on average, and of what stands beside them on a card. */
const LETTER = 7.5
const BESIDE_TITLE = 64
const WIDEST_CARD = 480

export type Size = { readonly width: number; readonly height: number }
export type Box = Size & { readonly x: number; readonly y: number }

export const isContainer = (node: GraphNode): boolean => nodeDefinition(node.type).container

/** What a card is called: its name, else its type. */
export const titleOf = (node: GraphNode): string => node.data.name || nodeDefinition(node.type).label

/** The size of a card, as it is drawn when nothing says otherwise. */
export function cardSize(node: GraphNode): Size {
  if (node.type === 'end') return { width: 160, height: 48 }
  if (node.type === 'decision' || node.type === 'checkpoint') return { width: 176, height: 56 }
  if (node.type === 'note') return { width: 224, height: 96 }
  return CARD
}

/** A card as wide as its title wants it. */
export function wideEnough(node: GraphNode): Size {
  const { width, height } = cardSize(node)
  const wanted = node.type === 'note' ? 0 : BESIDE_TITLE + LETTER * titleOf(node).length
  return { width: Math.max(width, Math.min(WIDEST_CARD, Math.ceil(wanted / GRID) * GRID)), height }
}

/** Where every node stands on the canvas: containers are as large as drawn, and never smaller than what they hold. */
export function boxesOf(graph: SceneGraph): ReadonlyMap<string, Box> {
  const children = childrenByParent(graph)
  const sizes = new Map<string, Size>()
  const sizeOf = (node: GraphNode): Size => {
    const inside = isContainer(node) ? (children.get(node.id) ?? []) : []
    const drawn = node.view.size ?? (isContainer(node) ? FRESH_CONTAINER : cardSize(node))
    const size = inside.reduce<Size>((at, child) => {
      const { width, height } = sizeOf(child)
      return {
        width: Math.max(at.width, child.view.position.x + width + INSET),
        height: Math.max(at.height, child.view.position.y + height + INSET),
      }
    }, drawn)
    sizes.set(node.id, size)
    return size
  }
  const boxes = new Map<string, Box>()
  const place = (node: GraphNode, x: number, y: number): void => {
    if (boxes.has(node.id)) return
    const at = { x: x + node.view.position.x, y: y + node.view.position.y }
    boxes.set(node.id, { ...at, ...(sizes.get(node.id) ?? cardSize(node)) })
    for (const child of children.get(node.id) ?? []) place(child, at.x, at.y)
  }
  for (const root of children.get(null) ?? []) {
    sizeOf(root)
    place(root, 0, 0)
  }
  return boxes
}

export function childrenByParent(graph: SceneGraph): ReadonlyMap<string | null, readonly GraphNode[]> {
  const children = new Map<string | null, GraphNode[]>()
  for (const node of graph.nodes) {
    const siblings = children.get(node.parentId)
    if (siblings === undefined) children.set(node.parentId, [node])
    else siblings.push(node)
  }
  return children
}

/** Whether nothing in a document was ever placed, as in one that came from elsewhere. */
export const isUnplaced = (graph: SceneGraph): boolean =>
  graph.nodes.length > 1 && graph.nodes.every(({ view }) => view.position.x === 0 && view.position.y === 0)
