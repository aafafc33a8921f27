import { ForeignError, type Losses } from '../foreign-error.ts'
import { isRecord } from '../names.ts'

type Json = Readonly<Record<string, unknown>>

/** Whether this is a machine as lists of nodes and edges, as editors keep one. */
export const isStatelyGraph = (value: Json): boolean =>
  (Array.isArray(value.nodes) || isRecord(value.nodes)) &&
  (Array.isArray(value.edges) || isRecord(value.edges)) &&
  !('schemaVersion' in value)

/**
 * The configuration of a machine that is kept as nodes and edges: each node with its parent and what it is, each edge
 * with its ends and what it listens to. Actions, guards and invocations may be given in place or by the id of a block.
 */
export function statelyConfig(graph: Json, losses: Losses): Json {
  const blocks = byId(graph.blocks)
  const block = (ref: unknown): unknown => {
    const found = typeof ref === 'string' ? blocks.get(ref) : undefined
    if (found === undefined) return ref
    const properties = isRecord(found.properties) ? found.properties : found
    return {
      ...properties,
      ...(typeof found.sourceId === 'string' && properties.type === undefined ? { type: found.sourceId } : {}),
    }
  }
  const all = (refs: unknown): unknown[] => (Array.isArray(refs) ? refs : refs === undefined ? [] : [refs]).map(block)
  const nodes = byId(graph.nodes)
  const children = new Map<string, string[]>()
  const roots: string[] = []
  for (const [id, node] of nodes) {
    const parent = text(node.parentId ?? dataOf(node).parentId)
    if (parent === '' || !nodes.has(parent)) roots.push(id)
    else children.set(parent, [...(children.get(parent) ?? []), id])
  }
  if (nodes.size > 0 && roots.length === 0)
    throw new ForeignError('every node lies in another one: there is none around all', { path: 'nodes' })
  const edges = new Map<string, Json[]>()
  for (const [id, edge] of byId(graph.edges)) {
    const source = text(edge.source ?? edge.sourceId)
    if (!nodes.has(source))
      losses.add('edge/source', `there is no node “${source}” to lead on from: this edge is left out`, {
        path: `edges.${id}`,
      })
    edges.set(source, [...(edges.get(source) ?? []), edge])
  }
  const visiting = new Set<string>()
  const state = (id: string): Json => {
    if (visiting.has(id)) throw new ForeignError(`“${id}” lies in itself`, { path: `nodes.${id}.parentId` })
    visiting.add(id)
    const node = nodes.get(id) ?? {}
    const data = { ...node, ...dataOf(node) }
    const inside = children.get(id) ?? []
    const names = new Map(inside.map((child) => [child, keyOf(child, nodes.get(child) ?? {})]))
    const initial = text(data.initialId ?? data.initialNodeId ?? data.initial)
    const config: Record<string, unknown> = {
      id,
      ...(PLAIN.has(data.type) ? {} : { type: data.type }),
      ...(data.type === 'history' ? { history: data.history ?? 'shallow' } : {}),
      ...(text(data.description) === '' ? {} : { description: data.description }),
      entry: all(data.entry),
      exit: all(data.exit),
      invoke: all(data.invoke ?? data.invokes),
      tags: all(data.tags),
      ...(initial === '' ? {} : { initial: names.get(initial) ?? initial }),
    }
    if (inside.length > 0) config.states = Object.fromEntries(inside.map((child) => [names.get(child), state(child)]))
    transitionsOf(edges.get(id) ?? [], config)
    return config
  }
  const transitionsOf = (list: readonly Json[], config: Record<string, unknown>): void => {
    const on: Record<string, unknown[]> = {}
    const after: unknown[] = []
    const always: unknown[] = []
    const done: unknown[] = []
    for (const edge of list) {
      const data = { ...edge, ...dataOf(edge) }
      const targets = [data.targets ?? data.target ?? data.targetId]
        .flat()
        .filter((t) => typeof t === 'string' && t !== '')
      const transition = {
        ...(targets.length === 0 ? {} : { target: targets.map((t) => `#${String(t).replaceAll('.', '\\.')}`) }),
        ...(data.guard === undefined || data.guard === null ? {} : { guard: block(data.guard) }),
        actions: all(data.actions),
        ...(data.internal === false || data.reenter === true ? { reenter: true } : {}),
      }
      const kind: Json = isRecord(data.eventTypeData) ? data.eventTypeData : {}
      const event = text(kind.eventType ?? data.eventType ?? data.event ?? data.label)
      switch (kind.type) {
        case 'init':
          continue
        case 'after':
          after.push({ ...transition, delay: kind.delay })
          break
        case 'always':
          always.push(transition)
          break
        case 'state.done':
          done.push(transition)
          break
        case 'invocation.done':
          put(on, `xstate.done.actor.${text(kind.invocationId)}`, transition)
          break
        case 'invocation.error':
          put(on, `xstate.error.actor.${text(kind.invocationId)}`, transition)
          break
        case 'invocation.snapshot':
          put(on, `xstate.snapshot.${text(kind.invocationId)}`, transition)
          break
        case 'wildcard':
          put(on, '*', transition)
          break
        case 'named':
        case undefined:
          if (event === '') always.push(transition)
          else put(on, event, transition)
          break
        default:
          losses.add(
            'edge/unknown',
            `what ${JSON.stringify(kind.type)} waits for is not known here: this edge is left out`,
            { path: `edges.${text(edge.id)}` },
          )
      }
    }
    Object.assign(config, { on, after, always, ...(done.length === 0 ? {} : { onDone: done }) })
  }
  const root =
    text(graph.rootId ?? graph.root) ||
    (roots.length === 1 && (children.get(roots[0] ?? '')?.length ?? 0) > 0 ? roots[0] : '')
  const context = isRecord(graph.context) ? graph.context : isRecord(dataOf(graph).context) ? dataOf(graph).context : {}
  const description = text(graph.description) === '' ? {} : { description: graph.description }
  if (root !== undefined && root !== '' && nodes.has(root)) return { ...state(root), context, ...description }
  const initial = text(graph.initialId ?? graph.initialNodeId)
  return {
    id: text(graph.id) || 'machine',
    context,
    ...description,
    ...(nodes.has(initial) ? { initial: keyOf(initial, nodes.get(initial) ?? {}) } : {}),
    states: Object.fromEntries(roots.map((id) => [keyOf(id, nodes.get(id) ?? {}), state(id)])),
  }
}

/** Types of nodes that are states like any other. */
const PLAIN: ReadonlySet<unknown> = new Set([
  undefined,
  null,
  '',
  'normal',
  'node',
  'state',
  'machine',
  'root',
  'default',
])

const dataOf = (value: Json): Json => (isRecord(value.data) ? value.data : {})
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const keyOf = (id: string, node: Json): string =>
  text(dataOf(node).key) || text(node.key) || text(dataOf(node).label) || text(node.label) || id

function byId(list: unknown): Map<string, Json> {
  const entries = Array.isArray(list)
    ? list.map((item: unknown): [string, unknown] => [isRecord(item) ? text(item.id) || text(item.uniqueId) : '', item])
    : isRecord(list)
      ? Object.entries(list)
      : []
  return new Map(entries.filter((entry): entry is [string, Json] => entry[0] !== '' && isRecord(entry[1])))
}

function put(record: Record<string, unknown[]>, key: string, item: unknown): void {
  if (Object.hasOwn(record, key)) record[key]?.push(item)
  else record[key] = [item]
}
