import { describeCondition, describeTrigger } from '#scene-graph/describe.ts'
import type { Field } from '#scene-graph/nodes/define-node.ts'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import type { Action } from '#scene-graph/schema/action.ts'
import type { Edge } from '#scene-graph/schema/document.ts'
import { containedIn, indexOf, playedBy, titleOf } from './document.ts'
import { portsOf } from './geometry.ts'
import { inAction, inEdge, inFields, inNodeData } from './references.ts'

/** Sentences speak of nodes by their names, where documents name ids. */
const titleIn =
  (graph: SceneGraph) =>
  (id: string): string => {
    const node = indexOf(graph).nodes.get(id)
    return node === undefined ? id : titleOf(node)
  }

/** Ids of other nodes that an edge's trigger, guard and actions name. */
export function nodesNamedBy(edge: Edge): readonly string[] {
  if (edge.trigger.type !== 'condition' && edge.guard === null && edge.actions.length === 0) return NONE
  const named: string[] = []
  inEdge(edge, {
    node: (id) => {
      named.push(id)
      return id
    },
  })
  return named.length === 0 ? NONE : named
}
const NONE: readonly string[] = []

/** An edge as it is described: with names for ids. */
export const spokenEdge = (graph: SceneGraph, edge: Edge): Edge => inEdge(edge, { node: titleIn(graph) })

/** An action as it is described. */
export const spokenAction = (graph: SceneGraph, action: Action): Action => inAction(action, { node: titleIn(graph) })

/** What an edge waits for: its exit by its label, what is named by its name. */
export type When = {
  /** Empty where the guard says it all: a decision’s exit is called “if”. */
  trigger: string
  guard: string | null
  words: string
}

/** When an edge is taken, in words. `exit`: the label of its exit. */
export function whenTaken(graph: SceneGraph, edge: Edge, exit = exitLabel(graph, edge)): When {
  const spoken = spokenEdge(graph, edge)
  const guard = spoken.guard === null ? null : describeCondition(spoken.guard)
  const trigger =
    guard !== null && edge.trigger.type === 'done' && exit === 'if' ? '' : describeTrigger(spoken.trigger, exit)
  return {
    trigger,
    guard,
    words: [trigger, ...(guard === null ? [] : [`if ${guard}`])].filter((w) => w !== '').join(', '),
  }
}

function exitLabel(graph: SceneGraph, edge: Edge): string {
  const source = indexOf(graph).nodes.get(edge.source)
  const port = source === undefined ? undefined : portsOf(graph, source).find((p) => p.id === edge.sourcePort)
  return port?.label ?? edge.sourcePort
}

/** A record of a form, as it is described. */
export const spokenRecord = (
  graph: SceneGraph,
  fields: readonly Field[],
  record: Readonly<Record<string, unknown>>,
): Record<string, unknown> => inFields(fields, record, { node: titleIn(graph) })

/** The line on a node's card: what it waits for or does. */
export function lineOf(graph: SceneGraph, node: GraphNode): string {
  const played = playedBy(node)
  if (played !== null) {
    const name = containedIn(graph, node)?.name
    // Ids of graphs say nothing to anybody; what is missing is a finding.
    if (name === undefined) return 'not published yet, or gone'
    return `${name} · ${played.version === 'latest' ? 'newest version' : `version ${played.version}`}`
  }
  const definition = nodeDefinition(node.type)
  const line = definition.describe(inNodeData(node, { node: titleIn(graph) }))
  if (node.type !== 'hints') return line
  const to = typeof node.data.to === 'string' ? node.data.to : node.parentId
  return [to === null ? 'for nothing yet' : `for ${titleIn(graph)(to)}`, line].filter((t) => t !== '').join(' · ')
}

/** Whether what a card says depends on more than its own node. */
export const speaksOfOthers = (node: GraphNode): boolean =>
  node.type === 'graph' || node.type === 'hints' || namesNodes(node)

const known = new WeakMap<GraphNode['data'], boolean>()

function namesNodes(node: GraphNode): boolean {
  const before = known.get(node.data)
  if (before !== undefined) return before
  let named = false
  inNodeData(node, {
    node: (id) => {
      named = true
      return id
    },
  })
  known.set(node.data, named)
  return named
}
