import type { Field } from '#scene-graph/nodes/define-node.ts'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import type { Action } from '#scene-graph/schema/action.ts'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { Edge } from '#scene-graph/schema/document.ts'
import type { SignalTrigger } from '#scene-graph/schema/signal-trigger.ts'
import type { Trigger } from '#scene-graph/schema/trigger.ts'
import type { Duration, ExpressionText, Operand } from '#scene-graph/schema/values.ts'
import { renameInCel } from './cel-names.ts'
import { mapEdges, mapNodes } from './document.ts'

/** What a document names from within: each is given the name in use and answers with the one to put there. */
export type Rename = {
  role?: (role: string) => string
  variable?: (variable: string) => string
  /** Node ids in conditions, actions and forms; ends of edges and parents are the caller's. */
  node?: (id: string) => string
}

const same = (name: string): string => name

/** Every name of a document goes through here. */
class Renaming {
  private readonly role: (name: string) => string
  private readonly variable: (name: string) => string
  private readonly node: (id: string) => string

  constructor(to: Rename) {
    this.role = to.role ?? same
    this.variable = to.variable ?? same
    this.node = to.node ?? same
  }

  private expression(e: ExpressionText): ExpressionText {
    return { ...e, cel: renameInCel(e.cel, { role: this.role, variable: this.variable }) }
  }

  operand(o: Operand): Operand {
    switch (o.type) {
      case 'constant':
      case 'payload':
        return o
      case 'variable':
        return { ...o, name: this.variable(o.name) }
      case 'signal':
      case 'health':
        return { ...o, role: this.role(o.role) }
      case 'elapsed':
      case 'remaining':
        return { ...o, node: this.node(o.node) }
      case 'expression':
        return this.expression(o)
    }
  }

  private operands(values: Readonly<Record<string, Operand>>): Record<string, Operand> {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, this.operand(value)]))
  }

  duration(d: Duration): Duration {
    if (typeof d === 'number') return d
    return d.type === 'variable' ? { ...d, name: this.variable(d.name) } : this.expression(d)
  }

  condition(c: Condition): Condition {
    switch (c.type) {
      case 'all':
      case 'any':
      case 'at-least':
        return { ...c, of: c.of.map((inner) => this.condition(inner)) }
      case 'not':
        return { ...c, of: this.condition(c.of) }
      case 'compare':
        return { ...c, left: this.operand(c.left), right: this.operand(c.right) }
      case 'between':
        return { ...c, value: this.operand(c.value), min: this.operand(c.min), max: this.operand(c.max) }
      case 'in':
        return { ...c, value: this.operand(c.value), of: c.of.map((o) => this.operand(o)) }
      case 'within':
        return {
          ...c,
          value: this.operand(c.value),
          of: this.operand(c.of),
          tolerance: this.operand(c.tolerance),
        }
      case 'held':
        return { ...c, of: this.condition(c.of), for: this.duration(c.for) }
      case 'times':
        return {
          ...c,
          of: c.of.type === 'signal' ? this.signalTrigger(c.of) : this.condition(c.of),
          within: this.duration(c.within),
        }
      case 'changed':
        return { ...c, value: this.operand(c.value), by: this.operand(c.by) }
      case 'active':
        return { ...c, node: this.node(c.node) }
      case 'device':
        return { ...c, role: this.role(c.role) }
      case 'expression':
        return this.expression(c)
    }
  }

  action(a: Action): Action {
    switch (a.type) {
      case 'command':
        return { ...a, role: this.role(a.role), params: this.operands(a.params) }
      case 'set':
        return { ...a, variable: this.variable(a.variable), to: this.operand(a.to) }
      case 'media':
        return a.volume === undefined ? a : { ...a, volume: this.operand(a.volume) }
      case 'light':
        return {
          ...a,
          ...(a.role === undefined ? {} : { role: this.role(a.role) }),
          ...(a.level === undefined ? {} : { level: this.operand(a.level) }),
        }
      case 'timer':
        return { ...a, node: this.node(a.node), ...(a.by === undefined ? {} : { by: this.operand(a.by) }) }
      case 'emit':
        return {
          ...a,
          data: this.operands(a.data),
          ...(a.delay === undefined ? {} : { delay: this.duration(a.delay) }),
        }
      case 'log':
        return a.value === undefined ? a : { ...a, value: this.operand(a.value) }
      case 'if':
        return {
          ...a,
          condition: this.condition(a.condition),
          do: this.actions(a.do),
          else: this.actions(a.else),
        }
      case 'notify':
      case 'display':
      case 'hint':
      case 'cancel':
      case 'scene':
        return a
    }
  }

  actions(actions: readonly Action[]): Action[] {
    return actions.map((a) => this.action(a))
  }

  signalTrigger(t: SignalTrigger): SignalTrigger {
    const role = this.role(t.role)
    return t.match === undefined
      ? { ...t, role }
      : { ...t, role, match: { ...t.match, value: this.operand(t.match.value) } }
  }

  trigger(t: Trigger): Trigger {
    switch (t.type) {
      case 'signal':
        return this.signalTrigger(t)
      case 'condition':
        return { ...t, condition: this.condition(t.condition) }
      case 'after':
        return { ...t, duration: this.duration(t.duration) }
      case 'device':
        return { ...t, role: this.role(t.role) }
      case 'done':
      case 'operator':
      case 'event':
        return t
    }
  }

  /** Which of a record's fields name something is known from its form: the registry's one source. */
  fields(fields: readonly Field[], record: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const renamed = { ...record }
    for (const field of fields) {
      const value = record[field.at]
      if (value !== null && value !== undefined) renamed[field.at] = this.field(field, value)
    }
    return renamed
  }

  // Behind `parseDocument` a field's value has the shape that its control edits.
  private field(field: Field, value: unknown): unknown {
    switch (field.control) {
      case 'actions':
        return this.actions(value as Action[])
      case 'action':
        return this.action(value as Action)
      case 'cue-steps':
        return (value as { action: Action }[]).map((step) => ({ ...step, action: this.action(step.action) }))
      case 'duration':
        return this.duration(value as Duration)
      case 'condition':
        return this.condition(value as Condition)
      case 'signal-trigger':
        return this.signalTrigger(value as SignalTrigger)
      case 'signal':
        return { ...(value as { role: string; signal: string }), role: this.role((value as { role: string }).role) }
      case 'operand':
        return this.operand(value as Operand)
      case 'child':
      case 'node':
        return this.node(value as string)
      case 'bindings':
        return Object.fromEntries(
          Object.entries(value as Record<string, string>).map(([theirs, ours]) => [theirs, this.role(ours)]),
        )
      case 'list':
        return (value as Record<string, unknown>[]).map((item) => this.fields(field.fields, item))
      case 'text':
      case 'multiline':
      case 'outcome':
      case 'action-name':
      case 'name':
      case 'number':
      case 'toggle':
      case 'choice':
      case 'timing':
      case 'scalar':
      case 'scalars':
      case 'names':
      case 'durations':
      case 'graph':
        return value
    }
  }
}

export const inCondition = (c: Condition, to: Rename): Condition => new Renaming(to).condition(c)

export const inAction = (a: Action, to: Rename): Action => new Renaming(to).action(a)

export function inEdge(edge: Edge, to: Rename): Edge {
  const renaming = new Renaming(to)
  return {
    ...edge,
    trigger: renaming.trigger(edge.trigger),
    guard: edge.guard === null ? null : renaming.condition(edge.guard),
    actions: renaming.actions(edge.actions),
  }
}

/** In a record of which a form says what its fields are. */
export const inFields = (
  fields: readonly Field[],
  record: Readonly<Record<string, unknown>>,
  to: Rename,
): Record<string, unknown> => new Renaming(to).fields(fields, record)

export const inNodeData = (node: GraphNode, to: Rename): GraphNode['data'] => ({
  ...node.data,
  ...inFields(nodeDefinition(node.type).fields, node.data, to),
})

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

/** In how many places something is used, in words. */
export const usedWords = (places: number): string =>
  places === 0 ? 'not used yet' : places === 1 ? 'used once' : `used ${places} times`
