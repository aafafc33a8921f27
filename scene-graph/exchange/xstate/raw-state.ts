import type { Lowering } from '../../nodes/define-node.ts'
import { NODES } from '../../nodes/registry.ts'
import type { ChartState, OwnNode } from '../chart.ts'
import { ForeignError } from '../foreign-error.ts'
import { isRecord, toId, Unique } from '../names.ts'

/** A state of an XState configuration with its place in the tree and the id that its node will have. */
export type RawState = {
  readonly config: Readonly<Record<string, unknown>>
  readonly key: string
  readonly path: readonly string[]
  readonly parent: RawState | null
  readonly children: RawState[]
  /** Assigned after the whole tree is known. */
  id: string
  readonly own: OwnNode | null
  /** Of what our own export says the state is. */
  readonly lowering: Lowering | null
}

const MAX_STATES = 20_000

export const placeOf = (state: RawState, ...more: string[]): { path: string } => ({
  path: [...state.path.flatMap((key) => ['states', key]), ...more].join('.'),
})

/** The tree of a configuration, with ids: what `id` says, the key where it is the only one, else the path. */
export function rawStates(config: Readonly<Record<string, unknown>>, rootName: string): RawState {
  let count = 0
  const read = (of: Readonly<Record<string, unknown>>, key: string, path: string[], parent: RawState | null) => {
    if (++count > MAX_STATES) throw new ForeignError(`it has more than ${MAX_STATES} states`)
    const own = ownNode(of)
    const state: RawState = { config: of, key, path, parent, children: [], id: '', own, lowering: loweringOf(own) }
    const states = of.states
    if (states !== undefined && states !== null) {
      if (!isRecord(states)) throw new ForeignError('expected an object of states', placeOf(state, 'states'))
      for (const [childKey, child] of Object.entries(states)) {
        if (!isRecord(child)) throw new ForeignError('expected a state', placeOf(state, 'states', childKey))
        state.children.push(read(child, childKey, [...path, childKey], state))
      }
    }
    return state
  }
  const root = read(config, rootName, [], null)
  assignIds(root, rootName)
  return root
}

function assignIds(root: RawState, rootName: string): void {
  const all: RawState[] = []
  const collect = (state: RawState): void => {
    all.push(state)
    state.children.forEach(collect)
  }
  root.children.forEach(collect)
  const keys = new Map<string, number>()
  for (const { key } of all) keys.set(toId(key), (keys.get(toId(key)) ?? 0) + 1)
  const ids = new Unique()
  const explicit = (state: RawState): string | null => {
    const { id } = state.config
    if (typeof id !== 'string' || id === '') return null
    // The id that XState gives by itself, as in a printed definition, is nobody's choice.
    return id === [rootName, ...state.path].join('.') || id === ['(machine)', ...state.path].join('.') ? null : id
  }
  for (const state of all) {
    const id = explicit(state)
    if (id === null) continue
    const meta = studioMeta(state.config)
    state.id = ids.take(meta?.as === id && typeof meta.id === 'string' ? meta.id : toId(id))
  }
  for (const state of all) {
    if (state.id !== '') continue
    const key = toId(state.key)
    state.id = ids.take(keys.get(key) === 1 && !ids.has(key) ? key : toId(state.path.join('.')))
  }
  root.id = ids.take(toId(rootName))
}

/** What our own export wrote beside a state or a transition. */
export function studioMeta(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | null {
  const { meta } = config
  return isRecord(meta) && isRecord(meta.studio) ? meta.studio : null
}

function ownNode(config: Readonly<Record<string, unknown>>): OwnNode | null {
  const meta = studioMeta(config)
  if (meta === null || typeof meta.type !== 'string' || !isRecord(meta.data)) return null
  return { type: meta.type, data: meta.data, ...(meta.view === undefined ? {} : { view: meta.view }) }
}

function loweringOf(own: OwnNode | null): Lowering | null {
  const definition = own === null ? undefined : NODES.get(own.type)
  const data = definition?.data.safeParse(own?.data)
  return definition !== undefined && data?.success === true ? definition.lower(data.data, 'x') : null
}

/** States by every id that a target may call them by. */
export function idIndex(root: RawState, rootName: string): ReadonlyMap<string, RawState> {
  const index = new Map<string, RawState>()
  const add = (state: RawState): void => {
    const byPath = [rootName, ...state.path].join('.')
    if (!index.has(byPath)) index.set(byPath, state)
    state.children.forEach(add)
  }
  const name = (state: RawState): void => {
    if (typeof state.config.id === 'string') index.set(state.config.id, state)
    state.children.forEach(name)
  }
  add(root)
  name(root)
  return index
}

/** The state that a target names, by XState's rules and a little more kindly; null: there is none. */
export function resolveTarget(index: ReadonlyMap<string, RawState>, source: RawState, target: string): RawState | null {
  if (target.startsWith('#')) {
    const [id = '', ...path] = splitPath(target.slice(1))
    const byId = index.get(id)
    // Ids with dots in them are written without escapes by many.
    return (byId === undefined ? null : descend(byId, path)) ?? index.get(target.slice(1)) ?? null
  }
  if (target.startsWith('.')) return descend(source, splitPath(target.slice(1))) ?? childOf(source, target.slice(1))
  const path = splitPath(target)
  const beside = source.parent ?? source
  return descend(beside, path) ?? descend(source, path) ?? childOf(beside, target)
}

/** Keys with dots in them are written without escapes by many. */
const childOf = (state: RawState, key: string): RawState | null =>
  state.children.find((child) => child.key === key) ?? null

function descend(from: RawState, path: readonly string[]): RawState | null {
  let at: RawState | undefined = from
  for (const key of path) {
    if (key === '') break // `.` alone is the state itself
    at = at?.children.find((child) => child.key === key)
  }
  return at ?? null
}

/** XState's paths: parts between dots, a backslash before a dot that is no separator. */
function splitPath(path: string): string[] {
  const parts: string[] = []
  let part = ''
  for (let i = 0; i < path.length; i++) {
    const char = path[i]
    if (char === '.') {
      parts.push(part)
      part = ''
    } else part += char === '\\' ? (path[++i] ?? '') : char
  }
  return [...parts, part]
}

/** What a state is, by XState's rules. */
export function kindOf({ config, children }: RawState): ChartState['kind'] {
  const { type, history } = config
  // A printed definition says of every state that it is no history.
  const goesBack = type === undefined && children.length === 0 && history !== undefined && history !== false
  if (type === 'history' || goesBack) return history === 'deep' ? 'deep' : 'shallow'
  if (type === 'final') return 'end'
  if (type === 'parallel' || config.parallel === true) return children.length > 0 ? 'parallel' : 'state'
  return children.length > 0 ? 'group' : 'state'
}

/** Whether a state lies somewhere in another. */
export function isInside(state: RawState | undefined, outer: RawState | null | undefined): boolean {
  for (let up = state?.parent; up !== null && up !== undefined; up = up.parent) if (up === outer) return true
  return false
}
