import type { Edge as FlowEdge, Node as FlowNode } from '@xyflow/react'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import type { Edge } from '#scene-graph/schema/document.ts'
import type { Selection } from '../editor/editor-store.ts'
import { canBeActive, hasStart, indexOf, initialOf, isContainer, outgoingOf, titleOf } from '../model/document.ts'
import { entryY, portsOf, sizeOf } from '../model/geometry.ts'
import { lineOf, nodesNamedBy, speaksOfOthers, whenTaken } from '../model/spoken.ts'
import type { Reach } from './edge-path.ts'

/** What a drawn node knows besides its place. Findings and live state reach it by its id. */
export type NodeData = {
  type: string
  /** As it was typed; empty while it has none. */
  name: string
  /** The name, else the type's. */
  title: string
  /** A line in words; empty for rooms. */
  line: string
  ports: readonly { id: string; label: string; y: number }[]
  /** Height of the handle on the left; null for what cannot be entered. */
  entry: number | null
  /** The scope around it starts here. */
  starts: boolean
}
export type DrawnNode = FlowNode<NodeData, 'card' | 'room' | 'compact' | 'note' | 'frame'>

export type EdgeData = {
  edge: Edge
  trigger: string
  guard: string | null
  /** Does things and stays: an edge without a target. */
  stays: boolean
  /** Its place among the edges that share its ends, and how many those are: they are drawn apart. */
  lane: number
  lanes: number
  /** Its place among all edges of its source. */
  exit: number
  sourceReach: Reach
  targetReach: Reach
  /** Told by screen readers. */
  sentence: string
}
export type DrawnEdge = FlowEdge<EdgeData, 'path'>

/** Half of a handle's drawn size, px: edges begin and end at its outer rim. */
const HANDLE = 5
export const ENTRY = 'in'

const SHAPES: Record<string, DrawnNode['type']> = {
  end: 'compact',
  decision: 'compact',
  history: 'compact',
  checkpoint: 'compact',
  note: 'note',
  frame: 'frame',
}
const shapeOf = (node: GraphNode): DrawnNode['type'] =>
  nodeDefinition(node.type).container ? 'room' : (SHAPES[node.type] ?? 'card')

/**
 * Draws documents for React Flow. What did not change between two documents is the same object in both drawings, so
 * that one edit draws one node again and not a thousand.
 */
export function createProjection(): (
  graph: SceneGraph,
  selection: Selection,
) => { nodes: DrawnNode[]; edges: DrawnEdge[] } {
  let nodes = new Map<string, KnownNode>()
  let edges = new Map<string, KnownEdge>()
  return (graph, selection) => {
    const starts = startsOf(graph)
    nodes = new Map(
      graph.nodes.map((node) => [
        node.id,
        projectNode(graph, node, nodes.get(node.id), selection.nodes.has(node.id), starts.has(node.id)),
      ]),
    )
    const index = indexOf(graph)
    const places = placesOf(graph)
    edges = new Map(
      graph.edges.map((edge) => [
        edge.id,
        projectEdge(graph, edges.get(edge.id), {
          edge,
          source: index.nodes.get(edge.source),
          target: edge.target === null ? undefined : index.nodes.get(edge.target),
          place: places.get(edge.id) ?? ALONE,
          selected: selection.edges.has(edge.id),
        }),
      ]),
    )
    return { nodes: [...nodes.values()].map((n) => n.drawn), edges: [...edges.values()].map((e) => e.drawn) }
  }
}

type KnownNode = { node: GraphNode; selected: boolean; starts: boolean; key: string; drawn: DrawnNode }

/** Rooms depend on what is inside them, some cards on what they name; every other node is drawn from itself alone. */
const standsAlone = (node: GraphNode | undefined): boolean =>
  node === undefined || !(isContainer(node) || speaksOfOthers(node))

function projectNode(
  graph: SceneGraph,
  node: GraphNode,
  known: KnownNode | undefined,
  selected: boolean,
  starts: boolean,
): KnownNode {
  const same = known?.node === node && known.selected === selected && known.starts === starts
  if (same && standsAlone(node)) return known
  const { width, height } = sizeOf(graph, node)
  const ports = portsOf(graph, node)
  const line = standsAlone(node) ? '' : lineOf(graph, node)
  const key = `${selected}|${starts}|${width}x${height}|${ports.map((p) => p.id).join()}|${line}`
  if (same && known.key === key) return known
  // What a node says stays the same object while only its place changes: then its card is not drawn again.
  const data = known?.key === key && known.node.data === node.data ? known.drawn.data : undefined
  return { node, selected, starts, key, drawn: drawNode(graph, node, selected, starts, data) }
}

type EdgePlace = Pick<EdgeData, 'lane' | 'lanes' | 'exit'>
const ALONE: EdgePlace = { lane: 0, lanes: 1, exit: 0 }

type EdgeParts = {
  edge: Edge
  source: GraphNode | undefined
  target: GraphNode | undefined
  place: EdgePlace
  selected: boolean
}
type KnownEdge = EdgeParts & {
  /** Nodes that its sentence speaks of. */
  named: readonly string[]
  key: string
  drawn: DrawnEdge
}

function projectEdge(graph: SceneGraph, known: KnownEdge | undefined, parts: EdgeParts): KnownEdge {
  const { edge, source, target, place, selected } = parts
  const same =
    known !== undefined &&
    known.source === source &&
    known.target === target &&
    known.place === place &&
    known.selected === selected &&
    known.edge === edge &&
    known.named.length === 0
  if (same && standsAlone(source) && standsAlone(target)) return known
  const names = [source, target].map((n) => (n === undefined ? '' : titleOf(n)))
  const port = source === undefined ? undefined : portOf(graph, source, edge.sourcePort)
  const sourceReach = reachOf(graph, source, () => port?.y)
  const targetReach = reachOf(graph, target ?? source, (node) => entryY(graph, node))
  const label = port?.label ?? edge.sourcePort
  const named = known?.edge === edge ? known.named : nodesNamedBy(edge)
  const others = named.map((id) => indexOf(graph).nodes.get(id)?.data.name ?? id)
  const numbers = [...Object.values(place), ...Object.values(sourceReach), ...Object.values(targetReach)]
  const key = `${selected}|${numbers.join()}|${label}|${names.join('→')}|${others.join()}`
  const drawn =
    known !== undefined && known.key === key && known.edge === edge
      ? known.drawn
      : drawEdge(graph, edge, { ...place, selected, sourceReach, targetReach, port: label, names })
  return { ...parts, named, key, drawn }
}

function startsOf(graph: SceneGraph): Set<string> {
  const scopes = [null, ...graph.nodes.filter((n) => isContainer(n) && hasStart(n)).map((n) => n.id)]
  return new Set(scopes.flatMap((scope) => initialOf(graph, scope) ?? []))
}

const portOf = (graph: SceneGraph, source: GraphNode, port: string) => portsOf(graph, source).find((p) => p.id === port)

const NO_REACH: Reach = { above: 0, below: 0 }

function reachOf(graph: SceneGraph, node: GraphNode | undefined, at: (node: GraphNode) => number | undefined): Reach {
  if (node === undefined) return NO_REACH
  const { height } = sizeOf(graph, node)
  const y = at(node) ?? height / 2
  return { above: y, below: height - y }
}

function drawNode(
  graph: SceneGraph,
  node: GraphNode,
  selected: boolean,
  starts: boolean,
  same: NodeData | undefined,
): DrawnNode {
  const definition = nodeDefinition(node.type)
  const size = sizeOf(graph, node)
  const ports = definition.triggers.length === 0 ? [] : portsOf(graph, node)
  const entry = canBeActive(node) ? entryY(graph, node) : null
  const title = titleOf(node)
  const line = lineOf(graph, node)
  return {
    id: node.id,
    type: shapeOf(node) ?? 'card',
    position: node.view.position,
    ...(node.parentId === null ? {} : { parentId: node.parentId }),
    data: same ?? { type: node.type, name: node.data.name, title, line, ports, entry, starts },
    selected,
    ...size,
    measured: size,
    handles: [
      ...ports.map((p) => handle('source', p.id, size.width, p.y)),
      ...(entry === null ? [] : [handle('target', ENTRY, 0, entry)]),
    ],
    zIndex: node.type === 'frame' ? -1 : definition.container ? 0 : 1,
    ariaLabel: `${definition.label} ${title}${starts ? ', start' : ''}${line === '' ? '' : `: ${line}`}`,
    // The inside of a room is canvas: a drag there draws a marquee; its title bar moves it.
    ...(definition.container || node.type === 'frame'
      ? { dragHandle: '.room-title', style: { pointerEvents: 'none' as const } }
      : {}),
  }
}

const handle = (type: 'source' | 'target', id: string, x: number, y: number) => ({
  type,
  id,
  position: (type === 'source' ? 'right' : 'left') as NonNullable<DrawnNode['handles']>[number]['position'],
  x: x - HANDLE,
  y: y - HANDLE,
  width: 2 * HANDLE,
  height: 2 * HANDLE,
})

const places = new WeakMap<SceneGraph['edges'], ReadonlyMap<string, EdgePlace>>()

/** Where each edge stands among those with the same ends, and among those of its source. Made anew only with the edges. */
function placesOf(graph: SceneGraph): ReadonlyMap<string, EdgePlace> {
  const known = places.get(graph.edges)
  if (known !== undefined) return known
  const bundles = new Map<string, { id: string; exit: number }[]>()
  for (const node of graph.nodes)
    for (const [exit, edge] of outgoingOf(graph, node.id).entries()) {
      const key = edge.target === null ? `${edge.source} stays` : `${edge.source} ${edge.target}`
      const bundle = bundles.get(key)
      if (bundle === undefined) bundles.set(key, [{ id: edge.id, exit }])
      else bundle.push({ id: edge.id, exit })
    }
  const found = new Map(
    [...bundles.values()].flatMap((bundle) =>
      bundle.map(({ id, exit }, lane): [string, EdgePlace] => [id, { lane, lanes: bundle.length, exit }]),
    ),
  )
  places.set(graph.edges, found)
  return found
}

type EdgeLooks = Pick<EdgeData, 'lane' | 'lanes' | 'exit' | 'sourceReach' | 'targetReach'> & {
  selected: boolean
  port: string
  names: string[]
}

function drawEdge(graph: SceneGraph, edge: Edge, { selected, port, names, ...place }: EdgeLooks): DrawnEdge {
  const stays = edge.target === null
  const { trigger, guard, words } = whenTaken(graph, edge, port)
  const [from = '', to = ''] = names
  const sentence = `${from} ${stays ? 'stays' : `to ${to}`}: ${words}`
  return {
    id: edge.id,
    type: 'path',
    source: edge.source,
    sourceHandle: edge.sourcePort,
    target: edge.target ?? edge.source,
    targetHandle: ENTRY,
    data: { edge, trigger, guard, stays, sentence, ...place },
    selected,
    ariaLabel: sentence,
    ...(stays ? { reconnectable: 'source' as const } : {}),
  }
}
