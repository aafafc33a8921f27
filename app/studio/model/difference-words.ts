import { type Change, diffGraphs } from '#scene-graph/diff.ts'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { indexOf, titleOf } from './document.ts'

/** A thing that two documents do not have alike, in words. */
export type Difference = {
  key: string
  kind: Change['kind']
  /** What sort of thing it is. */
  what: string
  name: string
  /** What of it changed; empty where it came or went. */
  parts: readonly string[]
  /** Where it can be shown: in the newer document. */
  nodes: readonly string[]
  edges: readonly string[]
  /** It changes nothing in a game. */
  cosmetic: boolean
}

/** What the newer document has otherwise, one entry a thing: what a game would notice first. */
export function differences(older: SceneGraph, newer: SceneGraph): Difference[] {
  const things = new Map<string, Change[]>()
  for (const change of diffGraphs(older, newer)) {
    const key = `${change.what} ${change.id}`
    things.set(key, [...(things.get(key) ?? []), change])
  }
  const told = [...things].flatMap(([key, changes]) => {
    const [first] = changes
    return first === undefined ? [] : [difference(key, first, changes, older, newer)]
  })
  return told.toSorted((a, b) => Number(a.cosmetic) - Number(b.cosmetic))
}

function difference(
  key: string,
  { kind, what, id }: Change,
  changes: readonly Change[],
  older: SceneGraph,
  newer: SceneGraph,
): Difference {
  const now = indexOf(newer)
  const parts = kind === 'changed' ? changes.map((change) => partOf(change, newer)) : []
  return {
    key,
    kind,
    what,
    name: nameOf(what, id, kind === 'removed' ? older : newer),
    parts: [...new Set(parts)],
    nodes: what === 'node' && now.nodes.has(id) ? [id] : [],
    edges: what === 'edge' && now.edges.has(id) ? [id] : [],
    cosmetic: changes.every((change) => change.cosmetic),
  }
}

function nameOf(what: Change['what'], id: string, graph: SceneGraph): string {
  const { nodes, edges } = indexOf(graph)
  const title = (node: string): string => {
    const found = nodes.get(node)
    return found === undefined ? node : titleOf(found)
  }
  if (what === 'node') return title(id)
  if (what === 'document') return graph.name
  const edge = what === 'edge' ? edges.get(id) : undefined
  if (edge === undefined) return id
  return `${title(edge.source)} → ${edge.target === null ? 'stays' : title(edge.target)}`
}

const SAID: Readonly<Record<string, string>> = {
  view: 'place on the canvas',
  parentId: 'the group around it',
  children: 'order of what is inside',
  edges: 'order of its exits',
  source: 'where it begins',
  target: 'where it leads',
  sourcePort: 'exit',
  guard: 'condition',
  order: 'order',
  initial: 'where it starts',
}
const DATA: Readonly<Record<string, string>> = {
  name: 'name',
  expected: 'expected time',
  whenRemoved: 'when it is gone',
}

/** The field that changed, as its form calls it. */
function partOf({ what, id, path }: Change, newer: SceneGraph): string {
  const [key = '', field = ''] = path.split('.')
  if (what !== 'node' || key !== 'data') return SAID[key] ?? key
  const node = indexOf(newer).nodes.get(id)
  const own = node === undefined ? undefined : nodeDefinition(node.type).fields.find((f) => f.at === field)
  return own?.label.toLowerCase() ?? DATA[field] ?? field
}
