import { childOutcomes, initialChild, initialOf, type Plan, type PlannedNode } from '../compile/plan.ts'
import { canonicalJson } from '../hash.ts'
import { nodeDefinition } from '../nodes/registry.ts'
import type { SceneGraph } from '../parse.ts'
import type { Condition } from '../schema/condition.ts'
import type { Edge } from '../schema/document.ts'
import type { Trigger } from '../schema/trigger.ts'
import type { Report } from './report.ts'

/** Ports, triggers, ties, and what can never happen. Expects a sound structure. */
export function checkFlow(graph: SceneGraph, plan: Plan, report: Report): void {
  const indexes = new Map(graph.edges.map((edge, index) => [edge.id, index]))
  for (const { id } of graph.nodes) {
    const planned = plan.nodes.get(id)
    if (planned === undefined) continue
    checkEdges(planned, indexes, report)
    checkNode(planned, report)
  }
  checkReachable(plan, graph.initial, report)
}

/** What people call it; the finding itself names its id. */
const nameOf = ({ node }: PlannedNode): string => node.data.name || nodeDefinition(node.type).label

function checkEdges(planned: PlannedNode, indexes: ReadonlyMap<string, number>, report: Report): void {
  const { node, children } = planned
  const edges = planned.edges.filter((edge) => indexes.has(edge.id))
  const definition = nodeDefinition(node.type)
  const ports = definition.ports({ data: node.data, childOutcomes: childOutcomes(children) })
  for (const edge of edges) {
    const path = `edges.${indexes.get(edge.id)}`
    const { trigger } = edge
    if (!definition.triggers.includes(trigger.type))
      report.edge(
        'error',
        'edge/trigger',
        edge.id,
        `an edge that leaves a ${node.type} cannot have the trigger "${trigger.type}"`,
        `${path}.trigger.type`,
      )
    else if (trigger.type === 'done' && !ports.some((port) => port.id === edge.sourcePort))
      report.edge(
        'error',
        'edge/port',
        edge.id,
        `"${nameOf(planned)}" has no exit "${edge.sourcePort}"; it has ${ports.map((p) => p.id).join(', ') || 'none'}`,
        `${path}.sourcePort`,
      )
    if (trigger.type === 'condition' && edge.target === edge.source && edge.reenter === false)
      report.edge('warning', 'edge/no-move', edge.id, 'it stays where it is: only its actions happen', path)
  }
  const container = CONTAINERS.has(planned.lowering.kind)
  edges.forEach((edge, i) => {
    const rival = edges.slice(0, i).find((other) => couldTie(other, edge, container))
    if (rival !== undefined && rival.order === edge.order)
      report.edge(
        'error',
        'edge/tie',
        edge.id,
        `it ties with "${rival.id}": both leave "${nameOf(planned)}" with order ${edge.order} and could fire at once`,
        `edges.${indexes.get(edge.id)}.order`,
      )
    const shadow = edges.slice(0, i).find((other) => other.order < edge.order && alwaysFirst(other, edge, container))
    if (shadow !== undefined)
      report.edge(
        'warning',
        'edge/never-fires',
        edge.id,
        `it can never fire: "${shadow.id}" always fires first`,
        `edges.${indexes.get(edge.id)}`,
      )
  })
}

const CONTAINERS = new Set(['compound', 'parallel', 'built'])

/** Whether one input could make both fire: what a condition looks at may come with the other's signal. */
function couldTie(a: Edge, b: Edge, container: boolean): boolean {
  if (a.trigger.type === 'condition') return meets(a.trigger.condition, b.trigger)
  if (b.trigger.type === 'condition') return meets(b.trigger.condition, a.trigger)
  return sameOccasion(a, b, container)
}

function meets(condition: Condition, trigger: Trigger): boolean {
  if (trigger.type === 'condition') return true
  if (trigger.type !== 'signal' && trigger.type !== 'device') return false
  return rolesIn(condition).has(trigger.role)
}

function rolesIn(condition: Condition): Set<string> {
  const roles = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ('role' in value && typeof value.role === 'string') roles.add(value.role)
    for (const item of Object.values(value)) collect(item)
  }
  collect(condition)
  return roles
}

/** `container`: the exit `done` takes every outcome, so it meets the others. */
function sameOccasion(a: Edge, b: Edge, container: boolean): boolean {
  const [x, y] = [a.trigger, b.trigger]
  switch (x.type) {
    case 'signal':
      return y.type === 'signal' && x.role === y.role && x.signal === y.signal && !distinctValues(x, y)
    case 'device':
      return y.type === 'device' && x.role === y.role && x.health === y.health
    case 'operator':
      return y.type === 'operator' && x.action === y.action
    case 'event':
      return y.type === 'event' && (covers(x.name, y.name) || covers(y.name, x.name))
    case 'done':
      if (y.type !== 'done' || (a.sourcePort === 'else') !== (b.sourcePort === 'else')) return false
      return a.sourcePort === b.sourcePort || (container && [a.sourcePort, b.sourcePort].includes('done'))
    case 'after':
      return y.type === 'after' && canonicalJson(x.duration) === canonicalJson(y.duration)
    case 'condition':
      return false
  }
}

/** `*` covers every event, `door.*` everything that begins so. */
const covers = (pattern: string, name: string): boolean =>
  pattern === name || pattern === '*' || (pattern.endsWith('.*') && `${name}.`.startsWith(pattern.slice(0, -1)))

type SignalTrigger = Extract<Edge['trigger'], { type: 'signal' }>

/** `= 1` and `= 2` of the same signal never meet. */
function distinctValues(x: SignalTrigger, y: SignalTrigger): boolean {
  if (x.match?.op !== '=' || y.match?.op !== '=') return false
  const [a, b] = [x.match.value, y.match.value]
  return a.type === 'constant' && b.type === 'constant' && a.value !== b.value
}

/** `first` has no guard and fires on whatever `second` fires on. */
function alwaysFirst(first: Edge, second: Edge, container: boolean): boolean {
  if (first.guard !== null || first.target === null) return false
  const [x, y] = [first.trigger, second.trigger]
  if (x.type === 'signal' && y.type === 'signal')
    return (
      x.role === y.role &&
      x.signal === y.signal &&
      (x.on === y.on || x.on === 'report') &&
      (x.match === undefined || canonicalJson(x.match) === canonicalJson(y.match))
    )
  if (x.type === 'condition' && y.type === 'condition') return canonicalJson(x.condition) === canonicalJson(y.condition)
  if (x.type === 'done' && first.sourcePort !== second.sourcePort && first.sourcePort !== 'done') return false
  if (x.type === 'event' && y.type === 'event') return covers(x.name, y.name)
  return first.sourcePort !== 'else' && sameOccasion(first, second, container)
}

function checkNode(planned: PlannedNode, report: Report): void {
  const { node, lowering, edges, children } = planned
  if (planned.edges.some((edge) => edge.alsoTargets.length > 0)) checkTargets(planned, report)
  const exits = edges.filter((edge) => edge.trigger.type === 'done')
  switch (lowering.kind) {
    case 'draw':
      for (const { port } of lowering.choices)
        if (!exits.some((edge) => edge.sourcePort === port && edge.guard === null))
          report.node(
            'error',
            'random/no-exit',
            node.id,
            `exit "${port}" of "${nameOf(planned)}" leads nowhere: a game that draws it stays for ever`,
          )
      break
    case 'history':
      if (planned.parent === null)
        report.node(
          'error',
          'history/top-level',
          node.id,
          'history belongs into a group: it leads back to where that was',
        )
      break
    case 'transient':
      if (exits.length === 0)
        report.node(
          'error',
          'decision/no-exit',
          node.id,
          `"${nameOf(planned)}" has no exit: a game that comes here stays for ever`,
        )
      else if (lowering.mark !== true && exits.every((edge) => edge.guard !== null && edge.sourcePort !== 'else'))
        report.node(
          'info',
          'decision/no-else',
          node.id,
          `"${nameOf(planned)}" has no “else”: when no exit holds, the game waits here until one does`,
        )
      break
    case 'steps':
      if (
        lowering.steps.some((s) => s.wait.type === 'acknowledged' || s.wait.type === 'finished') &&
        !exits.some((e) => e.sourcePort === 'failed') &&
        edges.length > 0
      )
        report.node(
          'info',
          'cue/failed-unhandled',
          node.id,
          `"${nameOf(planned)}" waits for an acknowledgement and has no exit “failed”: if none comes, the game waits here`,
        )
      break
    case 'parallel':
      if (exits.length > 0)
        for (const region of children)
          if (!canEnd(region))
            report.node(
              'warning',
              'parallel/region-no-end',
              region.node.id,
              `"${nameOf(region)}" has no end, so "${nameOf(planned)}" is never done`,
            )
      break
    case 'compound':
    case 'contained':
      if (exits.length > 0 && !canEnd(planned))
        report.node('warning', 'group/no-end', node.id, `"${nameOf(planned)}" has no end inside, so it is never done`)
      break
    case 'atomic':
    case 'final':
    case 'timed':
    case 'gate':
    case 'built':
    case 'attached':
    case 'none':
      break
  }
}

/** Targets beside the first lie in other regions of one parallel. */
function checkTargets(planned: PlannedNode, report: Report): void {
  for (const edge of planned.edges)
    if (edge.alsoTargets.length > 0 && edge.target === null)
      report.edge('error', 'edge/targets', edge.id, 'it enters further states without a target of its own')
}

const canEnd = (planned: PlannedNode): boolean =>
  planned.lowering.kind === 'final' ||
  ((planned.lowering.kind === 'compound' || planned.lowering.kind === 'built') &&
    planned.children.some((c) => c.lowering.kind === 'final')) ||
  (planned.lowering.kind === 'parallel' && planned.children.length > 0 && planned.children.every(canEnd)) ||
  planned.lowering.kind === 'steps'

/** Nodes that no path of edges leads to (guards and triggers are taken as possible). */
function checkReachable(plan: Plan, initial: string | null, report: Report): void {
  const reached = new Set<string>()
  const queue: PlannedNode[] = []
  const enter = (planned: PlannedNode | undefined): void => {
    if (planned === undefined || reached.has(planned.node.id)) return
    reached.add(planned.node.id)
    queue.push(planned)
  }
  enter(initialChild(plan.roots, initial))
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (let up = at.parent; up !== null; up = up.parent) enter(up)
    if (at.lowering.kind === 'parallel') at.children.forEach(enter)
    else if (at.children.length > 0) enter(initialOf(at))
    if (at.lowering.kind === 'history') {
      if (at.otherwise === null && at.parent !== null) enter(initialOf(at.parent))
    }
    for (const edge of at.edges)
      for (const target of [edge.target, ...edge.alsoTargets]) if (target !== null) enter(plan.nodes.get(target))
  }
  for (const planned of plan.nodes.values())
    if (planned.owner !== null || planned.node.id.includes('/')) continue
    else if (!reached.has(planned.node.id) && (planned.parent === null || reached.has(planned.parent.node.id)))
      report.node('warning', 'node/unreachable', planned.node.id, `nothing leads to "${nameOf(planned)}"`)
}
