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
  /** What stands on the button of an operator action. */
  action: (action: string) => string
}

export const NO_NAMES: GraphNames = { node: (id) => id, path: () => [], edge: (id) => id, action: (action) => action }

/** While the document is on its way: ids that turn into names a moment later would only confuse. */
export const NAMES_TO_COME: GraphNames = { node: () => '…', path: () => [], edge: () => 'done', action: () => '…' }

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
  const labels = new Map(
    parsed.graph.edges.flatMap(({ trigger }) =>
      trigger.type === 'operator' && trigger.label !== undefined ? [[trigger.action, trigger.label] as const] : [],
    ),
  )
  for (const { type, data } of parsed.graph.nodes) {
    const lowered = NODES.get(type)?.lower(data)
    if (lowered?.kind === 'gate') labels.set(lowered.action, lowered.label)
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
    action: (action) => labels.get(action) ?? action,
    edge: (id) => {
      const edge = edges.get(id)
      return edge === undefined ? id : describeTrigger(edge.trigger, edge.sourcePort)
    },
  }
}
