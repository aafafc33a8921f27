import type { Condition } from '../../schema/condition.ts'
import { type Trigger, trigger as triggerSchema } from '../../schema/trigger.ts'
import { timing } from '../../schema/values.ts'
import type { Chart, ChartInitial, ChartState, ChartTransition, OwnDocument, OwnEdge } from '../chart.ts'
import { ForeignError, type Losses, type Place } from '../foreign-error.ts'
import { isRecord, toEventName, toEventPattern, toName } from '../names.ts'
import { asksGuard, type Slot, sameSlot, slotOf } from './forms.ts'
import { idIndex, placeOf, type RawState, rawStates, resolveTarget, studioMeta } from './raw-state.ts'
import { Words } from './words.ts'

export type XStateVersion = 4 | 5

const ALWAYS: Condition = { type: 'all', of: [] }
const PLAIN_TIMING = timing.parse({})

/** An XState configuration as a chart. */
export function readXState(
  config: Readonly<Record<string, unknown>>,
  { name, version }: { name: string; version: XStateVersion },
  losses: Losses,
): Chart {
  return new Reader(config, name, version, losses).chart()
}

class Reader {
  private readonly rootName: string
  private readonly root: RawState
  private readonly index: ReadonlyMap<string, RawState>
  private readonly words: Words

  constructor(
    config: Readonly<Record<string, unknown>>,
    name: string,
    private readonly version: XStateVersion,
    private readonly losses: Losses,
  ) {
    this.rootName = typeof config.id === 'string' && config.id !== '' ? config.id : name
    this.root = rawStates(config, this.rootName)
    this.index = idIndex(this.root, this.rootName)
    this.words = new Words(config.context, losses, (id) => this.stateNamed(id)?.id)
  }

  private stateNamed(id: string): RawState | null {
    return this.index.get(id) ?? resolveTarget(this.index, this.root, id)
  }

  chart(): Chart {
    const { config, children } = this.root
    const meta = studioMeta(config)
    const states = children.map((child) => this.state(child))
    const own = meta === null ? null : ownDocument(meta)
    const parallel = kindOf(this.root) === 'parallel'
    const whole = this.state(this.root, false)
    const acts = whole.entry.length + whole.exit.length + whole.transitions.length > 0
    // A history leads back into the node around it: there has to be one.
    const alone = !parallel && !acts && !states.some(({ kind }) => kind === 'shallow' || kind === 'deep')
    if (children.length === 0 && own === null) throw new ForeignError('this machine has no states', { path: 'states' })
    return {
      id: this.rootName,
      name: this.rootName,
      description: textOf(config.description),
      initial: config.type === 'parallel' ? null : this.initial(this.root),
      variables: this.words.variables,
      root: alone ? null : { ...whole, kind: parallel ? 'parallel' : 'group', description: '' },
      states,
      own,
    }
  }

  private state(raw: RawState, whole = true): ChartState {
    const { config, own } = raw
    const kind = kindOf(raw)
    const place = placeOf(raw)
    for (const [code, value, what] of [
      ['state/tags', config.tags, 'tags'],
      ['state/meta', studioMeta(config) === null ? config.meta : undefined, 'meta data'],
    ] as const)
      if (value !== undefined && value !== null && JSON.stringify(value) !== '[]' && JSON.stringify(value) !== '{}')
        this.losses.add(code, `the ${what} of “${raw.key}” have no place here`, place)
    if (kind === 'end' && own === null && (config.output ?? config.data) !== undefined)
      this.losses.add('final/output', `what “${raw.key}” ends with is left out; its outcome is its name`, place)
    const meta = studioMeta(config)
    const name = meta?.key === raw.key && isRecord(meta.data) ? textOf(meta.data.name) : raw.key
    return {
      id: raw.id,
      name,
      description: textOf(config.description),
      kind,
      outcome: outcomeOf(raw),
      initial: kind === 'group' ? this.initial(raw) : null,
      entry: this.words.actions(config.entry ?? config.onEntry, placeOf(raw, 'entry')),
      exit: this.words.actions(config.exit ?? config.onExit, placeOf(raw, 'exit')),
      transitions: this.transitions(raw, kind),
      children:
        whole && (kind === 'group' || kind === 'parallel') ? raw.children.map((child) => this.state(child)) : [],
      place,
      own,
    }
  }

  private initial(raw: RawState): ChartInitial | null {
    const { initial } = raw.config
    const place = placeOf(raw, 'initial')
    const target = isRecord(initial) ? initial.target : initial
    const actions = isRecord(initial) ? this.words.actions(initial.actions, place) : []
    const targets = listOf(target).flatMap((t) => {
      const path = typeof t === 'string' ? t : ''
      const inside = resolveTarget(this.index, raw, path.startsWith('#') ? path : `.${path.replace(/^\./, '')}`)
      if (inside === null) this.losses.add('state/initial', `there is no state “${path}” to start at`, place)
      return inside === null ? [] : [inside.id]
    })
    const [first] = raw.children.filter((child) => kindOf(child) !== 'shallow' && kindOf(child) !== 'deep')
    if (targets.length > 0) return { targets, actions }
    return first === undefined ? null : { targets: [first.id], actions }
  }

  private transitions(raw: RawState, kind: ChartState['kind']): ChartTransition[] {
    const { config } = raw
    const found: ChartTransition[] = []
    const add = (slot: Slot, value: unknown, when: When, ...path: string[]): void => {
      const list = listOf(value)
      list.forEach((item, i) => {
        const place = placeOf(raw, ...path, ...(Array.isArray(value) ? [String(i)] : []))
        found.push(...this.transition(raw, slot, item, when, place))
      })
    }
    if (kind === 'shallow' || kind === 'deep') {
      const edge = studioMeta(config)?.edge
      if (config.target !== undefined) {
        const item = { ...(isRecord(edge) ? edge : {}), target: config.target }
        add({ at: 'history', key: '' }, item, { type: 'trigger', trigger: { type: 'done' } }, 'target')
      }
      return found.slice(0, 1)
    }
    if (isRecord(config.on))
      for (const [key, value] of Object.entries(config.on)) {
        // v4's eventless transitions; null forbids an event: it goes no further.
        if (key === '') add({ at: 'always', key: '' }, value, { type: 'always' }, 'on', key)
        else add({ at: 'on', key }, value === null ? {} : value, this.when(key), 'on', key)
      }
    else if (Array.isArray(config.on))
      for (const item of config.on) {
        const event = isRecord(item) ? textOf(item.event) : ''
        if (event !== '') add({ at: 'on', key: event }, item, this.when(event), 'on')
      }
    if (isRecord(config.after))
      for (const [key, value] of Object.entries(config.after))
        add({ at: 'after', key }, value, this.delayed(key, placeOf(raw, 'after', key)), 'after', key)
    else
      for (const item of listOf(config.after)) {
        const delay = isRecord(item) ? item.delay : undefined
        add({ at: 'after', key: String(delay) }, item, this.delayed(delay, placeOf(raw, 'after')), 'after')
      }
    // At the top of the machine this is its end; nothing is left to react.
    if (raw.parent !== null && kind === 'state' && raw.own === null && config.onDone !== undefined)
      this.losses.add(
        'done/none',
        `“${raw.key}” has nothing inside that could end: what follows is left out`,
        placeOf(raw),
      )
    else if (raw.parent !== null)
      add({ at: 'onDone', key: '' }, config.onDone, { type: 'trigger', trigger: { type: 'done' } }, 'onDone')
    this.invocations(raw, add)
    add({ at: 'always', key: '' }, config.always, { type: 'always' }, 'always')
    return found
  }

  private delayed(delay: unknown, place: Place): When {
    const duration = this.words.delay(delay, place)
    return { type: 'trigger', trigger: { type: 'after', duration, timing: PLAIN_TIMING } }
  }

  private invocations(raw: RawState, add: (slot: Slot, value: unknown, when: When, ...path: string[]) => void): void {
    listOf(raw.config.invoke).forEach((item, index) => {
      if (!isRecord(item)) return
      const src = isRecord(item.src) ? textOf(item.src.type) : textOf(item.src)
      const id = textOf(item.id) || src || `${raw.id}-${index}`
      this.losses.add(
        'invoke/none',
        `nothing is started for “${src || id}”: its end is the event “${toEventName(`done.invoke.${id}`)}”, which somebody has to send`,
        placeOf(raw, 'invoke'),
      )
      for (const [key, event] of [
        ['onDone', `done.invoke.${id}`],
        ['onError', `error.platform.${id}`],
        ['onSnapshot', `snapshot.${id}`],
      ] as const)
        add(
          { at: 'on', key: event },
          item[key],
          { type: 'trigger', trigger: { type: 'event', name: toEventName(event) } },
          'invoke',
          key,
        )
    })
  }

  /** What a key of `on` listens to. */
  private when(key: string): When {
    const done = /^(?:xstate\.)?done\.state\.(.+)$/.exec(key)?.[1]
    const ended = done === undefined ? null : this.stateNamed(done)
    if (ended !== null && ended.parent !== null) return { type: 'done-of', state: ended.id }
    const actor = /^xstate\.(done|error)\.actor\.(.+)$/.exec(key)
    if (actor !== null) {
      const name = toEventName(`${actor[1] === 'done' ? 'done.invoke' : 'error.platform'}.${actor[2]}`)
      return { type: 'trigger', trigger: { type: 'event', name } }
    }
    return { type: 'trigger', trigger: { type: 'event', name: toEventPattern(key) } }
  }

  private transition(raw: RawState, slot: Slot, item: unknown, when: When, place: Place): ChartTransition[] {
    if (item === undefined) return []
    const config: Readonly<Record<string, unknown>> = isRecord(item) ? item : { target: item ?? undefined }
    const own = this.ownEdge(config, raw, slot)
    const targets: string[] = []
    let inner = true
    for (const target of listOf(config.target)) {
      if (typeof target !== 'string') continue
      const found = resolveTarget(this.index, raw, target)
      if (found === null || found === this.root) {
        const why = found === null ? `there is no state “${target}”` : 'nothing leads to the machine as a whole'
        this.losses.add('transition/target', `${why}: this transition is left out`, place)
        return []
      }
      targets.push(found.id)
      inner &&= target.startsWith('.')
    }
    const guard = this.words.guard(config.guard ?? config.cond, place)
    const state = this.words.stateIn(config.in, place)
    const both: Condition | null =
      guard !== null && state !== null ? { type: 'all', of: [guard, state] } : (guard ?? state)
    const eventless = when.type === 'always'
    const ownTrigger = own?.trigger as Trigger | undefined
    const kept = ownTrigger !== undefined && eventless
    return [
      {
        when: eventless
          ? { type: 'trigger', trigger: { type: 'condition', condition: both ?? ALWAYS } }
          : own !== null && slot.at === 'on' && when.type === 'done-of'
            ? // What we wrote under an event's name is that event; ends stand under `onDone`.
              { type: 'trigger', trigger: { type: 'event', name: toEventPattern(slot.key) } }
            : when,
        targets,
        guard: eventless && !kept ? null : both,
        actions: this.words.actions(config.actions, place),
        reenter: own?.kept === true ? own.reenter : this.reenter(raw, config, targets, inner),
        place,
        own,
      },
    ]
  }

  private reenter(
    raw: RawState,
    config: Readonly<Record<string, unknown>>,
    targets: readonly string[],
    inner: boolean,
  ): boolean | undefined {
    if (targets.length === 0) return undefined
    const said =
      typeof config.reenter === 'boolean'
        ? config.reenter
        : typeof config.internal === 'boolean'
          ? !config.internal
          : null
    const external = said ?? (this.version === 4 && !inner)
    if (targets.includes(raw.id)) return external
    const inside = targets.every((id) => isInside(this.stateOfId(id), raw))
    return external && inside ? true : undefined
  }

  private readonly byId = new Map<string, RawState>()
  private stateOfId(id: string): RawState | undefined {
    if (this.byId.size === 0) {
      const add = (state: RawState): void => {
        this.byId.set(state.id, state)
        state.children.forEach(add)
      }
      add(this.root)
    }
    return this.byId.get(id)
  }

  /** What our export said of this transition, as far as it still stands where that belongs. */
  private ownEdge(
    config: Readonly<Record<string, unknown>>,
    raw: RawState,
    slot: Slot,
  ): (OwnEdge & { kept?: true }) | null {
    const meta = studioMeta(config)
    if (meta === null || typeof meta.id !== 'string' || typeof meta.order !== 'number') return null
    const trigger = triggerSchema.safeParse(meta.trigger)
    const [only] = listOf(config.target)
    const target = typeof only === 'string' ? (resolveTarget(this.index, raw, only)?.id ?? null) : null
    const sourcePort = typeof meta.sourcePort === 'string' ? meta.sourcePort : 'done'
    const edge = { source: raw.id, target, id: meta.id, sourcePort }
    const fits =
      trigger.success &&
      raw.lowering !== null &&
      sameSlot(slotOf({ ...edge, trigger: trigger.data }, raw.lowering), slot) &&
      (config.guard !== undefined || !asksGuard({ trigger: trigger.data }))
    const reenter = typeof meta.reenter === 'boolean' ? meta.reenter : undefined
    const effective = (reenter ?? target === raw.id) && target !== null
    const kept = effective === (config.reenter === true)
    return {
      id: meta.id,
      order: meta.order,
      ...(sourcePort === 'done' ? {} : { sourcePort }),
      ...(fits ? { trigger: trigger.data } : {}),
      ...(reenter === undefined ? {} : { reenter }),
      ...(kept ? { kept: true as const } : {}),
    }
  }
}

type When = ChartTransition['when'] | { type: 'always' }

function kindOf({ config, children }: RawState): ChartState['kind'] {
  const { type } = config
  if (type === 'history' || config.history !== undefined) return config.history === 'deep' ? 'deep' : 'shallow'
  if (type === 'final') return 'end'
  if (type === 'parallel' || config.parallel === true) return children.length > 0 ? 'parallel' : 'state'
  return children.length > 0 ? 'group' : 'state'
}

function outcomeOf({ config, key, own }: RawState): string {
  const { output } = config
  if (own !== null && isRecord(output) && typeof output.outcome === 'string') return toName(output.outcome)
  return toName(key)
}

function isInside(state: RawState | undefined, outer: RawState): boolean {
  for (let up = state?.parent; up !== null && up !== undefined; up = up.parent) if (up === outer) return true
  return false
}

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

function ownDocument(meta: Readonly<Record<string, unknown>>): OwnDocument | null {
  if (!isRecord(meta.document)) return null
  const rest = isRecord(meta.rest) ? meta.rest : {}
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
  return {
    header: meta.document,
    nodes: strings(meta.nodes),
    edges: strings(meta.edges),
    rest: { nodes: list(rest.nodes), edges: list(rest.edges) },
  }
}
