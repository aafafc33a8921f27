import { describeTrigger } from '../describe.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'
import { cardSize, childrenByParent, GRID, INSET, isContainer, type Size, TITLE_HEIGHT, wideEnough } from './drawing.ts'

type Place = { id: string; x?: number; y?: number; width?: number; height?: number; children?: Place[] }
type Drawing = {
  id: string
  width?: number
  height?: number
  children?: Drawing[]
  edges?: {
    id: string
    sources: string[]
    targets: string[]
    labels: { text: string; width: number; height: number }[]
  }[]
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

/**
 * The graph with a layout of our own: layered, from left to right, containers as large as what they hold. Frames stay
 * where they are. Nothing but `view` changes; the same graph gives the same drawing.
 */
export async function layout(graph: SceneGraph, engine: LayoutEngine): Promise<SceneGraph> {
  if (graph.nodes.length === 0) return graph
  const children = childrenByParent(graph)
  const parents = new Map(graph.nodes.map((node) => [node.id, node.parentId]))
  const drawn = new Set<string>()
  const draw = (node: GraphNode): Drawing[] => {
    if (node.type === 'frame' || drawn.has(node.id)) return []
    drawn.add(node.id)
    const inside = isContainer(node) ? startFirst(node, children.get(node.id) ?? []).flatMap(draw) : []
    if (inside.length > 0) return [{ id: key(node.id), children: inside, layoutOptions: INSIDE }]
    return [{ id: key(node.id), ...(isContainer(node) ? EMPTY : wideEnough(node)) }]
  }
  const around = (id: string): string[] => {
    const chain: string[] = []
    for (let up = parents.get(id) ?? null; up !== null && !chain.includes(up); up = parents.get(up) ?? null)
      chain.push(up)
    return chain
  }
  const roots = startFirst(null, children.get(null) ?? [], graph.initial).flatMap(draw)
  const edges = graph.edges.flatMap(({ id, source, target, trigger, sourcePort }) => {
    // To itself, into or out of what is around it: nothing that a drawing in layers could go by.
    const nested =
      target === null || source === target || around(source).includes(target) || around(target).includes(source)
    if (nested || !drawn.has(source) || !drawn.has(target)) return []
    const text = describeTrigger(trigger, sourcePort)
    const labels = [{ text, width: Math.min(220, 7 * text.length), height: 20 }]
    return [{ id: `edge ${id}`, sources: [key(source)], targets: [key(target)], labels }]
  })
  const laid = await engine.layout({ id: 'root', children: roots, edges, layoutOptions: OPTIONS })
  const places = new Map<string, Place>()
  const collect = (node: Place): void => {
    places.set(node.id, node)
    node.children?.forEach(collect)
  }
  laid.children?.forEach(collect)
  return { ...graph, nodes: graph.nodes.map((node) => placed(node, places.get(key(node.id)))) }
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
