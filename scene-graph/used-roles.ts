import { scopeOf } from './compile/language.ts'
import { compileExpression } from './expressions/expression.ts'
import type { ExpressionScope } from './expressions/names.ts'
import type { GraphNode, SceneGraph } from './parse.ts'
import { graphKey } from './schema/document.ts'

/**
 * The declared roles that a graph really uses, sorted: those named anywhere in its nodes, edges and invariants, in
 * expressions too, and those that a graph which it contains uses through the node's bindings (SG7). A role that was
 * declared and never used needs no device.
 */
export function usedRoles(graph: SceneGraph): string[] {
  const used = usedIn(graph, graph.graphs, new Map())
  return Object.keys(graph.roles)
    .filter((role) => used.has(role))
    .sort()
}

type Names = ReadonlySet<string>

/** `known`: contained graphs that were looked at; one that is looked at while it is looked at contains itself. */
function usedIn(graph: SceneGraph, graphs: SceneGraph['graphs'], known: Map<string, Names>): Set<string> {
  const used = new Set<string>()
  const scope = scopeOf(graph, Object.entries(graph.variables), undefined)
  collect([graph.nodes.map((node) => node.data), graph.edges, graph.invariants], scope, used)
  for (const node of graph.nodes)
    if (node.type === 'graph') for (const role of usedThrough(node, graphs, known)) used.add(role)
  return used
}

/** Ours that a contained graph uses. While it is not there, all that it is given count. */
function usedThrough({ data }: GraphNode, graphs: SceneGraph['graphs'], known: Map<string, Names>): string[] {
  const bindings = data.bindings as Readonly<Record<string, string>>
  const key = graphKey(String(data.graph), data.version as number | 'latest')
  const contained = Object.hasOwn(graphs, key) ? graphs[key] : undefined
  if (contained === undefined) return Object.values(bindings)
  let inside = known.get(key)
  if (inside === undefined) {
    known.set(key, new Set())
    inside = usedIn(contained, graphs, known)
    known.set(key, inside)
  }
  return [...inside]
    .filter((role) => Object.hasOwn(contained.roles, role))
    .map((role) => (Object.hasOwn(bindings, role) ? (bindings[role] ?? role) : role))
}

/** Whatever names a role does so in a field `role` (triggers, operands, actions) or in the text of an expression. */
function collect(value: unknown, scope: ExpressionScope, into: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, scope, into)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) {
    if (key === 'role' && typeof item === 'string') into.add(item)
    else if (key === 'cel' && typeof item === 'string') inExpression(item, scope, into)
    else collect(item, scope, into)
  }
}

/** One that can't be read names nothing yet: the validator says what is wrong with it. */
function inExpression(cel: string, scope: ExpressionScope, into: Set<string>): void {
  const read = compileExpression(cel, scope)
  if (!read.ok) return
  const { signals, health } = read.expression.uses
  for (const { role } of signals) into.add(role)
  for (const role of health) into.add(role)
}
