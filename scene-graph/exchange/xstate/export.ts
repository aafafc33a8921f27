import { describeTrigger } from '../../describe.ts'
import type { Lowering } from '../../nodes/define-node.ts'
import { nodeDefinition } from '../../nodes/registry.ts'
import type { GraphNode, SceneGraph } from '../../parse.ts'
import type { Edge } from '../../schema/document.ts'
import { toId, Unique } from '../names.ts'
import { type Outline, outlineOf, type Placed } from '../outline.ts'
import { actionForm, guardForm, slotOf } from './forms.ts'

const MAX_MICROSTEPS = 1_000

/** A configuration of XState v5 as plain JSON. Guards and actions are `{type, params}`. */
export type XStateConfig = Record<string, unknown>

/**
 * A document as an XState v5 configuration that other tools of XState's open (SG11). What XState has no form for rides
 * along in `meta.studio`, so that importing it gives the same document again.
 */
export function exportXState(graph: SceneGraph): XStateConfig {
  return new Exporter(graph).config()
}

class Exporter {
  private readonly outline: Outline
  /** Node id → id and key in XState: dots would be read as paths, and numbers be put in order by JavaScript. */
  private readonly ids = new Map<string, string>()
  private readonly taken = new Unique()

  constructor(private readonly graph: SceneGraph) {
    this.outline = outlineOf(graph)
    for (const id of this.outline.placed.keys()) this.ids.set(id, this.taken.take(id.replaceAll('.', '-')))
  }

  config(): XStateConfig {
    const { graph, outline } = this
    const { nodes, edges, name, description, initial: _, ...document } = graph
    const keys = this.keysOf(outline.roots)
    return {
      id: this.taken.take(toId(name).replaceAll('.', '-')),
      ...(description === '' ? {} : { description }),
      context: Object.fromEntries(Object.entries(graph.variables).map(([key, variable]) => [key, variable.initial])),
      ...(outline.initial === null ? {} : { initial: keys.get(outline.initial) }),
      states: this.states(outline.roots, keys),
      // A scene whose eventless edges chase each other stops, as it does here, and does not hang whoever opens it.
      options: { maxIterations: MAX_MICROSTEPS },
      meta: {
        studio: {
          document: { ...document, name, description, initial: graph.initial },
          nodes: nodes.map(({ id }) => id),
          edges: edges.map(({ id }) => id),
          rest: outline.rest,
        },
      },
    }
  }

  private states(list: readonly Placed[], keys: ReadonlyMap<string, string>): Record<string, XStateConfig> {
    return Object.fromEntries(
      list.map((placed) => [keys.get(placed.node.id) ?? placed.node.id, this.state(placed, keys)]),
    )
  }

  /** Names as keys where they can be: what people see in another tool. */
  private keysOf(list: readonly Placed[]): Map<string, string> {
    const taken = new Unique()
    return new Map(
      list.map(({ node }) => {
        const plain = (node.data.name || node.id).replace(/[.#\\{}]+/g, ' ').trim() || node.id.replaceAll('.', '-')
        return [node.id, taken.take(/^\d+$/.test(plain) ? `_${plain}` : plain)]
      }),
    )
  }

  private state(placed: Placed, siblings: ReadonlyMap<string, string>): XStateConfig {
    const { node, lowering, children, edges } = placed
    const id = this.ids.get(node.id)
    const said = nodeDefinition(node.type).describe(node.data)
    const { entry, exit, ...data } = node.data as GraphNode['data'] & { entry?: never[]; exit?: never[] }
    const config: XStateConfig = { id, ...(said === '' ? {} : { description: said }) }
    if (lowering.kind === 'final') Object.assign(config, { type: 'final', output: { outcome: lowering.outcome } })
    if (entry !== undefined && entry.length > 0) config.entry = entry.map(actionForm)
    if (exit !== undefined && exit.length > 0) config.exit = exit.map(actionForm)
    if (children.length > 0) {
      const keys = this.keysOf(children)
      if (lowering.kind === 'parallel') config.type = 'parallel'
      else config.initial = keys.get(placed.initial ?? '')
      config.states = this.states(children, keys)
    }
    const studio: Record<string, unknown> = {
      as: id,
      id: node.id,
      key: siblings.get(node.id),
      type: node.type,
      data,
      view: node.view,
    }
    if (lowering.kind === 'history') {
      const [first] = edges
      Object.assign(config, { type: 'history', history: lowering.deep ? 'deep' : 'shallow' })
      if (first !== undefined) {
        const { target, ...edge } = this.transition(first, lowering)
        config.target = target
        studio.edge = edge
      }
    } else Object.assign(config, this.transitions(placed))
    config.meta = { studio }
    return config
  }

  private transitions({ lowering, edges }: Placed): XStateConfig {
    const on: Record<string, XStateConfig[]> = {}
    const after: Record<string, XStateConfig[]> = {}
    const always: XStateConfig[] = []
    const onDone: XStateConfig[] = []
    const put = (record: Record<string, XStateConfig[]>, key: string, transition: XStateConfig): void => {
      if (Object.hasOwn(record, key)) record[key]?.push(transition)
      else record[key] = [transition]
    }
    for (const edge of edges) {
      const transition = this.transition(edge, lowering)
      const { at, key } = slotOf(edge, lowering)
      if (at === 'on') put(on, key, transition)
      else if (at === 'after') put(after, key, transition)
      else if (at === 'always') always.push(transition)
      else onDone.push(transition)
    }
    return {
      ...(Object.keys(on).length > 0 ? { on } : {}),
      ...(Object.keys(after).length > 0 ? { after } : {}),
      ...(always.length > 0 ? { always } : {}),
      ...(onDone.length > 0 ? { onDone } : {}),
    }
  }

  private transition(edge: Edge, source: Lowering): XStateConfig {
    const { id, order, sourcePort, trigger, target, alsoTargets, actions, reenter } = edge
    const guard = guardForm(edge, source)
    const targets = (target === null ? [] : [target, ...alsoTargets]).map((t) => `#${this.ids.get(t)}`)
    const said = ['signal', 'operator', 'device'].includes(trigger.type)
    return {
      ...(targets.length === 0 ? {} : { target: targets.length === 1 ? targets[0] : targets }),
      ...(guard === null ? {} : { guard }),
      ...(actions.length === 0 ? {} : { actions: actions.map(actionForm) }),
      ...((reenter ?? target === edge.source) && target !== null ? { reenter: true } : {}),
      ...(said ? { description: describeTrigger(trigger, sourcePort) } : {}),
      meta: {
        studio: {
          id,
          order,
          trigger,
          ...(sourcePort === 'done' ? {} : { sourcePort }),
          ...(reenter === undefined ? {} : { reenter }),
        },
      },
    }
  }
}
