import { describeTrigger } from '#scene-graph/describe.ts'
import { NODES } from '#scene-graph/nodes/registry.ts'
import { parseDocument } from '#scene-graph/parse.ts'

/** What people call the parts of a graph version. Ids that are unknown (another version's) are shown as they are. */
export type GraphNames = {
  node: (id: string) => string
  /** Names of the groups around a node, outermost first. */
  path: (id: string) => readonly string[]
  /** What made an edge fire, in words. */
  edge: (id: string) => string
  /** A condition for showing a node as a place of its own: notes and decisions never are. */
  known: (id: string) => boolean
}

export const NO_NAMES: GraphNames = { node: (id) => id, path: () => [], edge: (id) => id, known: () => false }

/** Reads a version's document. One that does not parse gives no names: the game is shown by its ids then. */
export function graphNames(document: unknown): GraphNames {
  const parsed = parseDocument(document)
  if (!parsed.ok) return NO_NAMES
  const nodes = new Map(parsed.graph.nodes.map((node) => [node.id, node]))
  const edges = new Map(parsed.graph.edges.map((edge) => [edge.id, edge]))
  const name = (id: string): string => {
    const node = nodes.get(id)
    if (node === undefined) return id
    return node.data.name === '' ? (NODES.get(node.type)?.label ?? id) : node.data.name
  }
  return {
    node: name,
    path: (id) => {
      const path: string[] = []
      for (
        let at = nodes.get(id)?.parentId ?? null;
        at !== null && path.length < 64;
        at = nodes.get(at)?.parentId ?? null
      )
        path.unshift(name(at))
      return path
    },
    edge: (id) => {
      const edge = edges.get(id)
      return edge === undefined ? id : describeTrigger(edge.trigger, edge.sourcePort)
    },
    known: (id) => nodes.has(id),
  }
}
