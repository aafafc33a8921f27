import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import { ancestorsOf, canStart, childrenOf, freshData, indexOf, initialOf, rootsOf } from './document.ts'
import { boundsOf, carriedWith, originOf, type Point, type Rect, ROOM_INSET, rectOf, snap } from './geometry.ts'
import { fitRoom, moveNodes, parentsFirst, removeElements, reparent, setInitial } from './nodes.ts'

export type Alignment = 'left' | 'center' | 'right' | 'top' | 'middle' | 'bottom'

/** Lines nodes up along one side, or the middle, of the space that they take together. */
export function align(graph: SceneGraph, ids: Iterable<string>, to: Alignment): SceneGraph {
  const rects = rectsOf(graph, ids)
  const bounds = boundsOf(rects.map(([, rect]) => rect))
  if (bounds === null || rects.length < 2) return graph
  return place(
    graph,
    rects.map(([node, rect]) => [node, aligned(rect, bounds, to)]),
  )
}

function aligned(rect: Rect, bounds: Rect, to: Alignment): Point {
  switch (to) {
    case 'left':
      return { x: bounds.x, y: rect.y }
    case 'center':
      return { x: bounds.x + (bounds.width - rect.width) / 2, y: rect.y }
    case 'right':
      return { x: bounds.x + bounds.width - rect.width, y: rect.y }
    case 'top':
      return { x: rect.x, y: bounds.y }
    case 'middle':
      return { x: rect.x, y: bounds.y + (bounds.height - rect.height) / 2 }
    case 'bottom':
      return { x: rect.x, y: bounds.y + bounds.height - rect.height }
  }
}

/** Gives nodes equal gaps between the first and the last of them. */
export function distribute(graph: SceneGraph, ids: Iterable<string>, along: 'x' | 'y'): SceneGraph {
  const length = along === 'x' ? 'width' : 'height'
  const rects = rectsOf(graph, ids).toSorted(([, a], [, b]) => a[along] - b[along])
  const bounds = boundsOf(rects.map(([, rect]) => rect))
  if (bounds === null || rects.length < 3) return graph
  const gap = (bounds[length] - rects.reduce((sum, [, rect]) => sum + rect[length], 0)) / (rects.length - 1)
  let next = bounds[along]
  return place(
    graph,
    rects.map(([node, rect]) => {
      const point = along === 'x' ? { x: next, y: rect.y } : { x: rect.x, y: next }
      next += rect[length] + gap
      return [node, point]
    }),
  )
}

const rectsOf = (graph: SceneGraph, ids: Iterable<string>): [GraphNode, Rect][] =>
  rootsOf(graph, ids).flatMap((id): [GraphNode, Rect][] => {
    const node = indexOf(graph).nodes.get(id)
    return node === undefined ? [] : [[node, rectOf(graph, node)]]
  })

/** Moves nodes to points of the canvas, whatever room each is in. */
function place(graph: SceneGraph, to: readonly (readonly [GraphNode, Point])[]): SceneGraph {
  return moveNodes(
    graph,
    new Map(
      to.map(([node, point]) => {
        const origin = originOf(graph, node.parentId)
        return [node.id, { x: Math.round(point.x - origin.x) + 0, y: Math.round(point.y - origin.y) + 0 }]
      }),
    ),
  )
}

/** Moves nodes by a step; what is inside them goes with them. */
export const nudge = (graph: SceneGraph, ids: Iterable<string>, by: Point): SceneGraph =>
  moveNodes(
    graph,
    new Map(
      carriedWith(graph, ids).map((id) => {
        const here = indexOf(graph).nodes.get(id)?.view.position ?? { x: 0, y: 0 }
        return [id, { x: here.x + by.x, y: here.y + by.y }]
      }),
    ),
  )

/** Puts nodes into a new room around them. It takes over the start of the scope if one of them was it. */
export function groupNodes(
  graph: SceneGraph,
  ids: Iterable<string>,
  { id, type }: { id: string; type: 'group' | 'parallel' },
): SceneGraph {
  const roots = rootsOf(graph, ids)
  const { nodes } = indexOf(graph)
  const members = roots.flatMap((root) => nodes.get(root) ?? [])
  const bounds = boundsOf(members.map((m) => rectOf(graph, m)))
  if (bounds === null) return graph
  const parent = commonParent(graph, roots)
  const origin = originOf(graph, parent)
  const start = initialOf(graph, parent)
  const room: GraphNode = {
    id,
    type,
    parentId: parent,
    data: freshData(type),
    view: {
      position: { x: snap(bounds.x - origin.x - ROOM_INSET.left), y: snap(bounds.y - origin.y - ROOM_INSET.top) },
      size: {
        width: bounds.width + ROOM_INSET.left + ROOM_INSET.right,
        height: bounds.height + ROOM_INSET.top + ROOM_INSET.bottom,
      },
    },
  }
  const first = members.find((m) => m.id === start) ?? members.find(canStart)
  const inside = reparent({ ...graph, nodes: [room, ...graph.nodes] }, roots, id)
  const started = first === undefined ? inside : setInitial(inside, first.id)
  const took = start !== null && roots.includes(start)
  return parentsFirst(took ? setInitial(started, id) : started)
}

/** Takes a room away and leaves what it holds where it stands. Edges to the room go with it. */
export function ungroup(graph: SceneGraph, id: string): SceneGraph {
  const room = indexOf(graph).nodes.get(id)
  if (room === undefined) return graph
  const start = initialOf(graph, id)
  const wasStart = initialOf(graph, room.parentId) === id
  const out = reparent(
    graph,
    childrenOf(graph, id).map((c) => c.id),
    room.parentId,
  )
  const removed = removeElements(out, new Set([id]))
  const settled = wasStart && start !== null ? setInitial(removed, start) : removed
  return room.parentId === null ? settled : fitRoom(settled, room.parentId)
}

/** The innermost room that all of the nodes are in; null for the canvas. */
function commonParent(graph: SceneGraph, ids: readonly string[]): string | null {
  const [first, ...rest] = ids.map((id) => ancestorsOf(graph, id))
  return first?.find((a) => rest.every((around) => around.includes(a))) ?? null
}
