import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { graphKey } from '#scene-graph/schema/document.ts'
import { readDocument, readJson, Unusable } from './files.ts'

/**
 * The graph with the graphs that it contains. Those that it does not carry along are looked for beside it: the
 * documents in its folder, by their ids. A version that is asked for by number is what is there; a folder has one.
 */
export function withContained(graph: SceneGraph, file: string): SceneGraph {
  const missing = (): Reference[] =>
    [graph, ...Object.values(graphs)].flatMap(references).filter((ref) => graphs[keyOf(ref)] === undefined)
  const graphs: Record<string, SceneGraph> = { ...graph.graphs }
  if (missing().length === 0 || file === '-') return graph
  const beside = documentsIn(path.dirname(file))
  // One that was not found stays missing: the validator says so, with the node.
  const sought = new Set<string>()
  for (let open = missing(); open.length > 0; open = missing().filter((ref) => !sought.has(keyOf(ref))))
    for (const ref of open) {
      sought.add(keyOf(ref))
      const [found, other] = beside.get(ref.graph) ?? []
      if (other !== undefined) throw new Unusable([`${found} and ${other} are both the graph "${ref.graph}": keep one`])
      if (found !== undefined) graphs[keyOf(ref)] = { ...readDocument(found), graphs: {} }
    }
  return { ...graph, graphs }
}

type Reference = { graph: string; version: number | 'latest' }

const keyOf = ({ graph, version }: Reference): string => graphKey(graph, version)

const references = (graph: SceneGraph): Reference[] =>
  graph.nodes.flatMap(({ type, data }) =>
    type === 'graph' && typeof data.graph === 'string'
      ? [{ graph: data.graph, version: data.version as Reference['version'] }]
      : [],
  )

/** Document id → files. What is no document is none of our business here. */
function documentsIn(folder: string): Map<string, string[]> {
  const files = new Map<string, string[]>()
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.json')) continue
    const file = path.join(folder, name)
    const id = idOf(file)
    if (id === null) continue
    files.set(id, [...(files.get(id) ?? []), file])
  }
  return files
}

function idOf(file: string): string | null {
  let value: unknown
  try {
    value = readJson(file)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value) || !('id' in value)) return null
  return typeof value.id === 'string' ? value.id : null
}
