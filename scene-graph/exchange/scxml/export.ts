import type { Lowering } from '../../nodes/define-node.ts'
import type { SceneGraph } from '../../parse.ts'
import type { Action, ActionOf } from '../../schema/action.ts'
import type { Condition } from '../../schema/condition.ts'
import type { Edge } from '../../schema/document.ts'
import type { Duration } from '../../schema/values.ts'
import { LONGEST_CHAIN } from '../choice.ts'
import { Unique } from '../names.ts'
import { type Outline, outlineOf, type Placed } from '../outline.ts'
import { conditionScript, operandScript, type ScriptNames, script, scriptNames } from './expressions.ts'
import { formWritten, OURS, SCXML, type Written, writeXml } from './xml.ts'

/**
 * A document as SCXML text. What SCXML has no form for rides along in attributes of our own namespace, so that
 * importing it gives the same document again; other interpreters pass over it.
 */
export const exportScxml = (graph: SceneGraph): string => writeXml(new Exporter(graph).document())

class Exporter {
  private readonly outline: Outline
  private readonly names: ScriptNames

  constructor(private readonly graph: SceneGraph) {
    this.outline = outlineOf(graph)
    const taken = new Unique()
    const states = new Map<string, string>()
    for (const id of this.outline.placed.keys()) {
      const plain = id.replaceAll(':', '-')
      states.set(id, taken.take(/^[A-Za-z_]/.test(plain) ? plain : `_${plain}`))
    }
    this.names = { ...scriptNames(graph), states }
  }

  document(): Written {
    const { graph, outline } = this
    const { nodes, edges, ...header } = graph
    const document = { header, nodes: nodes.map(({ id }) => id), edges: edges.map(({ id }) => id), rest: outline.rest }
    const data = this.data()
    return {
      name: 'scxml',
      attributes: {
        xmlns: SCXML,
        'xmlns:studio': OURS,
        version: '1.0',
        datamodel: 'ecmascript',
        name: graph.name,
        initial: outline.initial === null ? undefined : this.names.states.get(outline.initial),
      },
      own: { document: JSON.stringify(document) },
      children: [
        ...(data.length === 0 ? [] : [{ name: 'datamodel', attributes: {}, children: data }]),
        ...outline.roots.map((root) => this.state(root)),
      ],
    }
  }

  private data(): Written[] {
    const { variables, roles } = this.graph
    return [
      ...Object.entries(variables).map(([name, { initial }]) => ({
        name: 'data',
        attributes: { id: this.names.variables.get(name), expr: script(initial) },
        own: { name },
      })),
      ...Object.entries(roles).map(([name, role]) => ({
        name: 'data',
        attributes: {
          id: this.names.roles.get(name),
          expr: `({ ${Object.keys(role.signals)
            .map((signal) => `${JSON.stringify(signal)}: undefined`)
            .join(', ')} })`,
        },
        own: { role: name },
      })),
    ]
  }

  private state(placed: Placed): Written {
    const { node, lowering, children, edges } = placed
    const id = this.names.states.get(node.id)
    const { entry, exit, ...data } = node.data as { entry?: readonly Action[]; exit?: readonly Action[] }
    const own = { node: JSON.stringify({ as: id, id: node.id, type: node.type, data, view: node.view }) }
    if (lowering.kind === 'final') {
      const content = { name: 'content', attributes: { expr: script(lowering.outcome) } }
      const donedata = { name: 'donedata', attributes: {}, own: { form: 'outcome' }, children: [content] }
      return { name: 'final', attributes: { id }, own, children: [donedata] }
    }
    if (lowering.kind === 'history') {
      const type = lowering.deep ? 'deep' : 'shallow'
      return {
        name: 'history',
        attributes: { id, type },
        own,
        children: edges.map((e) => this.transition(e, lowering)),
      }
    }
    const timers = this.timersOf(placed)
    const block = (name: string, content: readonly Written[]): Written[] =>
      content.length === 0 ? [] : [{ name, attributes: {}, children: content }]
    const initial = placed.initial === null ? undefined : this.names.states.get(placed.initial)
    return {
      name: lowering.kind === 'parallel' ? 'parallel' : 'state',
      attributes: { id, initial: lowering.kind === 'parallel' ? undefined : initial },
      own,
      children: [
        ...block('onentry', [...(entry ?? []).map((a) => this.action(a)), ...timers.map((t) => t.start)]),
        ...block('onexit', [...(exit ?? []).map((a) => this.action(a)), ...timers.map((t) => t.stop)]),
        ...edges.map((edge) => this.transition(edge, lowering)),
        ...children.map((child) => this.state(child)),
      ],
    }
  }

  /** Deadlines as SCXML has them: an event sent to oneself on entry, called off on exit. */
  private timersOf({ node, lowering, edges }: Placed): { start: Written; stop: Written }[] {
    const timers: { id: string; duration: Duration }[] = []
    if (lowering.kind === 'timed') timers.push({ id: node.id, duration: lowering.duration })
    for (const { id, trigger } of edges) if (trigger.type === 'after') timers.push({ id, duration: trigger.duration })
    return timers.map(({ id, duration }) => ({
      start: {
        name: 'send',
        attributes: { event: `after.${id}`, id: `after.${id}`, ...this.delay(duration) },
        own: { timer: id },
      },
      stop: { name: 'cancel', attributes: { sendid: `after.${id}` }, own: { timer: id } },
    }))
  }

  private delay(duration: Duration): Record<string, string> {
    if (typeof duration === 'number') return { delay: `${duration}ms` }
    return { delayexpr: `${operandScript(duration, this.names)} + 'ms'` }
  }

  private transition(edge: Edge, source: Lowering): Written {
    const { id, order, sourcePort, trigger, guard, reenter, target, alsoTargets } = edge
    const targets = target === null ? [] : [target, ...alsoTargets]
    const head: Written = {
      name: 'transition',
      attributes: {
        event: this.event(edge, source),
        cond: this.cond(edge, source),
        target: targets.length === 0 ? undefined : targets.map((t) => this.names.states.get(t)).join(' '),
        // SCXML leaves the source unless it is told not to; we leave it only when told to.
        type: target !== null && (reenter ?? target === edge.source) ? undefined : 'internal',
      },
    }
    const own = { id, order, sourcePort, trigger, guard, reenter }
    return {
      ...head,
      own: { edge: JSON.stringify(own), form: formWritten(head, { children: false, but: ['target'] }) },
      children: edge.actions.map((action) => this.action(action)),
    }
  }

  private event({ trigger, source, sourcePort, id }: Edge, lowering: Lowering): string | undefined {
    switch (trigger.type) {
      case 'event':
        return trigger.name
      case 'signal':
        return `${trigger.role}.${trigger.signal}`
      case 'device':
        return `${trigger.role}.${trigger.health}`
      case 'operator':
        return `operator.${trigger.action}`
      case 'after':
        return `after.${id}`
      case 'condition':
        return undefined
      case 'done':
    }
    switch (lowering.kind) {
      case 'compound':
      case 'parallel':
        return `done.state.${this.names.states.get(source)}`
      case 'transient':
      case 'history':
        return undefined
      case 'timed':
        return `after.${source}`
      case 'gate':
        return `operator.${lowering.action}`
      default:
        return `${sourcePort}.${source}`
    }
  }

  private cond({ trigger, guard, sourcePort }: Edge, source: Lowering): string | undefined {
    const parts: string[] = []
    const byOutcome = source.kind === 'compound' || source.kind === 'parallel'
    if (trigger.type === 'done' && byOutcome && sourcePort !== 'done')
      parts.push(`_event.data === ${script(sourcePort)}`)
    if (trigger.type === 'condition') parts.push(conditionScript(trigger.condition, this.names))
    if (trigger.type === 'signal' && trigger.match !== undefined) {
      const left = { type: 'signal' as const, role: trigger.role, signal: trigger.signal }
      const { op, value: right } = trigger.match
      parts.push(conditionScript({ type: 'compare', left, op, right }, this.names))
    }
    if (guard !== null) parts.push(conditionScript(guard, this.names))
    const [only] = parts
    return parts.length <= 1 ? only : parts.map((part) => `(${part})`).join(' && ')
  }

  private action(action: Action): Written {
    if (action.type === 'if') return this.choice(action)
    const written = this.plain(action)
    const json = JSON.stringify(action)
    if (written === null) return { name: 'studio:action', attributes: { json } }
    return { ...written, own: { action: json, form: formWritten(written, { children: true }) } }
  }

  private choice(action: ActionOf<'if'>): Written {
    const ask = (name: string, condition: Condition): Written => {
      const head = { name, attributes: { cond: conditionScript(condition, this.names) } }
      const own = { condition: JSON.stringify(condition), form: formWritten(head, { children: false }) }
      return { ...head, own }
    }
    const list = (actions: readonly Action[]): Written[] => actions.map((one) => this.action(one))
    const children = list(action.do)
    let rest = action.else
    for (let n = 1; n < LONGEST_CHAIN; n++) {
      const [next, ...more] = rest
      if (next?.type !== 'if' || more.length > 0) break
      children.push(ask('elseif', next.condition), ...list(next.do))
      rest = next.else
    }
    if (rest.length > 0) children.push({ name: 'else', attributes: {} }, ...list(rest))
    return { ...ask('if', action.condition), children }
  }

  private plain(action: Exclude<Action, { type: 'if' }>): Written | null {
    switch (action.type) {
      case 'emit': {
        const { event, data, to, delay, id } = action
        const params = Object.entries(data).map(([name, operand]) => ({
          name: 'param',
          attributes: { name, expr: operandScript(operand, this.names) },
        }))
        if (to === 'self' && delay === undefined && id === undefined && params.length === 0)
          return { name: 'raise', attributes: { event } }
        const target = to === 'room' ? '#_parent' : delay === undefined ? '#_internal' : undefined
        const wait = delay === undefined ? {} : this.delay(delay)
        return { name: 'send', attributes: { event, target, id, ...wait }, children: params }
      }
      case 'cancel':
        return { name: 'cancel', attributes: { sendid: action.id } }
      case 'log': {
        const expr = action.value === undefined ? undefined : operandScript(action.value, this.names)
        return { name: 'log', attributes: { label: action.message, expr } }
      }
      case 'set': {
        const location = this.names.variables.get(action.variable)
        const value = operandScript(action.to, this.names)
        if (location === undefined) return null
        return {
          name: 'assign',
          attributes: { location, expr: action.mode === 'add' ? `${location} + ${value}` : value },
        }
      }
      default:
        return null
    }
  }
}
