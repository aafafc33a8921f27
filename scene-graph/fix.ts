import type { Edit, Fix } from './findings.ts'
import type { SceneGraph } from './parse.ts'

/** The document with a finding's fix done. Things that are gone meanwhile are passed over; all else is shared. */
export function applyFix(graph: SceneGraph, fix: Fix): SceneGraph {
  return fix.edits.reduce(applyEdit, graph)
}

function applyEdit(graph: SceneGraph, edit: Edit): SceneGraph {
  if ('remove' in edit) return { ...graph, edges: graph.edges.filter((edge) => edge.id !== edit.id) }
  if (edit.change === 'document') return put(graph, edit.path, edit.value)
  const change = <T extends { id: string }>(things: T[]): T[] =>
    things.map((thing) => (thing.id === edit.id ? put(thing, edit.path, edit.value) : thing))
  return edit.change === 'node' ? { ...graph, nodes: change(graph.nodes) } : { ...graph, edges: change(graph.edges) }
}

/** A copy with another value at a path; what lies on the way is copied, what is missing on the way is made. */
function put<T>(into: T, [key, ...rest]: readonly string[], value: unknown): T {
  if (key === undefined) return into
  if (Array.isArray(into)) {
    const copy: unknown[] = [...into]
    const index = Number(key)
    if (rest.length > 0) copy[index] = put(copy[index], rest, value)
    else if (value === undefined) copy.splice(index, 1)
    else copy[index] = value
    return copy as T
  }
  const copy: Record<string, unknown> = { ...(into as Record<string, unknown>) }
  if (rest.length > 0) copy[key] = put(copy[key] ?? {}, rest, value)
  else if (value === undefined) delete copy[key]
  else copy[key] = value
  return copy as T
}
