import type { Field } from '../nodes/define-node.ts'
import { nodeDefinition } from '../nodes/registry.ts'
import type { SceneGraph } from '../parse.ts'
import type { Action } from '../schema/action.ts'
import type { Condition } from '../schema/condition.ts'
import type { SignalTrigger } from '../schema/signal-trigger.ts'
import type { Duration, Operand } from '../schema/values.ts'
import { References, type Say, typeOf } from './references.ts'
import type { Report } from './report.ts'

/** Every name used in variables, nodes, edges and invariants. */
export function checkNames(graph: SceneGraph, report: Report): void {
  const references = new References(graph)
  for (const [name, variable] of Object.entries(graph.variables)) {
    const wanted = variable.type === 'duration' ? 'number' : variable.type
    if (typeOf(variable.initial) !== wanted)
      report.document(
        'error',
        'variable/initial',
        `variable "${name}" is ${variable.type} and cannot start as ${JSON.stringify(variable.initial)}`,
        `variables.${name}.initial`,
      )
  }
  graph.nodes.forEach((node, index) => {
    const say: Say = (code, message, path, at) => report.node('error', code, node.id, message, path, at)
    const definition = nodeDefinition(node.type)
    checkFields(definition.fields, node.data, references, say, `nodes.${index}.data`)
    if (node.type === 'graph') checkBindings(graph, node.data, say, `nodes.${index}.data`)
  })
  graph.edges.forEach((edge, index) => {
    const say: Say = (code, message, path, at) => report.edge('error', code, edge.id, message, path, at)
    const at = `edges.${index}`
    if (edge.guard !== null) references.condition(edge.guard, say, `${at}.guard`)
    references.actions(edge.actions, say, `${at}.actions`)
    const { trigger } = edge
    if (trigger.type === 'condition') references.condition(trigger.condition, say, `${at}.trigger.condition`)
    else if (trigger.type === 'after') references.duration(trigger.duration, say, `${at}.trigger.duration`)
    else if (trigger.type === 'device') references.role(trigger.role, say, `${at}.trigger.role`)
    else if (trigger.type === 'signal') references.trigger(trigger, say, `${at}.trigger`)
  })
  graph.invariants.forEach((invariant, index) => {
    references.condition(
      invariant.never,
      (code, message, path, at) => report.document('error', code, message, path, at),
      `invariants.${index}.never`,
    )
  })
}

/** What a node's form asks for is checked as what it is. */
function checkFields(
  fields: readonly Field[],
  data: Readonly<Record<string, unknown>>,
  references: References,
  say: Say,
  path: string,
): void {
  for (const field of fields) {
    const value = data[field.at]
    const at = `${path}.${field.at}`
    if (field.required === true && (value === null || (Array.isArray(value) && value.length === 0))) {
      say('node/incomplete', `“${field.label}” is missing`, at)
      continue
    }
    if (value !== null && value !== undefined) checkField(field, value, references, say, at)
  }
}

// Values have passed the node type's schema: a control's kind says what they are.
function checkField(field: Field, value: unknown, references: References, say: Say, path: string): void {
  switch (field.control) {
    case 'actions':
      references.actions(value as Action[], say, path)
      return
    case 'action':
      references.action(value as Action, say, path)
      return
    case 'duration':
      references.duration(value as Duration, say, path)
      return
    case 'condition':
      references.condition(value as Condition, say, path)
      return
    case 'signal-trigger':
      references.trigger(value as SignalTrigger, say, path)
      return
    case 'signal': {
      const { role, signal } = value as { role: string; signal: string }
      references.signal(role, signal, say, path)
      return
    }
    case 'operand':
      references.operand(value as Operand, say, path)
      return
    case 'node':
      references.node(value as string, say, path)
      return
    case 'cue-steps':
      checkItems(value as Item[], 'step', say, path)
      ;(value as { action: Action }[]).forEach((step, i) => {
        references.action(step.action, say, `${path}.${i}.action`)
      })
      return
    case 'list':
      checkItems(value as Item[], field.noun, say, path)
      ;(value as Record<string, unknown>[]).forEach((item, i) => {
        checkFields(field.fields, item, references, say, `${path}.${i}`)
      })
      return
    case 'text':
    case 'multiline':
    case 'outcome':
    case 'action-name':
    case 'name':
    case 'number':
    case 'toggle':
    case 'choice':
    case 'timing':
    case 'child':
    case 'scalar':
    case 'scalars':
    case 'names':
    case 'durations':
    case 'graph':
    case 'bindings':
  }
}

type Item = { id?: string | undefined }

/** Items are found again by their ids after a reload. */
function checkItems(items: readonly Item[], noun: string, say: Say, path: string): void {
  const ids = new Set<string>()
  items.forEach((item, i) => {
    const id = item.id ?? String(i)
    if (ids.has(id)) say('node/duplicate-item', `two ${noun}s have the id "${id}"`, `${path}.${i}.id`)
    ids.add(id)
  })
}

/** The roles that a contained graph is played with are ours, and can do what its own ask for. */
function checkBindings(graph: SceneGraph, data: Record<string, unknown>, say: Say, path: string): void {
  const contained = graph.graphs[`${String(data.graph)}@${String(data.version)}`]
  const bindings = data.bindings as Record<string, string>
  if (contained === undefined) return
  for (const name of Object.keys(bindings))
    if (contained.roles[name] === undefined)
      say('graph/role-unknown', `"${contained.name}" has no role "${name}"`, `${path}.bindings.${name}`)
  for (const [name, role] of Object.entries(contained.roles)) {
    const ours = bindings[name] ?? name
    const at = `${path}.bindings.${name}`
    const bound = graph.roles[ours]
    if (bound === undefined) {
      say('graph/role-unbound', `role "${name}" of "${contained.name}" is bound to no role of this graph`, at)
      continue
    }
    for (const [signal, { type }] of Object.entries(role.signals))
      if (bound.signals[signal]?.type !== type)
        say(
          'graph/role-signal',
          `role "${ours}" has no signal "${signal}" (${type}), which "${contained.name}" needs`,
          at,
        )
    for (const command of Object.keys(role.commands))
      if (bound.commands[command] === undefined)
        say('graph/role-command', `role "${ours}" has no command "${command}", which "${contained.name}" needs`, at)
  }
}
