import type { Finding } from '../findings.ts'
import type { Field } from '../nodes/define-node.ts'
import { nodeDefinition } from '../nodes/registry.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'
import type { Action } from '../schema/action.ts'
import type { Condition } from '../schema/condition.ts'
import { type Edge, graphKey } from '../schema/document.ts'
import type { SignalTrigger } from '../schema/signal-trigger.ts'
import type { Duration, Operand, Scalar } from '../schema/values.ts'
import type { Facts } from './facts.ts'
import { lessThanNothing, NEVER_NEAR, References, typeOf } from './references.ts'
import { fixBy, placed, type Say, setAt, type Verdict, verdict } from './verdict.ts'

/** What is wrong inside one node: in what its form asks for. */
export function judgeNode(node: GraphNode, facts: Facts): Verdict[] {
  const found: Verdict[] = []
  const say: Say = (...said) => found.push(verdict(...said))
  const references = new References(facts, { change: 'node', id: node.id }, say)
  const definition = nodeDefinition(node.type)
  checkFields(definition.fields, node.data, references, say, 'data')
  if (node.type === 'graph') checkBindings(node, facts, say)
  if (node.type === 'n-of') checkEnough(node, say)
  if (node.type === 'random') checkWeights(node, say)
  if (node.type === 'code') {
    checkKeys(node, facts, say)
    checkLength(node, say)
  }
  checkNumeric(node, facts, say)
  return found
}

/** What is wrong inside one edge: in its trigger, guard and actions. */
export function judgeEdge(edge: Edge, facts: Facts): Verdict[] {
  const found: Verdict[] = []
  const say: Say = (...said) => found.push(verdict(...said))
  const references = new References(facts, { change: 'edge', id: edge.id }, say)
  if (edge.guard !== null) references.condition(edge.guard, 'guard')
  references.actions(edge.actions, 'actions')
  const { trigger } = edge
  if (trigger.type === 'condition') references.condition(trigger.condition, 'trigger.condition')
  else if (trigger.type === 'after') references.duration(trigger.duration, 'trigger.duration')
  else if (trigger.type === 'device') references.role(trigger.role, 'trigger.role')
  else if (trigger.type === 'signal') references.trigger(trigger, 'trigger')
  return found
}

/** Roles, variables and invariants. */
export function judgeDocument(
  graph: SceneGraph,
  facts: Facts,
): Record<'roles' | 'variables' | 'invariants', Finding[]> {
  const nothing = { nodes: [], edges: [] }
  const variables: Finding[] = []
  for (const [name, { type, initial }] of Object.entries(graph.variables)) {
    const wanted = type === 'duration' ? 'number' : type
    if (typeOf(initial) === wanted) continue
    const path = `variables.${name}.initial`
    const zero = { boolean: false, number: 0, text: '' }[wanted]
    const found = verdict(
      'variable/initial',
      `variable "${name}" is ${type} and cannot start as ${JSON.stringify(initial)}`,
      path,
      { fix: fixBy(`Start at ${JSON.stringify(zero)}`, setAt({ change: 'document' }, path, zero)) },
    )
    variables.push(placed(found, nothing, ''))
  }
  const invariants: Finding[] = []
  const say: Say = (...said) => invariants.push(placed(verdict(...said), nothing, ''))
  const references = new References(facts, { change: 'document' }, say)
  graph.invariants.forEach(({ never }, index) => {
    references.condition(never, `invariants.${index}.never`)
  })
  const roles: Finding[] = []
  for (const [role, { commands }] of Object.entries(graph.roles))
    for (const [command, { energises }] of Object.entries(commands))
      energises?.until.forEach((name, index) => {
        if (commands[name] !== undefined) return
        const path = `roles.${role}.commands.${command}.energises.until.${index}`
        const message = `role "${role}" declares no command "${name}"`
        roles.push(placed(verdict('command/unknown', message, path), nothing, ''))
      })
  return { roles, variables, invariants }
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
      references.actions(value as Action[], path)
      return
    case 'action':
      references.action(value as Action, path)
      return
    case 'duration':
      references.duration(value as Duration, path)
      return
    case 'condition':
      references.condition(value as Condition, path)
      return
    case 'signal-trigger':
      references.trigger(value as SignalTrigger, path)
      return
    case 'signal': {
      const { role, signal } = value as { role: string; signal: string }
      references.signal(role, signal, path)
      return
    }
    case 'operand':
      references.operand(value as Operand, path)
      return
    case 'node':
      references.node(value as string, path)
      return
    case 'cue-steps':
      checkItems(value as Item[], 'step', say, path)
      ;(value as { action: Action }[]).forEach((step, i) => {
        references.action(step.action, `${path}.${i}.action`)
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
function checkBindings({ id, data }: GraphNode, facts: Facts, say: Say): void {
  if (typeof data.graph !== 'string') return
  const contained = facts.contained(graphKey(data.graph, data.version as number | 'latest'))
  const bindings = data.bindings as Record<string, string>
  if (contained === undefined) return
  const ours = facts.roles()
  for (const name of Object.keys(bindings)) {
    const path = `data.bindings.${name}`
    if (contained.roles[name] === undefined)
      say('graph/role-unknown', `"${contained.name}" has no role "${name}"`, path, {
        fix: fixBy(`Leave “${name}” out`, setAt({ change: 'node', id }, path)),
      })
  }
  for (const [name, role] of Object.entries(contained.roles)) {
    const outer = Object.hasOwn(bindings, name) ? (bindings[name] ?? name) : name
    const path = `data.bindings.${name}`
    const bound = ours[outer]
    if (bound === undefined) {
      const fits = Object.keys(ours).filter((candidate) => canPlay(ours[candidate], role))
      const [only] = fits
      say('graph/role-unbound', `role "${name}" of "${contained.name}" is bound to no role of this graph`, path, {
        fix:
          only === undefined || fits.length > 1
            ? undefined
            : fixBy(`Bind it to “${only}”`, setAt({ change: 'node', id }, path, only)),
      })
      continue
    }
    for (const [signal, { type }] of Object.entries(role.signals))
      if (bound.signals[signal]?.type !== type)
        say(
          'graph/role-signal',
          `role "${outer}" has no signal "${signal}" (${type}), which "${contained.name}" needs`,
          path,
        )
    for (const command of Object.keys(role.commands))
      if (bound.commands[command] === undefined)
        say('graph/role-command', `role "${outer}" has no command "${command}", which "${contained.name}" needs`, path)
  }
}

type Role = SceneGraph['roles'][string]

const canPlay = (ours: Role | undefined, wanted: Role): boolean =>
  ours !== undefined &&
  Object.entries(wanted.signals).every(([signal, { type }]) => ours.signals[signal]?.type === type) &&
  Object.keys(wanted.commands).every((command) => ours.commands[command] !== undefined)

/** Four of three are never right. */
function checkEnough({ id, data }: GraphNode, say: Say): void {
  const { n, conditions } = data as unknown as { n: number; conditions: readonly unknown[] }
  if (n <= conditions.length || conditions.length === 0) return
  say('condition/never', `${n} of ${conditions.length} conditions can never hold`, 'data.n', {
    fix: fixBy(`Ask for ${conditions.length}`, setAt({ change: 'node', id }, 'data.n', conditions.length)),
  })
}

/** Weights of which none is more than 0 say nothing: the last exit would always be drawn. */
function checkWeights({ id, data }: GraphNode, say: Say): void {
  const choices = data.choices as readonly { id: string; weight: number }[]
  if (choices.length === 0 || choices.some((choice) => choice.weight > 0)) return
  const last = choices.at(-1)?.id ?? ''
  say('random/no-weight', `no exit has a weight: “${last}” is always taken`, 'data.choices', {
    severity: 'warning',
    fix: {
      label: 'Weigh them alike',
      edits: choices.map((_, i) => setAt({ change: 'node', id }, `data.choices.${i}.weight`, 1)),
    },
  })
}

/** Of a level only changes are heard: the second of two equal keys would be lost. */
function checkKeys({ data }: GraphNode, facts: Facts, say: Say): void {
  const signal = data.signal as SignalTrigger | null
  if (data.reports !== 'keys' || signal === null || signal.on === 'report') return
  if (facts.momentary(signal.role, signal.signal) !== false) return
  const path = `roles.${signal.role}.signals.${signal.signal}.momentary`
  say(
    'code/level',
    `“${signal.signal}” is a level: of a key that is pressed twice, the second is not heard`,
    'data.signal',
    {
      severity: 'warning',
      fix: fixBy('Make each key an event of its own', setAt({ change: 'document' }, path, true)),
    },
  )
}

/** Judged after so many keys, a code of another length is never entered, and one key too many is never got rid of. */
function checkLength({ id, data }: GraphNode, say: Say): void {
  const codes = data.codes as readonly Scalar[]
  if (data.reports !== 'keys' || data.enterKey !== null) return
  const length = (data.length as number | null) ?? Math.max(1, String(codes[0] ?? '').length)
  if (length > 1 && data.clearKey === null && data.window === null)
    say(
      'code/out-of-step',
      `one key too many, and every code after it is cut in the wrong place: it is judged after each ${length} keys, whenever they come`,
      'data.window',
      {
        severity: 'info',
        fix: fixBy('Forget what was entered after five seconds', setAt({ change: 'node', id }, 'data.window', 5_000)),
      },
    )
  codes.forEach((code, i) => {
    if (String(code).length === length) return
    const message = `“${code}” is never entered: what is entered is judged after ${length} keys`
    say('code/length', message, `data.codes.${i}`, { severity: 'warning' })
  })
}

type Ref = { role: string; signal: string }
type Near = { target: Operand; tolerance: Operand }

/** What a puzzle measures is a number; what a switch stands at is what it reports. */
function checkNumeric({ type, data }: GraphNode, facts: Facts, say: Say): void {
  const numeric = (ref: Ref | null, path: string): void => {
    const found = ref === null ? undefined : facts.signal(ref.role, ref.signal)
    if (found !== undefined && found !== 'number')
      say('compare/order', `only numbers can be near others; this signal is ${found}`, path)
  }
  const near = ({ target, tolerance }: Near, path: string): void => {
    for (const [key, { type: kind, ...rest }] of Object.entries({ target, tolerance }))
      if (kind === 'constant' && 'value' in rest && typeof rest.value !== 'number')
        say('compare/order', `only numbers can be near others; this is ${typeOf(rest.value)}`, `${path}.${key}`)
    if (lessThanNothing(tolerance)) say('condition/never', NEVER_NEAR, `${path}.tolerance`)
  }
  if (type === 'weight') {
    numeric(data.scale as Ref | null, 'data.scale')
    near(data as unknown as Near, 'data')
  }
  if (type === 'dial')
    (data.dials as (Near & { signal: Ref | null })[]).forEach((dial, i) => {
      numeric(dial.signal, `data.dials.${i}.signal`)
      near(dial, `data.dials.${i}`)
    })
  if (type === 'switches')
    (data.switches as { signal: Ref | null; value: Scalar }[]).forEach(({ signal, value }, i) => {
      const reports = signal === null ? undefined : facts.signal(signal.role, signal.signal)
      if (reports !== undefined && reports !== typeOf(value))
        say(
          'compare/type',
          `a ${reports} is compared with a ${typeOf(value)}: that is never true`,
          `data.switches.${i}.value`,
        )
    })
}
