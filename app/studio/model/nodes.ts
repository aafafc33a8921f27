import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import {
  ancestorsOf,
  canBeActive,
  canStart,
  childrenOf,
  descendantsOf,
  freshData,
  indexOf,
  isContainer,
  mapNodes,
  rootsOf,
} from './document.ts'
import { originOf, type Point, ROOM_INSET, type Size, sizeOf, snap } from './geometry.ts'

export type NewNode = {
  id: string
  type: string
  parentId: string | null
  /** Relative to the parent. */
  position: Point
  data?: Record<string, unknown>
}

/** Adds a node. The first thing in a scope that can be active becomes its start, said in the document. */
export function addNode(graph: SceneGraph, added: NewNode): SceneGraph {
  const node: GraphNode = {
    id: added.id,
    type: added.type,
    parentId: added.parentId,
    data: { ...freshData(added.type), ...added.data },
    view: { position: added.position },
  }
  const starts = canStart(node) && !childrenOf(graph, added.parentId).some(canStart)
  const next = { ...graph, nodes: [...graph.nodes, node] }
  return starts ? setInitial(next, node.id) : next
}

/** Makes a node the one at which the scope around it starts. */
export function setInitial(graph: SceneGraph, id: string): SceneGraph {
  const node = indexOf(graph).nodes.get(id)
  if (node === undefined || !canBeActive(node)) return graph
  if (node.parentId === null) return graph.initial === id ? graph : { ...graph, initial: id }
  return mapNodes(graph, (n) =>
    n.id === node.parentId && 'initial' in n.data && n.data.initial !== id
      ? { ...n, data: { ...n.data, initial: id } }
      : n,
  )
}

/** Puts nodes where they are said to be, relative to their parents. */
export const moveNodes = (graph: SceneGraph, to: ReadonlyMap<string, Point>): SceneGraph =>
  mapNodes(graph, (n) => {
    const position = to.get(n.id)
    const here = n.view.position
    if (position === undefined || (position.x === here.x && position.y === here.y)) return n
    return { ...n, view: { ...n.view, position } }
  })

export const resizeNode = (graph: SceneGraph, id: string, size: Size, position?: Point): SceneGraph =>
  mapNodes(graph, (n) => (n.id === id ? { ...n, view: { ...n.view, size, position: position ?? n.view.position } } : n))

export const renameNode = (graph: SceneGraph, id: string, name: string): SceneGraph => setData(graph, id, 'name', name)

/** Sets one field of a node's data. A value that the node's schema refuses changes nothing. */
export const setData = (graph: SceneGraph, id: string, at: string, value: unknown): SceneGraph =>
  setFields(graph, id, { [at]: value })

/** Sets several fields at once; `undefined` takes one away, so that its default comes back. */
export const setFields = (graph: SceneGraph, id: string, values: Readonly<Record<string, unknown>>): SceneGraph =>
  mapNodes(graph, (n) => {
    if (n.id !== id || Object.entries(values).every(([at, value]) => Object.is(n.data[at], value))) return n
    const data = nodeDefinition(n.type).data.safeParse(defined({ ...n.data, ...values }))
    return data.success ? { ...n, data: data.data as GraphNode['data'] } : n
  })

/** A record without what is undefined. */
export const defined = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))

/** Deletes nodes with what is inside them, edges, and the edges of what is gone. */
export function removeElements(
  graph: SceneGraph,
  nodes: ReadonlySet<string>,
  edges: ReadonlySet<string> = new Set(),
): SceneGraph {
  const gone = new Set([...nodes].flatMap((id) => [id, ...descendantsOf(graph, id)]))
  const left = {
    ...graph,
    nodes: graph.nodes.filter((n) => !gone.has(n.id)),
    edges: graph.edges.filter(
      (e) => !edges.has(e.id) && !gone.has(e.source) && (e.target === null || !gone.has(e.target)),
    ),
  }
  if (left.nodes.length === graph.nodes.length && left.edges.length === graph.edges.length) return graph
  return repairStarts(left)
}

/** A scope whose start is not inside it any more starts at its first child, as the document's default is. */
function repairStarts(graph: SceneGraph): SceneGraph {
  const { nodes } = indexOf(graph)
  const inside = (id: unknown, parent: string | null): boolean =>
    typeof id === 'string' && nodes.get(id)?.parentId === parent && nodes.has(id)
  const repaired = mapNodes(graph, (n) =>
    'initial' in n.data && n.data.initial !== null && !inside(n.data.initial, n.id)
      ? { ...n, data: { ...n.data, initial: null } }
      : n,
  )
  return repaired.initial === null || inside(repaired.initial, null) ? repaired : { ...repaired, initial: null }
}

/** Moves nodes into a room, or out onto the canvas (`null`), where they stand: nothing jumps. */
export function reparent(graph: SceneGraph, ids: Iterable<string>, parent: string | null): SceneGraph {
  const { nodes } = indexOf(graph)
  const host = parent === null ? null : nodes.get(parent)
  if (host === undefined || (host !== null && !isContainer(host))) return graph
  const around = parent === null ? [] : [parent, ...ancestorsOf(graph, parent)]
  const moving = new Set(rootsOf(graph, ids).filter((id) => nodes.get(id)?.parentId !== parent && !around.includes(id)))
  if (moving.size === 0) return graph
  const origin = originOf(graph, parent)
  const hadStart = childrenOf(graph, parent).some(canStart)
  const moved = mapNodes(graph, (n) => {
    if (!moving.has(n.id)) return n
    const here = originOf(graph, n.id)
    return {
      ...n,
      parentId: parent,
      view: { ...n.view, position: { x: here.x - origin.x, y: here.y - origin.y } },
    }
  })
  const repaired = repairStarts(parentsFirst(moved))
  const first = repaired.nodes.find((n) => moving.has(n.id) && canStart(n))
  const settled = !hadStart && first !== undefined ? setInitial(repaired, first.id) : repaired
  return parent === null ? settled : fitRoom(settled, parent)
}

/** A parent stands before its children in the list: drawing and reading rely on it. */
export function parentsFirst(graph: SceneGraph): SceneGraph {
  const seen = new Set<string>()
  const inOrder = graph.nodes.every((n) => {
    seen.add(n.id)
    return n.parentId === null || seen.has(n.parentId)
  })
  if (inOrder) return graph
  const under = (parent: string | null): GraphNode[] => childrenOf(graph, parent).flatMap((n) => [n, ...under(n.id)])
  const ordered = under(null)
  const placed = new Set(ordered.map((n) => n.id))
  return { ...graph, nodes: [...ordered, ...graph.nodes.filter((n) => !placed.has(n.id))] }
}

/** Grows a room, and the rooms around it, to the left and upwards so that what it holds has its inset. */
export function fitRoom(graph: SceneGraph, id: string): SceneGraph {
  const room = indexOf(graph).nodes.get(id)
  const children = childrenOf(graph, id)
  if (room === undefined || children.length === 0) return graph
  const left = snap(Math.max(0, ROOM_INSET.left - Math.min(...children.map((c) => c.view.position.x))))
  const up = snap(Math.max(0, ROOM_INSET.top - Math.min(...children.map((c) => c.view.position.y))))
  const { x, y } = room.view.position
  const size = sizeOf(graph, room)
  const shifted =
    left === 0 && up === 0
      ? graph
      : moveNodes(
          resizeNode(graph, id, { width: size.width + left, height: size.height + up }, { x: x - left, y: y - up }),
          new Map(children.map((c) => [c.id, { x: c.view.position.x + left, y: c.view.position.y + up }])),
        )
  return room.parentId === null ? shifted : fitRoom(shifted, room.parentId)
}
