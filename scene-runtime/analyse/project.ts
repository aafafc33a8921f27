import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import type { Independent } from './independence.ts'

/** The rest of a scene after regions were taken out of a parallel: a single stand-in comes to its end when they do. */
export type Rest = { readonly graph: SceneGraph; readonly event: string; readonly waiting: string }

const view = { position: { x: 0, y: 0 } }

function inside(graph: SceneGraph, roots: ReadonlySet<string>): Set<string> {
  const parents = new Map(graph.nodes.map((n) => [n.id, n.parentId]))
  const kept = new Set<string>()
  for (const { id } of graph.nodes)
    for (let at: string | null = id; at !== null; at = parents.get(at) ?? null) if (roots.has(at)) kept.add(id)
  return kept
}

/** Nodes that only add to another one (`to`) go where that one goes. */
function attachedTo(node: GraphNode): string | null {
  const lowering = nodeDefinition(node.type).lower(node.data, node.id)
  return lowering.kind === 'attached' ? lowering.to : null
}

/** Regions alone, and the edge that fires when all of them have come to their ends. */
export type Group = { readonly graph: SceneGraph; readonly done: string }

/**
 * A group of regions alone: the parallel with these regions only. Its own edges and actions stay with the rest. When all
 * have come to their ends, an edge says so and nothing else happens: in the scene other regions may still play.
 */
export function groupGraph(graph: SceneGraph, independent: Independent, index: number): Group {
  const { parallel } = independent
  const kept = inside(graph, new Set(independent.groups[index]))
  const done = unused(graph, `${parallel}:done`)
  const own = graph.nodes.filter((n) => kept.has(n.id) || kept.has(attachedTo(n) ?? ''))
  const nodes: GraphNode[] = [
    node(parallel, 'parallel', null, {}),
    ...own.map((n) => (kept.has(n.parentId ?? '') || n.parentId === parallel ? n : { ...n, parentId: null })),
  ]
  const ids = new Set(nodes.map((n) => n.id))
  return {
    done,
    graph: {
      ...graph,
      initial: parallel,
      nodes,
      edges: [
        ...graph.edges.filter((e) => e.source !== parallel && ids.has(e.source)),
        edge(done, parallel, null, { type: 'done' }),
      ],
      invariants: graph.invariants.filter((v) => independent.invariants[index]?.includes(v.id)),
    },
  }
}

/** The scene without the regions that are explored apart. */
export function restGraph(graph: SceneGraph, { parallel, groups, invariants }: Independent): Rest {
  const gone = inside(graph, new Set(groups.flat()))
  const event = unused(graph, `${parallel}:apart`)
  const [region, waiting, end] = ['region', 'waiting', 'over'].map((name) => unused(graph, `${parallel}:${name}`))
  if (region === undefined || waiting === undefined || end === undefined) throw new Error('three names make three ids')
  const apart = new Set(invariants.flat())
  return {
    event,
    waiting,
    graph: {
      ...graph,
      nodes: [
        ...graph.nodes.filter((n) => !gone.has(n.id) && !gone.has(attachedTo(n) ?? '')),
        node(region, 'group', parallel, { initial: waiting }),
        node(waiting, 'state', region, {}),
        node(end, 'end', region, { outcome: 'completed' }),
      ],
      edges: [
        ...graph.edges.filter((e) => !gone.has(e.source)),
        edge(unused(graph, `${parallel}:all`), waiting, end, { type: 'event', name: event }),
      ],
      invariants: graph.invariants.filter((v) => !apart.has(v.id)),
    },
  }
}

function unused(graph: SceneGraph, wanted: string): string {
  const taken = new Set([...graph.nodes, ...graph.edges].map((item) => item.id))
  let id = wanted
  while (taken.has(id)) id += '_'
  return id
}

const node = (id: string, type: string, parentId: string | null, data: Record<string, unknown>): GraphNode => ({
  id,
  type,
  parentId,
  data: nodeDefinition(type).data.parse(data) as GraphNode['data'],
  view,
})

const edge = (id: string, source: string, target: string | null, trigger: SceneGraph['edges'][number]['trigger']) => ({
  id,
  source,
  sourcePort: 'done',
  target,
  alsoTargets: [],
  trigger,
  guard: null,
  actions: [],
  order: 0,
})
