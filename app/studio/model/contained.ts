import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import { graphKey } from '#scene-graph/schema/document.ts'
import { playedBy } from './document.ts'

/** A graph that a node plays. */
export type Reference = { key: string; graph: string; version: number | 'latest' }

/** The graphs that nodes play, each once. */
export function containedKeys(nodes: readonly GraphNode[]): Reference[] {
  const found = new Map<string, Reference>()
  for (const node of nodes) {
    const played = playedBy(node)
    if (played === null) continue
    const key = graphKey(played.graph, played.version)
    found.set(key, { key, ...played })
  }
  return [...found.values()]
}

/** The document with the graphs that it contains, near and far; the same document where nothing differs. */
export function withContained(graph: SceneGraph, loaded: Readonly<Record<string, SceneGraph>>): SceneGraph {
  const keys = Object.keys(loaded)
  const same =
    keys.length === Object.keys(graph.graphs).length && keys.every((key) => graph.graphs[key] === loaded[key])
  return same ? graph : { ...graph, graphs: { ...loaded } }
}

/** The document as it is saved, copied and exported: a draft names what it contains and does not carry it. */
export const alone = (graph: SceneGraph): SceneGraph =>
  Object.keys(graph.graphs).length === 0 ? graph : { ...graph, graphs: {} }
