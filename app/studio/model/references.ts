import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import type { Action } from '#scene-graph/schema/action.ts'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { Edge } from '#scene-graph/schema/document.ts'
import type { Trigger } from '#scene-graph/schema/trigger.ts'
import type { Duration, Operand } from '#scene-graph/schema/values.ts'
import { mapEdges, mapNodes } from './document.ts'

/** What a document names from within: each is given the name in use and answers with the one to put there. */
export type Rename = {
  role?: (role: string) => string
  variable?: (variable: string) => string
  /** Node ids in conditions and as the start of a room; ends of edges and parents are the caller's. */
  node?: (id: string) => string
}

const same = (name: string): string => name

const inOperand = (o: Operand, to: Rename): Operand => {
  switch (o.type) {
    case 'constant':
      return o
    case 'variable':
      return { ...o, name: (to.variable ?? same)(o.name) }
    case 'signal':
    case 'health':
      return { ...o, role: (to.role ?? same)(o.role) }
  }
}

const inDuration = (d: Duration, to: Rename): Duration =>
  typeof d === 'number' ? d : { ...d, name: (to.variable ?? same)(d.name) }

export function inCondition(c: Condition, to: Rename): Condition {
  switch (c.type) {
    case 'all':
    case 'any':
      return { ...c, of: c.of.map((inner) => inCondition(inner, to)) }
    case 'not':
      return { ...c, of: inCondition(c.of, to) }
    case 'compare':
      return { ...c, left: inOperand(c.left, to), right: inOperand(c.right, to) }
    case 'held':
      return { ...c, of: inCondition(c.of, to), for: inDuration(c.for, to) }
    case 'active':
      return { ...c, node: (to.node ?? same)(c.node) }
  }
}

function inAction(a: Action, to: Rename): Action {
  switch (a.type) {
    case 'command':
      return {
        ...a,
        role: (to.role ?? same)(a.role),
        params: Object.fromEntries(Object.entries(a.params).map(([name, value]) => [name, inOperand(value, to)])),
      }
    case 'set':
      return { ...a, variable: (to.variable ?? same)(a.variable), to: inOperand(a.to, to) }
    case 'notify':
      return a
  }
}

function inTrigger(t: Trigger, to: Rename): Trigger {
  switch (t.type) {
    case 'signal': {
      const role = (to.role ?? same)(t.role)
      return t.match === undefined
        ? { ...t, role }
        : { ...t, role, match: { ...t.match, value: inOperand(t.match.value, to) } }
    }
    case 'condition':
      return { ...t, condition: inCondition(t.condition, to) }
    case 'after':
      return { ...t, duration: inDuration(t.duration, to) }
    case 'device':
      return { ...t, role: (to.role ?? same)(t.role) }
    case 'done':
    case 'operator':
    case 'event':
      return t
  }
}

export const inEdge = (edge: Edge, to: Rename): Edge => ({
  ...edge,
  trigger: inTrigger(edge.trigger, to),
  guard: edge.guard === null ? null : inCondition(edge.guard, to),
  actions: edge.actions.map((a) => inAction(a, to)),
})

/** Which of a node's data fields name something is known from its type's form: the registry's one source. */
export function inNodeData(node: GraphNode, to: Rename): GraphNode['data'] {
  const data = { ...node.data }
  for (const field of nodeDefinition(node.type).fields) {
    const value = data[field.at]
    // Behind `parseDocument` a field's value has the shape that its control edits.
    if (field.control === 'actions') data[field.at] = (value as Action[]).map((a) => inAction(a, to))
    if (field.control === 'duration') data[field.at] = inDuration(value as Duration, to)
    if (field.control === 'cue-steps')
      data[field.at] = (value as { action: Action }[]).map((s) => ({ ...s, action: inAction(s.action, to) }))
    if (field.control === 'child' && typeof value === 'string') data[field.at] = (to.node ?? same)(value)
  }
  return data
}

/** Renames everywhere in a document; parts that name none of it stay the same objects. */
export function renameEverywhere(graph: SceneGraph, to: Rename): SceneGraph {
  const nodes = mapNodes(graph, (n) => unlessSame(n, { ...n, data: inNodeData(n, to) }))
  const edges = mapEdges(nodes, (e) => unlessSame(e, inEdge(e, to)))
  return { ...edges, invariants: edges.invariants.map((i) => unlessSame(i, { ...i, never: inCondition(i.never, to) })) }
}

const unlessSame = <Value>(before: Value, after: Value): Value =>
  JSON.stringify(before) === JSON.stringify(after) ? before : after

/** Where something is named: nodes and edges, in document order. */
export type Uses = { nodes: string[]; edges: string[]; invariants: string[] }

/** Every place that names a role or a variable. */
export function usesOf(graph: SceneGraph, kind: 'role' | 'variable', name: string): Uses {
  let hit = false
  const watch: Rename = {
    [kind]: (found: string) => {
      if (found === name) hit = true
      return found
    },
  }
  const names = (visit: () => unknown): boolean => {
    hit = false
    visit()
    return hit
  }
  return {
    nodes: graph.nodes.filter((n) => names(() => inNodeData(n, watch))).map((n) => n.id),
    edges: graph.edges.filter((e) => names(() => inEdge(e, watch))).map((e) => e.id),
    invariants: graph.invariants.filter((i) => names(() => inCondition(i.never, watch))).map((i) => i.id),
  }
}
