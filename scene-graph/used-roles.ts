import type { SceneGraph } from './parse.ts'

/**
 * The declared roles that a graph really uses, sorted: those named anywhere in its nodes, edges and invariants. A role
 * that was declared and never used needs no device.
 */
export function usedRoles(graph: SceneGraph): string[] {
  const named = new Set<string>()
  collect([graph.nodes.map((node) => node.data), graph.edges, graph.invariants], named)
  return Object.keys(graph.roles)
    .filter((role) => named.has(role))
    .sort()
}

/** Whatever names a role does so in a field `role`: triggers, operands, actions. */
function collect(value: unknown, into: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) {
    if (key === 'role' && typeof item === 'string') into.add(item)
    else collect(item, into)
  }
}
