import { canonicalJson } from './hash.ts'
import { playable } from './nodes/registry.ts'
import type { SceneGraph } from './parse.ts'

/** One difference between two documents. Things are matched by id or name; `path` is inside the thing. */
export type Change = {
  kind: 'added' | 'removed' | 'changed'
  what: 'node' | 'edge' | 'role' | 'variable' | 'invariant' | 'document' | 'graph'
  id: string
  path: string
  before?: unknown
  after?: unknown
  /** Changes nothing in a game. */
  cosmetic: boolean
}

/**
 * What changed between two documents, in the order: document, roles, variables, nodes, edges, invariants, contained
 * graphs. Whose children or edges stand in another order is told as well: entry and ties go by it.
 */
export function diffGraphs(older: SceneGraph, newer: SceneGraph): Change[] {
  const byId = <T extends { id: string }>(list: readonly T[]): Record<string, T> =>
    Object.fromEntries(list.map((item) => [item.id, item]))
  const head = ({ id, kind, name, description, initial, schemaVersion }: SceneGraph) => ({
    id,
    kind,
    name,
    description,
    initial,
    schemaVersion,
  })
  const notes = (graph: SceneGraph): Set<string> => new Set(graph.nodes.filter((n) => !playable(n)).map((n) => n.id))
  const annotations = new Set([...notes(older), ...notes(newer)])
  return [
    ...differences('document', newer.id, head(older), head(newer), (path) =>
      ['id', 'name', 'description'].includes(path),
    ),
    ...compareAll('role', older.roles, newer.roles, (_, path) => path === 'description'),
    ...compareAll('variable', older.variables, newer.variables, (_, path) => path === 'description'),
    ...compareAll('node', byId(older.nodes), byId(newer.nodes), (id, path) => {
      return annotations.has(id) || path === 'data.name' || path === 'view' || path.startsWith('view.')
    }),
    ...orders(older, newer),
    ...compareAll('edge', byId(older.edges), byId(newer.edges), () => false),
    ...compareAll('invariant', byId(older.invariants), byId(newer.invariants), (_, path) => path === 'name'),
    ...containedGraphs(older.graphs, newer.graphs),
  ]
}

/** Children of a container, and edges of a node, that both documents have and have in another order. */
function orders(older: SceneGraph, newer: SceneGraph): Change[] {
  const changes: Change[] = []
  const compare = (path: 'children' | 'edges', of: (graph: SceneGraph) => Map<string | null, string[]>): void => {
    const [before, after] = [of(older), of(newer)]
    for (const [id, now] of after) {
      const then = before.get(id) ?? []
      const [was, is] = [new Set(then), new Set(now)]
      const [left, right] = [then.filter((x) => is.has(x)), now.filter((x) => was.has(x))]
      if (left.every((x, i) => x === right[i])) continue
      const what = id === null ? ('document' as const) : ('node' as const)
      changes.push({ kind: 'changed', what, id: id ?? newer.id, path, before: left, after: right, cosmetic: false })
    }
  }
  compare('children', (graph) => grouped(graph.nodes.filter(playable).map((n) => [n.parentId, n.id] as const)))
  compare('edges', (graph) => grouped(graph.edges.map((e) => [e.source, e.id] as const)))
  return changes
}

function grouped(pairs: readonly (readonly [string | null, string])[]): Map<string | null, string[]> {
  const groups = new Map<string | null, string[]>()
  for (const [key, id] of pairs) {
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [id])
    else group.push(id)
  }
  return groups
}

function containedGraphs(older: SceneGraph['graphs'], newer: SceneGraph['graphs']): Change[] {
  return [...new Set([...Object.keys(older), ...Object.keys(newer)])].flatMap((id): Change[] => {
    const [before, after] = [older[id], newer[id]]
    const one = { what: 'graph' as const, id, path: '', cosmetic: false }
    if (before === undefined) return [{ ...one, kind: 'added', after }]
    if (after === undefined) return [{ ...one, kind: 'removed', before }]
    return diffGraphs(before, after).map((inner) => ({
      ...inner,
      what: 'graph',
      id,
      path: `${inner.what} ${inner.id}${inner.path === '' ? '' : `.${inner.path}`}`,
    }))
  })
}

type Cosmetic = (id: string, path: string) => boolean

function compareAll(
  what: Change['what'],
  older: Readonly<Record<string, unknown>>,
  newer: Readonly<Record<string, unknown>>,
  cosmetic: Cosmetic,
): Change[] {
  const changes: Change[] = []
  for (const [id, after] of Object.entries(newer)) {
    const before = older[id]
    if (before === undefined) changes.push({ kind: 'added', what, id, path: '', after, cosmetic: cosmetic(id, '') })
    else changes.push(...differences(what, id, before, after, (path) => cosmetic(id, path)))
  }
  for (const [id, before] of Object.entries(older))
    if (newer[id] === undefined)
      changes.push({ kind: 'removed', what, id, path: '', before, cosmetic: cosmetic(id, '') })
  return changes
}

/** Objects are compared field by field, everything else as a whole. */
function differences(
  what: Change['what'],
  id: string,
  before: unknown,
  after: unknown,
  cosmetic: (path: string) => boolean,
  path = '',
): Change[] {
  if (canonicalJson(before) === canonicalJson(after)) return []
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) =>
      differences(what, id, before[key], after[key], cosmetic, path === '' ? key : `${path}.${key}`),
    )
  }
  return [{ kind: 'changed', what, id, path, before, after, cosmetic: cosmetic(path) }]
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
