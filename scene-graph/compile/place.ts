import { part } from '../nodes/define-node.ts'
import type { SceneGraph } from '../parse.ts'
import type { ContainedNames } from '../schema/values.ts'

/**
 * A graph as it stands inside a node of another (SG7): its ids begin with the node's, its variables are its own, its
 * roles are the ones that they are bound to. Everything else is left as it is.
 */
export function place(graph: SceneGraph, node: string, bindings: Readonly<Record<string, string>>): SceneGraph {
  const inside = (id: string): string => part(node, id)
  const roles = Object.fromEntries(
    Object.keys(graph.roles).map((role) => [role, Object.hasOwn(bindings, role) ? (bindings[role] ?? role) : role]),
  )
  const names: Names = { prefix: `${node}/`, roles }
  return {
    ...graph,
    initial: graph.initial === null ? null : inside(graph.initial),
    variables: prefixKeys(graph.variables, names.prefix),
    nodes: graph.nodes.map((n) => ({
      ...n,
      id: inside(n.id),
      parentId: n.parentId === null ? node : inside(n.parentId),
      data: { ...(rename(nodeReferences(n.data, inside), names) as typeof n.data), name: n.data.name },
    })),
    edges: graph.edges.map((e) => ({
      ...(rename(e, names) as typeof e),
      id: inside(e.id),
      source: inside(e.source),
      target: e.target === null ? null : inside(e.target),
      alsoTargets: e.alsoTargets.map(inside),
    })),
  }
}

type Names = ContainedNames

const prefixKeys = <T>(record: Readonly<Record<string, T>>, prefix: string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [prefix + key, value]))

/** Node ids that stand in a node's own data: where it starts, what its hints are for. */
function nodeReferences<T extends Record<string, unknown>>(data: T, inside: (id: string) => string): T {
  const copy: Record<string, unknown> = { ...data }
  for (const key of ['initial', 'to']) {
    const id = copy[key]
    if (typeof id === 'string') copy[key] = inside(id)
  }
  return copy as T
}

/** Names of variables, roles and nodes, wherever operands, conditions and actions have them. */
function rename(value: unknown, names: Names): unknown {
  if (Array.isArray(value)) return value.map((item) => rename(item, names))
  if (typeof value !== 'object' || value === null) return value
  const source = value as Record<string, unknown>
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(source)) copy[key] = rename(item, names)
  const { type, role } = source
  if (typeof role === 'string') copy.role = names.roles[role] ?? role
  if (isTexts(source.bindings))
    copy.bindings = Object.fromEntries(Object.entries(source.bindings).map(([k, v]) => [k, names.roles[v] ?? v]))
  if (type === 'variable' && typeof source.name === 'string') copy.name = names.prefix + source.name
  if (type === 'set' && typeof source.variable === 'string') copy.variable = names.prefix + source.variable
  if (typeof type === 'string' && NAMES_NODE.has(type) && typeof source.node === 'string')
    copy.node = names.prefix + source.node
  if ((type === 'emit' || type === 'cancel') && typeof source.id === 'string') copy.id = names.prefix + source.id
  if (type === 'expression') copy.names = names
  return copy
}

const NAMES_NODE = new Set(['active', 'elapsed', 'remaining', 'timer'])

const isTexts = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((v) => typeof v === 'string')
