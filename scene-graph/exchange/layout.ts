import { describeTrigger } from '../describe.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'
import { cardSize, childrenByParent, GRID, INSET, isContainer, type Size, TITLE_HEIGHT, wideEnough } from './drawing.ts'

type Place = { id: string; x?: number; y?: number; width?: number; height?: number; children?: Place[] }
type DrawnEdge = {
  id: string
  sources: string[]
  targets: string[]
  labels: { text: string; width: number; height: number }[]
}
type Drawing = {
  id: string
  width?: number
  height?: number
  children?: Drawing[]
  edges?: DrawnEdge[]
  layoutOptions?: Record<string, string>
}

/**
 * The engine, handed in by whoever has it (the command line, a browser): elkjs's `new ELK()`, which wants timers that
 * pure code does not have.
 */
export type LayoutEngine = {
  layout(drawing: Drawing): Promise<{ children?: Place[] }>
}

const COLUMN_GAP = 5 * GRID
const ROW_GAP = 3 * GRID

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  // One drawing over all levels, so that edges into containers count.
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.spacing.nodeNode': String(ROW_GAP),
  'elk.spacing.edgeNode': String(GRID),
  'elk.layered.spacing.nodeNodeBetweenLayers': String(COLUMN_GAP),
  'elk.layered.spacing.edgeNodeBetweenLayers': String(GRID),
  'elk.spacing.componentComponent': String(2 * ROW_GAP),
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.randomSeed': '1',
} as const

const INSIDE = {
  ...OPTIONS,
  'elk.padding': `[top=${TITLE_HEIGHT + INSET},left=${INSET},bottom=${INSET},right=${INSET}]`,
}

/** A larger drawing is put together from its containers, each laid out by itself: one over all levels takes minutes. */
const ALL_AT_ONCE = { nodes: 150, edges: 200 }
const APART = { 'elk.hierarchyHandling': 'SEPARATE_CHILDREN', 'elk.layered.thoroughness': '1' }

/**
 * The graph with a layout of our own: layered, from left to right, containers as large as what they hold. Frames stay
 * where they are. Nothing but `view` changes; the same graph gives the same drawing.
 */
export async function layout(graph: SceneGraph, engine: LayoutEngine): Promise<SceneGraph> {
  if (graph.nodes.length === 0) return graph
  const { nodes, edges } = ALL_AT_ONCE
  const apart = graph.nodes.length > nodes || graph.edges.length > edges
  const laid = await engine.layout(drawingOf(graph, apart))
  const places = new Map<string, Place>()
  const collect = (node: Place): void => {
    places.set(node.id, node)
    node.children?.forEach(collect)
  }
  laid.children?.forEach(collect)
  return { ...graph, nodes: graph.nodes.map((node) => placed(node, places.get(key(node.id)))) }
}

function drawingOf(graph: SceneGraph, apart: boolean): Drawing {
  const children = childrenByParent(graph)
  const parents = new Map(graph.nodes.map((node) => [node.id, node.parentId]))
  const drawn = new Set<string>()
  const also = apart ? APART : {}
  const inside = { ...INSIDE, ...also }
  const containers = new Map<string | null, Drawing & { children: Drawing[] }>()
  const draw = (node: GraphNode): Drawing[] => {
    if (node.type === 'frame' || drawn.has(node.id)) return []
    drawn.add(node.id)
    const held = isContainer(node) ? startFirst(node, children.get(node.id) ?? []).flatMap(draw) : []
    if (held.length === 0) return [{ id: key(node.id), ...(isContainer(node) ? EMPTY : wideEnough(node)) }]
    const container = { id: key(node.id), children: held, layoutOptions: inside }
    containers.set(node.id, container)
    return [container]
  }
  const roots = startFirst(null, children.get(null) ?? [], graph.initial).flatMap(draw)
  const root = { id: 'root', children: roots, layoutOptions: { ...OPTIONS, ...also } }
  containers.set(null, root)
  const around = (id: string): string[] => {
    const chain: string[] = []
    for (let up = parents.get(id) ?? null; up !== null && !chain.includes(up); up = parents.get(up) ?? null)
      chain.push(up)
    return chain
  }
  const links = graph.edges.flatMap(({ id, source, target, trigger, sourcePort }): Link[] => {
    if (target === null || source === target || !drawn.has(source) || !drawn.has(target)) return []
    const [from, to] = [
      [source, ...around(source)],
      [target, ...around(target)],
    ]
    // Into or out of what is around it: nothing that a drawing in layers could go by.
    if (from.includes(target) || to.includes(source)) return []
    const link = { id, source, target, label: describeTrigger(trigger, sourcePort) }
    if (!apart) return [{ ...link, within: null }]
    // Between what holds the ends, side by side in the innermost container around both.
    const within = from.find((up) => to.includes(up)) ?? null
    const beside = (chain: readonly string[]): string =>
      (within === null ? chain.at(-1) : chain[chain.indexOf(within) - 1]) ?? ''
    return [{ ...link, source: beside(from), target: beside(to), within }]
  })
  for (const [id, container] of containers) {
    const own = links.filter(({ within }) => within === id)
    const limit = graph.nodes.length > MANY.inAll ? FEW : MANY
    Object.assign(container, { edges: (apart ? onward(container.children, own, limit) : own).map(drawnEdge) })
  }
  return root
}

type Link = { id: string; source: string; target: string; label: string; within: string | null }

const drawnEdge = ({ id, source, target, label }: Link): DrawnEdge => ({
  id: `edge ${id}`,
  sources: [key(source)],
  targets: [key(target)],
  labels: [{ text: label, width: Math.min(220, 7 * label.length), height: 20 }],
})

/** A container with more than these is laid out by the shortest ways through it; in a very large drawing a smaller one. */
const MANY = { nodes: 80, edges: 160, inAll: 600 }
const FEW = { nodes: 20, edges: 30 }

/**
 * The edges that a large container is laid out by: one between two, and of too many only those that lead one step
 * further from where it begins. What jumps far and back costs most of the time and says least about the order.
 */
function onward(nodes: readonly Drawing[], links: readonly Link[], limit: { nodes: number; edges: number }): Link[] {
  const pairs = [
    ...new Map(links.toReversed().map((link) => [`${link.source} ${link.target}`, link])).values(),
  ].reverse()
  if (nodes.length <= limit.nodes && pairs.length <= limit.edges) return pairs
  const next = new Map<string, string[]>()
  for (const { source, target } of pairs) next.set(key(source), [...(next.get(key(source)) ?? []), key(target)])
  const steps = new Map<string, number>()
  for (const { id } of nodes) {
    if (steps.has(id)) continue
    const queue = [id]
    steps.set(id, 0)
    for (const at of queue)
      for (const to of next.get(at) ?? [])
        if (!steps.has(to)) {
          steps.set(to, (steps.get(at) ?? 0) + 1)
          queue.push(to)
        }
  }
  return pairs.filter(({ source, target }) => steps.get(key(target)) === (steps.get(key(source)) ?? 0) + 1)
}

/** Ids of the engine's own must not meet ours. */
const key = (id: string): string => `node ${id}`

const EMPTY: Size = { width: 20 * GRID, height: 10 * GRID }

/** Where a container begins stands first. */
function startFirst(node: GraphNode | null, list: readonly GraphNode[], initial = node?.data.initial): GraphNode[] {
  const first = list.find(({ id }) => id === initial)
  return first === undefined ? [...list] : [first, ...list.filter((other) => other !== first)]
}

const snap = (value: number): number => Math.round(value / GRID) * GRID + 0
const snapUp = (value: number): number => Math.ceil(value / GRID) * GRID

function placed(node: GraphNode, at: Place | undefined): GraphNode {
  if (at === undefined) return node
  const { width = 0, height = 0, x = 0, y = 0 } = at
  const usual = cardSize(node)
  const { size: _, ...view } = node.view
  const asUsual = !isContainer(node) && usual.width === width && usual.height === height
  const size = { width: snapUp(width), height: snapUp(height) }
  return { ...node, view: { ...view, position: { x: snap(x), y: snap(y) }, ...(asUsual ? {} : { size }) } }
}
