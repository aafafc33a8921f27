import type { Action } from '../../schema/action.ts'
import type { Condition } from '../../schema/condition.ts'
import { type Trigger, trigger as triggerSchema } from '../../schema/trigger.ts'
import type { Chart, ChartInitial, ChartState, ChartTransition, OwnDocument, OwnEdge } from '../chart.ts'
import { ForeignError, type Losses, type Place } from '../foreign-error.ts'
import { isRecord, toName, Unique } from '../names.ts'
import { tellDeadlines } from './deadlines.ts'
import { EventNames } from './event-names.ts'
import { asksGuard, type Slot, sameSlot, slotOf } from './forms.ts'
import { listOf, textOf } from './json.ts'
import { type Around, isPrinted, type Occasion, occasionsOf } from './occasions.ts'
import { idIndex, isInside, kindOf, placeOf, type RawState, rawStates, resolveTarget, studioMeta } from './raw-state.ts'
import { tellAsEvents } from './told.ts'
import type { XStateVersion } from './version.ts'
import { tellUnknownState, tellUnknownTransition } from './vocabulary.ts'
import { Ways } from './ways.ts'
import { Words } from './words.ts'

const ALWAYS: Condition = { type: 'all', of: [] }

/** An XState configuration as a chart. */
export function readXState(
  config: Readonly<Record<string, unknown>>,
  { name, version }: { name: string; version: XStateVersion | null },
  losses: Losses,
): Chart {
  const chart = new Reader(config, name, version, losses).chart()
  tellDeadlines(chart, losses)
  return tellAsEvents(chart)
}

class Reader {
  private readonly rootName: string
  private readonly root: RawState
  private readonly index: ReadonlyMap<string, RawState>
  private readonly words: Words
  private readonly ways: Ways
  private readonly events: EventNames
  private readonly around: Around
  private readonly outcomes = new Unique()
  private readonly outcomeOfKey = new Map<string, string>()

  constructor(
    config: Readonly<Record<string, unknown>>,
    name: string,
    version: XStateVersion | null,
    private readonly losses: Losses,
  ) {
    // Before v4 a machine's own id was its key.
    const said = textOf(config.id) || textOf(config.key)
    // What XState calls a machine without a name.
    this.rootName = said === '' || said === '(machine)' ? name : said
    this.root = rawStates(config, this.rootName)
    this.index = idIndex(this.root, this.rootName)
    this.ways = new Ways(this.index, this.root, version, () => this.initial(this.root), losses)
    this.events = new EventNames(losses)
    const calledOff = studioMeta(config) === null ? sendIds(config) : null
    this.words = new Words(config.context, this.events, losses, (id) => this.stateNamed(id)?.id, calledOff)
    this.around = {
      words: this.words,
      events: this.events,
      losses,
      stateNamed: (id) => this.stateNamed(id),
      resolve: (from, target) => resolveTarget(this.index, from, target),
    }
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
    const back = states.some(({ kind }) => kind === 'shallow' || kind === 'deep')
    const alone = !parallel && !acts && !back && !this.ways.leadToRoot
    if (children.length === 0 && own === null) throw new ForeignError('this machine has no states', { path: 'states' })
    return {
      id: this.rootName,
      name: this.rootName,
      description: textOf(config.description),
      initial: config.type === 'parallel' ? null : this.initial(this.root),
      variables: this.words.variables,
      root: alone ? null : { ...whole, id: this.root.id, kind: parallel ? 'parallel' : 'group', description: '' },
      states,
      own,
    }
  }

  private state(raw: RawState, whole = true): ChartState {
    const { config, own } = raw
    const kind = kindOf(raw)
    const place = placeOf(raw)
    tellUnknownState(config, raw.parent === null, this.losses, place)
    if (raw.children.length > 0 && (kind === 'end' || kind === 'shallow' || kind === 'deep'))
      this.losses.add('state/states', `what lies inside “${raw.key}” is left out: nothing is entered there`, place)
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
      outcome: this.outcomeOf(raw),
      initial: kind === 'group' ? this.initial(raw) : null,
      entry: this.acts(raw, config.entry ?? config.onEntry, 'entry'),
      exit: this.acts(raw, config.exit ?? config.onExit, 'exit'),
      transitions: this.transitions(raw, kind),
      children:
        whole && (kind === 'group' || kind === 'parallel') ? raw.children.map((child) => this.state(child)) : [],
      place,
      own,
    }
  }

  private acts(raw: RawState, list: unknown, key: string): Action[] {
    // How XState starts and stops its delays is printed among what a state does.
    const said = isPrinted(raw) ? listOf(list).filter((item) => !isClockwork(item)) : list
    return this.words.actions(said, placeOf(raw, key))
  }

  /** An end's outcome is its key; two keys that differ give two outcomes. */
  private outcomeOf({ config, key, own }: RawState): string {
    const { output } = config
    if (own !== null && isRecord(output) && typeof output.outcome === 'string') return toName(output.outcome)
    const known = this.outcomeOfKey.get(key)
    if (known !== undefined) return known
    const outcome = this.outcomes.take(toName(key))
    this.outcomeOfKey.set(key, outcome)
    return outcome
  }

  private initial(raw: RawState): ChartInitial | null {
    const { initial } = raw.config
    const place = placeOf(raw, 'initial')
    if ((initial === undefined || initial === null) && raw.own === null && studioMeta(raw.config) === null) {
      const [first] = raw.children
      if (first !== undefined && raw.config.type !== 'parallel' && raw.config.parallel !== true)
        this.losses.add(
          'state/initial',
          `“${raw.key}” does not say where it starts: it starts at “${first.key}”`,
          place,
        )
    }
    const target = isRecord(initial) ? initial.target : initial
    const actions = isRecord(initial) ? this.words.actions(initial.actions, place) : []
    const targets = listOf(target).flatMap((t) => {
      const path = typeof t === 'string' ? t : ''
      const inside = resolveTarget(this.index, raw, path.startsWith('#') ? path : `.${path.replace(/^\./, '')}`)
      if (inside !== null && isInside(inside, raw)) return [inside.id]
      const named = typeof t === 'string' ? t : JSON.stringify(t).slice(0, 80)
      this.losses.add('state/initial', `there is no state “${named}” to start at`, place)
      return []
    })
    const [first] = raw.children.filter((child) => kindOf(child) !== 'shallow' && kindOf(child) !== 'deep')
    if (targets.length > 0) return { targets, actions }
    return first === undefined ? null : { targets: [first.id], actions }
  }

  private transitions(raw: RawState, kind: ChartState['kind']): ChartTransition[] {
    return firstsOnly(occasionsOf(raw, kind, this.around).flatMap((occasion) => this.transition(raw, occasion)))
  }

  private transition(raw: RawState, { slot, item, when, place }: Occasion): ChartTransition[] {
    if (item === undefined) return []
    const config = this.configOf(item, place)
    if (config === null) return []
    tellUnknownTransition(config, this.losses, place)
    const own = this.ownEdge(config, raw, slot)
    const way = this.ways.of(raw, config, own !== null, place)
    if (way === null) return []
    const { actions: onTheWay } = way
    const reenter = own?.kept === true ? own.reenter : this.ways.reenters(raw, config, way, place)
    // Without leaving it, what leads to its own state is what leads nowhere.
    const stays = when.type === 'always' && own === null && reenter === false && raw.children.length === 0
    const targets = stays ? [] : way.targets
    if (when.type === 'always' && own === null && this.ways.leadsBack(raw, targets))
      this.losses.add(
        'transition/stays',
        'this leads to where it comes from: it is done once each time its condition becomes true, not again and again',
        place,
      )
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
          : own !== null && when.type === 'done-of'
            ? // What we wrote under an event's name is that event; ends stand under `onDone`.
              { type: 'trigger', trigger: this.ownEnd(slot, place) }
            : when,
        targets,
        guard: eventless && !kept ? null : both,
        actions: [...this.words.actions(config.actions, place), ...onTheWay],
        reenter: stays ? undefined : reenter,
        place,
        own,
      },
    ]
  }

  private ownEnd({ at, key }: Slot, place: Place): Trigger {
    return at === 'on' ? { type: 'event', name: this.events.of(key, place) } : { type: 'done' }
  }

  private configOf(item: unknown, place: Place): Readonly<Record<string, unknown>> | null {
    if (isRecord(item)) return item
    if (typeof item === 'string') return { target: item }
    this.losses.add('transition/unknown', 'expected a target or a transition: it is left out', place)
    return null
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

/** The ids of delayed events that some action calls off. */
function sendIds(config: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(config)) for (const item of config) sendIds(item, found)
  if (!isRecord(config)) return found
  if (config.type === 'xstate.cancel') {
    const id = config.sendId ?? (isRecord(config.params) ? config.params.sendId : undefined)
    if (typeof id === 'string') found.add(id)
  }
  for (const value of Object.values(config)) sendIds(value, found)
  return found
}

/**
 * Of a state's eventless transitions XState takes the first that can be taken. Ours that stay are done once: what comes
 * after one of them asks that its condition does not hold.
 */
function firstsOnly(transitions: readonly ChartTransition[]): ChartTransition[] {
  const before: Condition[] = []
  return transitions.map((transition) => {
    const { when, own, targets } = transition
    if (own !== null || when.type !== 'trigger' || when.trigger.type !== 'condition') return transition
    const { condition } = when.trigger
    const not = before.map((of): Condition => ({ type: 'not', of }))
    if (targets.length === 0) before.push(condition)
    if (not.length === 0) return transition
    return {
      ...transition,
      when: { ...when, trigger: { type: 'condition', condition: { type: 'all', of: [condition, ...not] } } },
    }
  })
}

/** An action of XState's own for the delays of a state. */
const isClockwork = (action: unknown): boolean => {
  if (!isRecord(action)) return false
  const { type, event, sendId } = action
  const about = isRecord(event) ? event.type : (event ?? sendId)
  return (
    (type === 'xstate.raise' || type === 'xstate.send' || type === 'xstate.cancel') &&
    (about === undefined || (typeof about === 'string' && about.startsWith('xstate.after')))
  )
}

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
