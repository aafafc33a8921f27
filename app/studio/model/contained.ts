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

/**
 * The document with the graphs that it contains, and what those contain. The same document where nothing differs;
 * what is loaded already stays the same objects.
 */
export function withContained(graph: SceneGraph, loaded: ReadonlyMap<string, SceneGraph>): SceneGraph {
  const graphs: Record<string, SceneGraph> = {}
  for (const [key, document] of loaded) {
    for (const [inner, contained] of Object.entries(document.graphs)) graphs[inner] ??= contained
    graphs[key] = flat(document)
  }
  const before = graph.graphs
  const keys = Object.keys(graphs)
  if (keys.length === Object.keys(before).length && keys.every((key) => before[key] === graphs[key])) return graph
  return { ...graph, graphs }
}

const flats = new WeakMap<SceneGraph, SceneGraph>()

/** Contained graphs have none of their own: all are in the outermost. */
function flat(document: SceneGraph): SceneGraph {
  if (Object.keys(document.graphs).length === 0) return document
  const known = flats.get(document)
  if (known !== undefined) return known
  const made = { ...document, graphs: {} }
  flats.set(document, made)
  return made
}

/** The document as it is saved, copied and exported: a draft names what it contains and does not carry it. */
export const alone = (graph: SceneGraph): SceneGraph =>
  Object.keys(graph.graphs).length === 0 ? graph : { ...graph, graphs: {} }
