import { describeAction, describeTrigger } from '#scene-graph/describe.ts'
import type { BuiltEdge } from '#scene-graph/nodes/define-node.ts'
import { NODES } from '#scene-graph/nodes/registry.ts'
import { type GraphNode, parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import { type Edge, graphKey } from '#scene-graph/schema/document.ts'

/** What people call the parts of a graph version. Ids that are unknown (another version's) are shown as they are. */
export type GraphNames = {
  node: (id: string) => string
  /** Names of the groups around a node, outermost first. */
  path: (id: string) => readonly string[]
  /** What made an edge fire, in words. */
  edge: (id: string) => string
  /** What stands on the button of an operator action. */
  action: (action: string) => string
  /** What a timer is for: whose it is, and what comes when it is over. */
  timer: (timer: NamedTimer) => string
}

/** `label`: what the runtime calls it; it is said of what the document does not know. */
export type NamedTimer = { id: string; edge?: string | undefined; label?: string }

const ownLabel = ({ id, label }: NamedTimer): string => (label === undefined || label === '' ? id : label)

export const NO_NAMES: GraphNames = {
  node: (id) => id,
  path: () => [],
  edge: (id) => id,
  action: (action) => action,
  timer: ownLabel,
}

/** While the document is on its way: ids that turn into names a moment later would only confuse. */
export const NAMES_TO_COME: GraphNames = {
  node: () => '…',
  path: () => [],
  edge: () => 'done',
  action: () => '…',
  timer: () => '…',
}

/** Look-ups over one document; those that it contains are all in the outermost. */
type Level = { nodes: ReadonlyMap<string, GraphNode>; edges: ReadonlyMap<string, Edge> }
const levelOf = (graph: SceneGraph): Level => ({
  nodes: new Map(graph.nodes.map((node) => [node.id, node])),
  edges: new Map(graph.edges.map((edge) => [edge.id, edge])),
})

/** Reads a version's document. One that does not parse gives no names: the game is shown by its ids then. */
export function graphNames(document: unknown): GraphNames {
  const parsed = parseDocument(document)
  if (!parsed.ok) return NO_NAMES
  const { graph } = parsed
  const contained = new Map(Object.entries(graph.graphs).map(([key, inner]) => [key, levelOf(inner)]))
  const top = levelOf(graph)

  /** An id inside a contained graph begins with that of the node that plays it (SG7): the level, and the id there. */
  const locate = (id: string): { level: Level; id: string; around: readonly string[] } | null => {
    const path = id.split('/')
    const around: string[] = []
    let level = top
    for (const step of path.slice(0, -1)) {
      const node = level.nodes.get(step)
      const inner =
        node?.type === 'graph' ? contained.get(graphKey(String(node.data.graph), versionOf(node))) : undefined
      if (node === undefined || inner === undefined) return null
      around.push(...groupsAround(level, step), nameOf(node))
      level = inner
    }
    return { level, id: path.at(-1) ?? id, around }
  }
  const named = ({ nodes }: Level, id: string): string | undefined => {
    const node = nodes.get(id)
    return node && nameOf(node)
  }
  const labels = new Map<string, string>()
  for (const each of [...Object.values(graph.graphs), graph])
    for (const [action, label] of labelsOf(each)) labels.set(action, label)

  return {
    node: (id) => {
      const at = locate(id)
      const node = at?.level.nodes.get(at.id)
      return node === undefined ? id : nameOf(node)
    },
    path: (id) => {
      const at = locate(id)
      return at === null ? [] : [...at.around, ...groupsAround(at.level, at.id)]
    },
    action: (action) => labels.get(action) ?? action,
    edge: (id) => {
      const at = locate(id)
      const edge = at?.level.edges.get(at.id)
      if (edge !== undefined) return describeTrigger(edge.trigger, edge.sourcePort)
      // An edge inside a puzzle, which nobody drew: that the puzzle came to it is told by the puzzle.
      return id.includes('/') ? 'done' : id
    },
    timer: (timer) => {
      const id = timer.edge ?? timer.id
      const at = locate(id)
      const edge = at?.level.edges.get(at.id)
      if (at !== null && edge !== undefined) return edgeTimer(edge, (node) => named(at.level, node) ?? node)
      const own = at === null ? undefined : named(at.level, at.id)
      if (own !== undefined) return own
      // A part of a node: its id begins with the node's.
      for (let end = id.lastIndexOf('/'); end > 0; end = id.lastIndexOf('/', end - 1)) {
        const around = locate(id.slice(0, end))
        const owner = around?.level.nodes.get(around.id)
        if (owner !== undefined) return partTimer(owner, `${owner.id}${id.slice(end)}`)
      }
      return ownLabel(timer)
    },
  }
}

/** An edge that waits for a time: where it leads to, or what it does. */
function edgeTimer({ source, target, actions }: Edge, name: (node: string) => string): string {
  if (target !== null) return `${name(source)} → ${name(target)}`
  const [does] = actions
  return does === undefined ? name(source) : `${name(source)} · ${describeAction(does)}`
}

/** A timer of what a node is built of, in the words of its type. */
function partTimer(owner: GraphNode, id: string): string {
  const says = builtEdges(owner).find((edge) => edge.id === id)?.says
  return says === undefined ? nameOf(owner) : `${nameOf(owner)} · ${says}`
}

function builtEdges({ id, type, data }: GraphNode): readonly BuiltEdge[] {
  const lowered = NODES.get(type)?.lower(data, id)
  if (lowered?.kind === 'built') return lowered.edges
  return lowered?.kind === 'attached' ? lowered.part(id, []).edges : []
}

const versionOf = (node: GraphNode): number | 'latest' =>
  typeof node.data.version === 'number' ? node.data.version : 'latest'

const nameOf = (node: GraphNode): string =>
  node.data.name === '' ? (NODES.get(node.type)?.label ?? node.id) : node.data.name

function groupsAround({ nodes }: Level, id: string): string[] {
  const path: string[] = []
  let at = nodes.get(nodes.get(id)?.parentId ?? '')
  while (at !== undefined && path.length < 64) {
    path.unshift(nameOf(at))
    at = nodes.get(at.parentId ?? '')
  }
  return path
}

/** What stands on the buttons of a document's operator actions. */
function labelsOf(graph: SceneGraph): [string, string][] {
  const ofEdges = graph.edges.flatMap(({ trigger }): [string, string][] =>
    trigger.type === 'operator' && trigger.label !== undefined ? [[trigger.action, trigger.label]] : [],
  )
  const ofNodes = graph.nodes.flatMap(({ id, type, data }): [string, string][] => {
    const lowered = NODES.get(type)?.lower(data, id)
    if (lowered?.kind === 'gate') return [[lowered.action, lowered.label]]
    return type === 'hints' ? [[String(data.action), 'Next hint']] : []
  })
  return [...ofEdges, ...ofNodes]
}
