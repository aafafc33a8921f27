import { NODES } from '../nodes/registry.ts'
import { parseDocument, type SceneGraph } from '../parse.ts'
import type { Action } from '../schema/action.ts'
import { SCHEMA_VERSION } from '../schema/document.ts'
import type { Chart, ChartInitial, ChartState, ChartTransition } from './chart.ts'
import { ForeignError, type Losses } from './foreign-error.ts'
import { isRecord, toEventName, toId, Unique } from './names.ts'
import { fits, variablesOf } from './own.ts'

type NodeJson = { id: string; type: string; parentId: string | null; data: Record<string, unknown>; view?: unknown }
type EdgeJson = { id: string; source: string; order: number } & Record<string, unknown>

/**
 * A chart as a document. What our own export sent along is used where it still fits what stands beside it: what
 * somebody changed elsewhere counts. Throws `ForeignError` when no document comes of it.
 */
export function assemble(chart: Chart, losses: Losses): SceneGraph {
  const whole = parseDocument(new Assembly(chart, losses).document())
  if (whole.ok) return whole.graph
  const plain = parseDocument(new Assembly(withoutOwn(chart), losses).document())
  const [finding] = (plain.ok ? whole : plain).findings
  const why = finding === undefined ? 'it has no form here' : `${finding.path}: ${finding.message}`
  if (!plain.ok) throw new ForeignError(why)
  losses.add('own/unreadable', `what our own export sent along cannot be read and was left out: ${why}`)
  return plain.graph
}

function withoutOwn(chart: Chart): Chart {
  const bare = (state: ChartState): ChartState => ({
    ...state,
    own: null,
    transitions: state.transitions.map((transition) => ({ ...transition, own: null })),
    children: state.children.map(bare),
  })
  return { ...chart, own: null, states: chart.states.map(bare) }
}

class Assembly {
  /** Nodes and edges have their ids from one well. */
  private readonly ids = new Unique()
  private readonly nodes: NodeJson[] = []
  private readonly edges: EdgeJson[] = []
  private readonly states = new Map<string, ChartState>()
  private readonly parents = new Map<string, ChartState>()
  /** States whose end others listen to. */
  private readonly heard = new Set<string>()

  constructor(
    private readonly chart: Chart,
    private readonly losses: Losses,
  ) {
    const collect = (state: ChartState): void => {
      this.ids.take(state.id)
      this.states.set(state.id, state)
      for (const child of state.children) this.parents.set(child.id, state)
      state.children.forEach(collect)
      for (const { own } of state.transitions) if (own !== null) this.ids.take(own.id)
    }
    chart.states.forEach(collect)
    for (const id of chart.told ?? []) this.heard.add(id)
    chart.states.forEach((state) => {
      this.hear(state)
    })
    for (const edge of chart.own?.rest.edges ?? [])
      if (isRecord(edge) && typeof edge.id === 'string') this.ids.take(edge.id)
    for (const node of chart.own?.rest.nodes ?? [])
      if (isRecord(node) && typeof node.id === 'string') this.ids.take(node.id)
  }

  /**
   * Which ends have to be told as events: those that another state listens to; and, so that they keep their order, those
   * of the states around such a one. Says whether one lies in `state` or is it.
   */
  private hear(state: ChartState): boolean {
    for (const { when } of state.transitions)
      if (when.type === 'done-of' && when.state !== state.id) this.heard.add(when.state)
    const inside = state.children.map((child) => this.hear(child)).includes(true)
    const own = state.transitions.some(({ when }) => when.type === 'done-of' && when.state === state.id)
    if (own && (inside || state.children.some((child) => this.heard.has(child.id) || child.gives !== undefined)))
      this.heard.add(state.id)
    return inside || this.heard.has(state.id)
  }

  document(): unknown {
    const { chart } = this
    let initial: string | null
    if (chart.root === null) {
      for (const state of chart.states) this.state(state, null)
      initial = this.start(chart.initial, chart.states, null)
    } else initial = this.around(chart.root)
    this.tellEnds()
    const { nodes, edges, rest, header } = this.restored()
    const kept = header.initial === null && initial === firstActive(nodes)
    return {
      schemaVersion: SCHEMA_VERSION,
      id: toId(chart.id),
      kind: 'scene',
      name: chart.name.slice(0, 200) || toId(chart.id),
      description: chart.description.slice(0, 5_000),
      ...header,
      initial: kept ? null : initial,
      variables: variablesOf(chart, header.variables),
      nodes: [...nodes, ...rest.nodes],
      edges: [...edges, ...rest.edges],
    }
  }

  /** A node around everything, for a machine that reacts itself. Its ends are the session's. */
  private around(root: NonNullable<Chart['root']>): string {
    const id = this.ids.take(root.id ?? toId(this.chart.id))
    const whole: ChartState = { ...root, id, children: this.chart.states, initial: this.chart.initial }
    this.states.set(id, whole)
    this.state(whole, null)
    if (root.kind === 'parallel') this.leaveBy(id, 'done', 'completed')
    else {
      const outcomes = this.chart.states.flatMap((s) => (s.kind === 'end' ? [s.outcome] : []))
      // The exit “done” takes any outcome: it is tried last.
      const exits = [...new Set(outcomes)].toSorted((a, b) => Number(a === 'done') - Number(b === 'done'))
      exits.forEach((outcome, order) => {
        this.leaveBy(id, outcome, outcome, order)
      })
    }
    return id
  }

  private leaveBy(source: string, sourcePort: string, outcome: string, order = 0): void {
    const target = this.ids.take(`${source.slice(0, 100)}.${outcome.slice(0, 20)}`)
    this.nodes.push({ id: target, type: 'end', parentId: null, data: { outcome } })
    this.edge(source, { sourcePort, target, trigger: { type: 'done' }, order })
  }

  private state(state: ChartState, parentId: string | null): void {
    const node: NodeJson = { id: state.id, parentId, ...this.typeAndData(state) }
    this.nodes.push(node)
    if (state.description !== '' && state.own === null) this.note(state, parentId)
    for (const child of state.children) this.state(child, state.id)
    if ('initial' in node.data || (state.children.length > 0 && node.type === 'group')) {
      const initial = this.start(state.initial, state.children, state.id)
      const said = state.own?.data.initial
      node.data.initial = said === null && initial === firstOf(state.children) ? null : initial
    }
    this.transitions(state)
  }

  private typeAndData(state: ChartState): Pick<NodeJson, 'type' | 'data' | 'view'> {
    const { own, kind } = state
    if (kind === 'end' && !this.chart.states.includes(state) && state.exit.some(doesAnything))
      this.losses.add('final/exit', `what is done on leaving the end “${state.id}” is left out`, state.place)
    const acts = { entry: [...state.entry], exit: [...state.exit] }
    if (own !== null && fits(own, state)) {
      const fresh = NODES.get(own.type)?.fresh() as Record<string, unknown>
      const data: Record<string, unknown> = { ...own.data, name: state.name }
      if ('entry' in fresh) Object.assign(data, acts)
      if ('outcome' in fresh && kind === 'end') data.outcome = state.outcome
      if (own.type === 'history') data.deep = kind === 'deep'
      return { type: own.type, data, ...(own.view === undefined ? {} : { view: own.view }) }
    }
    const name = state.name.slice(0, 120)
    switch (kind) {
      case 'end':
        return { type: 'end', data: { name, outcome: state.outcome } }
      case 'shallow':
      case 'deep':
        return { type: 'history', data: { name, deep: kind === 'deep' } }
      case 'group':
      case 'parallel':
      case 'state':
        return { type: kind, data: { name, ...acts } }
    }
  }

  /** What a tool shows beside a state is a note here. */
  private note(state: ChartState, parentId: string | null): void {
    const text = state.description.slice(0, 10_000)
    this.nodes.push({ id: this.ids.take(`${state.id.slice(0, 110)}.note`), type: 'note', parentId, data: { text } })
  }

  /**
   * The child where a container starts. What one child cannot say (a state further in, several, actions on the way)
   * is said by a decision that leads there at once.
   */
  private start(initial: ChartInitial | null, children: readonly ChartState[], parentId: string | null): string | null {
    const [target, ...more] = initial?.targets ?? []
    if (initial === null || target === undefined) return null
    const actions = [...initial.actions, ...this.actionsOfEnds(initial.targets)]
    if (more.length === 0 && actions.length === 0 && children.some((c) => c.id === target)) return target
    const id = this.ids.take(`${parentId === null ? 'start' : `${parentId.slice(0, 110)}.start`}`)
    this.nodes.push({ id, type: 'decision', parentId, data: {} })
    this.edge(id, {
      sourcePort: 'else',
      target,
      alsoTargets: more,
      actions,
      trigger: { type: 'done' },
    })
    return id
  }

  /**
   * Ends do nothing of their own: what one does on entry is done by the edges that lead there, and what it does on exit
   * where it is left at once, since everything ends with it.
   */
  private actionsOfEnds(targets: readonly string[]): readonly Action[] {
    return targets.flatMap((target) => {
      const state = this.states.get(target)
      if (state?.kind !== 'end') return []
      return this.chart.states.includes(state) ? [...state.entry, ...state.exit] : state.entry
    })
  }

  private transitions(state: ChartState): void {
    const { transitions } = state
    if (state.kind === 'end' && transitions.length > 0) {
      this.losses.add('final/transition', `nothing leads out of the end “${state.id}”`, state.place)
      return
    }
    const orders = transitions.map(({ own }) => own?.order ?? -1)
    const ordered = transitions
      .filter(({ own }) => own?.sourcePort !== 'else')
      .every(({ own }, i, list) => own !== null && inOrder(list, i))
    const count = Math.max(-1, ...orders)
    transitions.forEach((transition, index) => {
      this.transition(state, transition, ordered && count >= 0 ? (orders[index] ?? index) : index)
    })
  }

  private transition(state: ChartState, transition: ChartTransition, order: number): void {
    const { own, when, reenter } = transition
    const { target, alsoTargets, actions } = this.way(state, transition)
    let trigger: unknown
    if (when.type === 'trigger') trigger = own?.trigger ?? when.trigger
    else if (when.state === state.id && !this.heard.has(state.id)) trigger = { type: 'done' }
    else {
      trigger = { type: 'event', name: doneEvent(when.state) }
    }
    this.edge(
      state.id,
      {
        ...(own?.sourcePort === undefined ? {} : { sourcePort: own.sourcePort }),
        target,
        alsoTargets,
        trigger,
        guard: transition.guard,
        actions,
        ...(reenter === undefined ? {} : { reenter }),
        order,
      },
      own?.id,
    )
  }

  private way(state: ChartState, transition: ChartTransition) {
    const { targets, own } = transition
    const actions = [...transition.actions, ...this.actionsOfEnds(targets)]
    const [target = null, ...alsoTargets] = targets
    if (this.loops(state, transition))
      return { target: this.decide(state, 'again', [state.id], []), alsoTargets: [], actions }
    // A history leads to one state and does nothing: what is more is done by a decision on the way.
    const history = state.kind === 'shallow' || state.kind === 'deep'
    const parent = this.parents.get(state.id)
    if (history && own === null && parent?.kind === 'parallel')
      return { target: this.firstBeside(state, parent, targets, actions), alsoTargets: [], actions: [] }
    if (history && own === null && (actions.length > 0 || alsoTargets.length > 0))
      return { target: this.decide(state, 'first', targets, actions), alsoTargets: [], actions: [] }
    return { target, alsoTargets, actions }
  }

  /**
   * Where the history of a parallel leads the first time. A decision would stand outside of it, where no history may
   * lead; and regions that start where they would anyway need not be named.
   */
  private firstBeside(
    state: ChartState,
    parallel: ChartState,
    targets: readonly string[],
    actions: readonly Action[],
  ): string | null {
    const named = targets.filter((target) => !this.startsThere(target, parallel))
    if (named.length > 1)
      this.losses.add(
        'history/several',
        `“${state.id}” leads to one state the first time: the other regions start where they begin`,
        state.place,
      )
    if (actions.length > 0)
      this.losses.add('history/actions', `what is done when “${state.id}” leads on is left out`, state.place)
    return named[0] ?? targets[0] ?? null
  }

  /** Whether a state is entered when nothing but the container is named. */
  private startsThere(id: string, container: ChartState): boolean {
    for (let at = id, up = this.parents.get(at); up !== container; at = up.id, up = this.parents.get(at)) {
      if (up === undefined) return false
      const { targets, actions } = up.initial ?? { targets: [], actions: [] }
      if (up.kind !== 'parallel' && (actions.length > 0 || targets.length !== 1 || targets[0] !== at)) return false
    }
    return true
  }

  /**
   * An eventless transition that leads back to its source is taken again and again while its condition holds. Our own
   * fire once each time it becomes true: such a one goes round by a decision, which leaves the source.
   */
  private loops(state: ChartState, { own, when, targets, actions, reenter }: ChartTransition): boolean {
    if (own !== null || when.type !== 'trigger' || when.trigger.type !== 'condition') return false
    const [target, ...more] = targets
    // A region would have to leave the parallel to go round.
    const around = this.parents.get(state.id)?.kind ?? this.chart.root?.kind
    if (target === state.id && more.length === 0 && reenter !== false && around !== 'parallel') return true
    if (target !== undefined && target !== state.id) return false
    const changes = target === undefined && actions.some(changesAnything)
    const still =
      changes && around !== 'parallel' && state.children.length === 0 && state.entry.length + state.exit.length === 0
    if (!still && (actions.length > 0 || target !== undefined))
      this.losses.add(
        'transition/stays',
        'this is done once each time its condition becomes true, not again and again',
        state.place,
      )
    return still
  }

  /** A decision beside a state that leads on at once. In a parallel it would be a region: it stands beside that. */
  private decide(state: ChartState, name: string, targets: readonly string[], actions: readonly Action[]): string {
    const nodeOf = (id: string | null) => this.nodes.find((node) => node.id === id)
    let parentId = nodeOf(state.id)?.parentId ?? null
    while (nodeOf(parentId)?.type === 'parallel') parentId = nodeOf(parentId)?.parentId ?? null
    const id = this.ids.take(`${state.id.slice(0, 110)}.${name}`)
    const [target = null, ...alsoTargets] = targets
    this.nodes.push({ id, type: 'decision', parentId, data: {} })
    this.edge(id, { sourcePort: 'else', target, alsoTargets, actions, trigger: { type: 'done' } })
    return id
  }

  private edge(source: string, rest: Record<string, unknown>, own?: string): void {
    // A state that somebody copied elsewhere brings the ids of its edges along.
    const free = own !== undefined && !this.edges.some((edge) => edge.id === own)
    const id = free ? own : this.ids.take(`e${this.edges.length + 1}`)
    this.edges.push({ id, source, order: 0, ...rest })
  }

  /** The ends that others listen to are told as events: our own edges hear only of their source. */
  private tellEnds(): void {
    for (const id of this.heard) {
      const state = this.states.get(id)
      if (state === undefined || (state.kind !== 'group' && state.kind !== 'parallel')) continue
      let order = Math.max(-1, ...this.edges.filter((e) => e.source === id).map((e) => e.order)) + 1
      const tell = (sourcePort: string, data: ChartState['gives'] = {}): void => {
        const emit: Partial<Action> = { type: 'emit', event: doneEvent(id), to: 'self', data }
        this.edge(id, { sourcePort, target: null, trigger: { type: 'done' }, actions: [emit], order: order++ })
      }
      // What an end gives back is told with its own exit, which is tried before the exit that takes any.
      for (const { kind, outcome, gives } of state.children)
        if (kind === 'end' && gives !== undefined) tell(outcome, gives)
      tell('done')
    }
  }

  /** Nodes and edges in the order that our export had them in, and what has no place in the other format. */
  private restored() {
    const { own } = this.chart
    if (own === null) return { nodes: this.nodes, edges: this.edges, rest: { nodes: [], edges: [] }, header: {} }
    const rest = { nodes: [...own.rest.nodes], edges: [...own.rest.edges] }
    const sort = <T extends { id: string }>(here: readonly T[], there: unknown[], order: readonly string[]): T[] => {
      const place = new Map(order.map((id, index) => [id, index]))
      const also = there.filter((item): item is T => isRecord(item) && typeof item.id === 'string')
      there.length = 0
      const at = (item: T): number => place.get(item.id) ?? order.length
      return [...here, ...also].sort((a, b) => at(a) - at(b))
    }
    return {
      nodes: sort(this.nodes, rest.nodes, own.nodes),
      edges: sort(this.edges, rest.edges, own.edges),
      rest,
      header: own.header,
    }
  }
}

/** Whether transitions still stand as their orders say: within one event's list, what comes first is tried first. */
const inOrder = (list: readonly ChartTransition[], index: number): boolean =>
  list
    .slice(0, index)
    .every(
      (earlier) =>
        !sameSlot(earlier, list[index] as ChartTransition) ||
        (earlier.own?.order ?? 0) <= (list[index]?.own?.order ?? 0),
    )

const sameSlot = (a: ChartTransition, b: ChartTransition): boolean => JSON.stringify(a.when) === JSON.stringify(b.when)

const doneEvent = (state: string): string => toEventName(`done.state.${state}`)

const firstOf = (states: readonly ChartState[]): string | null => states[0]?.id ?? null
const firstActive = (nodes: readonly NodeJson[]): string | null =>
  nodes.find((n) => n.parentId === null && n.type !== 'note' && n.type !== 'frame')?.id ?? null

/** Whether an action may make a condition true or false: what cannot, is not done for ever. */
const changesAnything = (action: Action): boolean =>
  action.type === 'if'
    ? action.do.some(changesAnything) || action.else.some(changesAnything)
    : action.type !== 'log' && !(action.type === 'emit' && action.to === 'room')

/** Whether there is anything in an action that could be noticed. */
const doesAnything = (action: Action): boolean =>
  action.type !== 'if' || action.do.some(doesAnything) || action.else.some(doesAnything)
