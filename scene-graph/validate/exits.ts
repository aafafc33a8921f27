import { doneTakesAny } from '../compile/edge-logic.ts'
import { canonicalJson } from '../hash.ts'
import { nodeDefinition } from '../nodes/registry.ts'
import type { Condition } from '../schema/condition.ts'
import type { Edge } from '../schema/document.ts'
import type { Trigger } from '../schema/trigger.ts'
import { apart } from './apart.ts'
import { nameOf, type OutlineNode, outcomesOf } from './outline.ts'
import { fixBy, setAt, type Verdict, verdict } from './verdict.ts'

/** What is wrong with the edges that leave one node: ports, triggers, ties (SG3), and what can never fire. */
export function judgeExits(outlined: OutlineNode): { edge: string; verdict: Verdict }[] {
  const { node, edges, lowering } = outlined
  const found: { edge: string; verdict: Verdict }[] = []
  if (edges.length === 0) return found
  const say = (edge: string, ...said: Parameters<typeof verdict>): void => {
    found.push({ edge, verdict: verdict(...said) })
  }
  const definition = nodeDefinition(node.type)
  const ports = definition.ports({ data: node.data, childOutcomes: outcomesOf(outlined) })
  for (const edge of edges) {
    const { trigger } = edge
    const change = { change: 'edge' as const, id: edge.id }
    if (!definition.triggers.includes(trigger.type))
      say(
        edge.id,
        'edge/trigger',
        `an edge that leaves a ${node.type} cannot have the trigger "${trigger.type}"`,
        'trigger.type',
      )
    else if (trigger.type === 'done' && !ports.some((port) => port.id === edge.sourcePort)) {
      const names = ports.map((port) => port.id)
      const [only] = names
      say(
        edge.id,
        'edge/port',
        `"${nameOf(outlined)}" has no exit "${edge.sourcePort}"; it has ${names.join(', ') || 'none'}`,
        'sourcePort',
        only === undefined || names.length > 1
          ? {}
          : { fix: fixBy(`Leave by “${only}”`, setAt(change, 'sourcePort', only)) },
      )
    }
    if (trigger.type === 'condition' && edge.target === edge.source && edge.reenter === false)
      say(edge.id, 'edge/no-move', 'it stays where it is: only its actions happen', '', {
        severity: 'warning',
        fix: fixBy('Enter it anew', setAt(change, 'reenter')),
      })
    if (edge.alsoTargets.length > 0 && edge.target === null)
      say(edge.id, 'edge/targets', 'it enters further states without a target of its own', 'alsoTargets', {
        fix: fixBy('Stay here', setAt(change, 'alsoTargets', [])),
      })
  }
  if (edges.length > 1) judgePairs(outlined, doneTakesAny(lowering), say)
  return found
}

function judgePairs(
  outlined: OutlineNode,
  anyDone: boolean,
  say: (edge: string, ...said: Parameters<typeof verdict>) => void,
): void {
  const { edges } = outlined
  const last = edges.at(-1)?.order ?? 0
  const transient = outlined.lowering.kind === 'transient'
  edges.forEach((edge, i) => {
    let rival: Edge | undefined
    let shadow: Edge | undefined
    for (let j = 0; j < i; j++) {
      const other = edges[j]
      if (other === undefined) continue
      if (other.order === edge.order) {
        if (rival === undefined && couldTie(other, edge, anyDone) && !apart(other, edge)) rival = other
      } else if (shadow === undefined && alwaysFirst(other, edge, anyDone)) shadow = other
    }
    if (transient && edge.sourcePort === 'else')
      shadow ??= edges.find((e) => e.sourcePort !== 'else' && e.guard === null && e.target !== null)
    if (rival !== undefined)
      say(
        edge.id,
        'edge/tie',
        `it ties with "${rival.id}": both leave "${nameOf(outlined)}" with order ${edge.order} and could fire at once`,
        'order',
        { fix: fixBy(`Try it after “${rival.id}”`, setAt({ change: 'edge', id: edge.id }, 'order', last + 1)) },
      )
    if (shadow !== undefined)
      say(edge.id, 'edge/never-fires', `it can never fire: "${shadow.id}" always fires first`, '', {
        severity: 'warning',
        fix: fixBy('Delete the edge', { remove: 'edge', id: edge.id }),
      })
  })
}

/** Whether one input could make both fire: what a condition looks at may come with the other's signal. */
function couldTie(a: Edge, b: Edge, anyDone: boolean): boolean {
  if (a.trigger.type === 'condition') return meets(a.trigger.condition, b.trigger)
  if (b.trigger.type === 'condition') return meets(b.trigger.condition, a.trigger)
  return sameOccasion(a, b, anyDone)
}

function meets(condition: Condition, trigger: Trigger): boolean {
  if (trigger.type === 'condition') return true
  if (trigger.type !== 'signal' && trigger.type !== 'device') return false
  return rolesIn(condition).has(trigger.role)
}

const roleSets = new WeakMap<Condition, Set<string>>()

/** Roles that a condition looks at; in an expression, every word that might be one. */
function rolesIn(condition: Condition): Set<string> {
  const known = roleSets.get(condition)
  if (known !== undefined) return known
  const roles = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ('role' in value && typeof value.role === 'string') roles.add(value.role)
    if ('cel' in value && typeof value.cel === 'string')
      for (const [word] of value.cel.matchAll(/[\w-]+/g)) roles.add(word)
    for (const item of Object.values(value)) collect(item)
  }
  collect(condition)
  roleSets.set(condition, roles)
  return roles
}

/** `anyDone`: the exit `done` takes every outcome, so it meets the others. */
function sameOccasion(a: Edge, b: Edge, anyDone: boolean): boolean {
  const [x, y] = [a.trigger, b.trigger]
  switch (x.type) {
    case 'signal':
      return y.type === 'signal' && x.role === y.role && x.signal === y.signal
    case 'device':
      return y.type === 'device' && x.role === y.role && x.health === y.health
    case 'operator':
      return y.type === 'operator' && x.action === y.action
    case 'event':
      return y.type === 'event' && (covers(x.name, y.name) || covers(y.name, x.name))
    case 'done':
      if (y.type !== 'done' || (a.sourcePort === 'else') !== (b.sourcePort === 'else')) return false
      return a.sourcePort === b.sourcePort || (anyDone && (a.sourcePort === 'done' || b.sourcePort === 'done'))
    case 'after':
      return y.type === 'after' && sameValue(x.duration, y.duration)
    case 'condition':
      return false
  }
}

/** `*` covers every event, `door.*` everything that begins so. */
const covers = (pattern: string, name: string): boolean =>
  pattern === name || pattern === '*' || (pattern.endsWith('.*') && `${name}.`.startsWith(pattern.slice(0, -1)))

const sameValue = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && canonicalJson(a) === canonicalJson(b))

/** Triggers on which an edge that stays fires every time. */
const LASTING = new Set<Trigger['type']>(['signal', 'operator', 'event', 'device'])

/** `first` has no guard and fires on whatever `second` fires on. */
function alwaysFirst(first: Edge, second: Edge, anyDone: boolean): boolean {
  if (first.guard !== null) return false
  const [x, y] = [first.trigger, second.trigger]
  // One that stays has its turn once (a deadline, a condition that becomes true), and then the other has.
  if (first.target === null && !LASTING.has(x.type)) return false
  if (x.type !== y.type) return false
  if (x.type === 'signal' && y.type === 'signal')
    return (
      x.role === y.role &&
      x.signal === y.signal &&
      (x.on === y.on || x.on === 'report') &&
      (x.match === undefined || sameValue(x.match, y.match))
    )
  if (x.type === 'condition' && y.type === 'condition') return sameValue(x.condition, y.condition)
  if (x.type === 'done' && first.sourcePort !== second.sourcePort && first.sourcePort !== 'done') return false
  if (x.type === 'event' && y.type === 'event') return covers(x.name, y.name)
  return first.sourcePort !== 'else' && sameOccasion(first, second, anyDone)
}
