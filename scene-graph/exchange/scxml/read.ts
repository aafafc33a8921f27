import { isPattern } from '../../compile/edge-logic.ts'
import type { Action } from '../../schema/action.ts'
import { type Condition, condition as conditionSchema } from '../../schema/condition.ts'
import { trigger as triggerSchema } from '../../schema/trigger.ts'
import type { Operand } from '../../schema/values.ts'
import type { Chart, ChartInitial, ChartState, ChartTransition, OwnDocument, OwnEdge, OwnNode } from '../chart.ts'
import type { Losses } from '../foreign-error.ts'
import { ForeignError } from '../foreign-error.ts'
import { isRecord, toEventName, toEventPattern, toId, toName, Unique } from '../names.ts'
import { Content, parsed } from './content.ts'
import { constantsIn, Datamodel } from './datamodel.ts'
import { childrenOf, delayIn, isState, STATES, wordsIn } from './names.ts'
import { type Element, formRead } from './xml.ts'

const ALWAYS: Condition = { type: 'all', of: [] }
const MAX_STATES = 20_000

/** An SCXML document as a chart. */
export function readScxml(root: Element, name: string, losses: Losses): Chart {
  if (root.name !== 'scxml')
    throw new ForeignError(`expected <scxml>, and not <${root.name}>`, { line: root.line, column: root.column })
  return new Reader(root, name, losses).chart()
}

class Reader {
  /** State → the id of its node. */
  private readonly ids = new Map<Element, string>()
  private readonly byForeign = new Map<string, Element>()
  private readonly parents = new Map<Element, Element>()
  private readonly data: Datamodel
  private readonly content: Content
  /** Every event that the document speaks of by name. */
  private readonly events = new Set<string>()
  /** How long our own timers run by what their `<send>` says now, ms. */
  private readonly timers = new Map<string, number>()

  constructor(
    private readonly root: Element,
    private readonly name: string,
    private readonly losses: Losses,
  ) {
    this.identify()
    this.data = new Datamodel(root, losses, (id) => this.nodeOf(id))
    this.content = new Content(this.data, losses)
    this.gather(root)
  }

  private identify(): void {
    const taken = new Unique()
    const nameless: Element[] = []
    const walk = (parent: Element): void => {
      for (const element of parent.children.filter(isState)) {
        this.parents.set(element, parent)
        const id = element.attributes.get('id')
        if (id === undefined) nameless.push(element)
        else if (this.byForeign.has(id))
          throw new ForeignError(`there are two states “${id}”`, { line: element.line, column: element.column })
        else {
          this.byForeign.set(id, element)
          const own = ownNode(element)
          const ours = own?.as === id && typeof own.id === 'string' ? own.id : toId(id)
          this.ids.set(element, taken.take(ours))
        }
        if (this.ids.size + nameless.length > MAX_STATES)
          throw new ForeignError(`it has more than ${MAX_STATES} states`)
        walk(element)
      }
    }
    walk(this.root)
    for (const element of nameless) this.ids.set(element, taken.take(`${element.name}1`))
  }

  private gather(element: Element): void {
    const { attributes, own } = element
    if (['raise', 'send', 'transition'].includes(element.name))
      for (const event of wordsIn(attributes.get('event'))) this.events.add(event)
    const timer = own.get('timer')
    const delay = delayIn(attributes.get('delay') ?? '')
    if (timer !== undefined && delay !== undefined) this.timers.set(timer, delay)
    for (const child of element.children) this.gather(child)
  }

  private nodeOf(id: string): string | undefined {
    const element = this.byForeign.get(id)
    return element === undefined ? undefined : this.ids.get(element)
  }

  chart(): Chart {
    const { root } = this
    const states = root.children.filter(isState).map((element) => this.state(element))
    const own = parsed(root.own.get('document'))
    if (states.length === 0 && !isRecord(own))
      throw new ForeignError('there is no state in it', { line: root.line, column: root.column })
    for (const script of childrenOf(root, 'script'))
      if (script.attributes.has('src') || constantsIn(script.text) === null)
        this.losses.add('script/none', 'a script that is more than constants for variables is not run', script)
    const model = root.attributes.get('datamodel')
    if (model !== undefined && !['null', 'ecmascript'].includes(model))
      this.losses.add('datamodel/unknown', `the data model “${model}” is read as if it were ECMAScript's`, root)
    if (root.attributes.get('binding') === 'late')
      this.losses.add('datamodel/late', 'every variable has its value from the start', root)
    const name = root.attributes.get('name') ?? this.name
    return {
      id: name,
      name,
      description: '',
      initial: this.start(root, root.attributes.get('initial'), null),
      variables: this.data.variables,
      root: null,
      states,
      own: isRecord(own) ? ownDocument(own) : null,
    }
  }

  private start(element: Element, attribute: string | undefined, inner: Element | null): ChartInitial | null {
    const transition = inner === null ? undefined : childrenOf(inner, 'transition')[0]
    const wanted = attribute ?? transition?.attributes.get('target')
    if (wanted !== undefined) {
      const targets = this.targets(wanted, transition ?? element)
      const actions = transition === undefined ? [] : this.content.actions(transition.children)
      if (targets !== null && targets.length > 0) return { targets, actions }
    }
    const first = element.children.find((child) => isState(child) && child.name !== 'history')
    const id = first === undefined ? undefined : this.ids.get(first)
    return id === undefined ? null : { targets: [id], actions: [] }
  }

  private state(element: Element): ChartState {
    const id = this.ids.get(element) ?? ''
    const foreign = element.attributes.get('id') ?? id
    const inside = element.children.filter(isState)
    const kind = kindOf(element, inside.length)
    const own = ownNode(element)
    const given = kind === 'end' ? this.given(element) : {}
    for (const what of ['invoke', 'script'])
      this.lose(element, what, `${what}/none`, `<${what}> has no form here and is left out`)
    const transitions = childrenOf(element, 'transition').flatMap((transition) => this.transition(element, transition))
    return {
      id,
      name: own !== null && own.as === foreign && isRecord(own.data) ? String(own.data.name ?? '') : foreign,
      description: '',
      kind,
      outcome:
        own !== null && isRecord(own.data) && typeof own.data.outcome === 'string' ? own.data.outcome : toName(foreign),
      ...(Object.keys(given).length === 0 ? {} : { gives: given }),
      initial:
        kind === 'group'
          ? this.start(element, element.attributes.get('initial'), childrenOf(element, 'initial')[0] ?? null)
          : null,
      entry: this.actionsOf(element, 'onentry'),
      exit: this.actionsOf(element, 'onexit'),
      transitions: kind === 'shallow' || kind === 'deep' ? transitions.slice(0, 1) : transitions,
      children: inside.map((child) => this.state(child)),
      place: { line: element.line, column: element.column },
      own: own !== null && typeof own.type === 'string' && isRecord(own.data) ? this.timed(own as OwnNode, id) : null,
    }
  }

  /** A timed node of ours with the time that stands in its `<send>`. */
  private timed(own: OwnNode, id: string): OwnNode {
    const ms = this.timers.get(id)
    return ms === undefined || typeof own.data.duration !== 'number'
      ? own
      : { ...own, data: { ...own.data, duration: ms } }
  }

  /** What an end tells. At the top nobody is left to hear it. */
  private given(element: Element): Record<string, Operand> {
    if (this.parents.get(element) !== this.root)
      return Object.assign({}, ...childrenOf(element, 'donedata').map((data) => this.content.given(data)))
    this.lose(element, 'donedata', 'final/data', 'nobody hears what the game itself ends with: it is left out')
    return {}
  }

  private lose(element: Element, name: string, code: string, message: string): void {
    for (const child of childrenOf(element, name)) if (!child.own.has('form')) this.losses.add(code, message, child)
  }

  private actionsOf(element: Element, name: string): Action[] {
    return childrenOf(element, name).flatMap((block) => this.content.actions(block.children))
  }

  /** The nodes that a list of ids names; null: one of them is not there (which is said). */
  private targets(text: string, element: Element): string[] | null {
    const targets: string[] = []
    for (const id of wordsIn(text)) {
      const node = this.nodeOf(id)
      if (node === undefined) {
        this.losses.add('transition/target', `there is no state “${id}”: what leads there is left out`, element)
        return null
      }
      targets.push(node)
    }
    return targets
  }

  private transition(source: Element, element: Element): ChartTransition[] {
    const target = element.attributes.get('target')
    const targets = target === undefined ? [] : this.targets(target, element)
    if (targets === null) return []
    const place = { line: element.line, column: element.column }
    const own = ownEdge(element)
    if (own?.whole !== true && this.betweenRegions(source, wordsIn(target)))
      this.losses.add(
        'transition/regions',
        'it leads from one region of a parallel to another: the others stay as they are, and are not entered anew',
        element,
      )
    const reenter = this.reenter(source, element, targets)
    const make = (
      when: ChartTransition['when'],
      guard: Condition | null,
      actions: readonly Action[],
      edge: OwnEdge | null = null,
    ): ChartTransition => ({ when, targets, guard, actions, reenter, place, own: edge })
    if (own?.whole === true) {
      const { edge, guard } = own
      const trigger = triggerSchema.safeParse(this.retimed(edge.trigger, edge.id))
      if (trigger.success) {
        const kept = { ...edge, trigger: trigger.data }
        const made = make(
          { type: 'trigger', trigger: trigger.data },
          guard,
          this.content.actions(element.children),
          kept,
        )
        return [{ ...made, reenter: edge.reenter }]
      }
    }
    const kept = own === null ? null : placeOfEdge(own.edge)
    const said = (event: string | null) =>
      this.data.hearing(event, () => {
        const cond = this.data.condition(element)
        // A condition without a form is never true: better a way that is not taken than one that is taken wrongly.
        const guard: Condition | null = cond === undefined ? { type: 'any', of: [] } : cond
        return { guard, actions: this.content.actions(element.children) }
      })
    if (source.name === 'history')
      return [make({ type: 'trigger', trigger: { type: 'done' } }, null, said(null).actions, kept)]
    const events = wordsIn(element.attributes.get('event'))
    if (events.length === 0) {
      const { guard, actions } = said(null)
      const condition = guard ?? ALWAYS
      return [make({ type: 'trigger', trigger: { type: 'condition', condition } }, null, actions, kept)]
    }
    return events.map((event, i) => {
      const when = this.when(event)
      const { guard, actions } = said(nameOfEvent(event, when))
      return make(when, guard, actions, i === 0 ? kept : null)
    })
  }

  /** Whether the innermost state around source and targets is a parallel: SCXML leaves that as a whole, then. */
  private betweenRegions(source: Element, targets: readonly string[]): boolean {
    // A history's first way is entered with the parallel, and leaves nothing.
    if (targets.length === 0 || source.name === 'history') return false
    const around = (element: Element): Element[] => {
      const parent = this.parents.get(element)
      return parent === undefined ? [] : [parent, ...around(parent)]
    }
    const others = targets.map((id) => around(this.byForeign.get(id) ?? this.root))
    return around(source).find((one) => others.every((list) => list.includes(one)))?.name === 'parallel'
  }

  private retimed(trigger: unknown, edge: string): unknown {
    const ms = this.timers.get(edge)
    return ms !== undefined && isRecord(trigger) && typeof trigger.duration === 'number'
      ? { ...trigger, duration: ms }
      : trigger
  }

  /**
   * What an event descriptor listens to: SCXML's also take whatever begins with them and a dot. A name that has no kin
   * in the document is taken by itself.
   */
  private when(descriptor: string): ChartTransition['when'] {
    const plain = descriptor.replace(/\.\*?$/, '')
    const ended = /^done\.state\.(.+)$/.exec(plain)?.[1]
    const state = ended === undefined ? undefined : this.nodeOf(ended)
    if (state !== undefined) return { type: 'done-of', state }
    const name = descriptor === '*' ? '*' : toEventName(plain)
    const family = [...this.events].filter((event) => firstToken(event) === firstToken(plain))
    const wider = plain !== descriptor || family.length > 1
    const pattern = name === '*' ? '*' : toEventPattern(wider ? `${name}.*` : name)
    return { type: 'trigger', trigger: { type: 'event', name: pattern } }
  }

  private reenter(source: Element, element: Element, targets: readonly string[]): boolean | undefined {
    if (targets.length === 0) return undefined
    const self = this.ids.get(source) ?? ''
    const inside = targets.every((target) => this.isInside(target, source))
    if (element.attributes.get('type') === 'internal' && source.name === 'state' && inside) return undefined
    return targets.includes(self) || inside ? true : undefined
  }

  private isInside(target: string, source: Element): boolean {
    const walk = (element: Element): boolean =>
      element.children.some((child) => STATES.includes(child.name) && (this.ids.get(child) === target || walk(child)))
    return walk(source)
  }
}

const firstToken = (event: string): string => event.split('.', 1)[0] ?? ''

/** The name of the one event that a descriptor listens to; null: there may be several. */
function nameOfEvent(descriptor: string, when: ChartTransition['when']): string | null {
  const one = when.type === 'done-of' || (when.trigger.type === 'event' && !isPattern(when.trigger.name))
  return one ? descriptor.replace(/\.\*?$/, '') : null
}

/** Of what our export said of a transition: what stays ours when somebody changed the rest. */
const placeOfEdge = ({ id, order, sourcePort }: OwnEdge): OwnEdge => ({
  id,
  order,
  ...(sourcePort === undefined ? {} : { sourcePort }),
})

function kindOf(element: Element, children: number): ChartState['kind'] {
  if (element.name === 'final') return 'end'
  if (element.name === 'history') return element.attributes.get('type') === 'deep' ? 'deep' : 'shallow'
  if (children === 0) return 'state'
  return element.name === 'parallel' ? 'parallel' : 'group'
}

function ownNode(element: Element): Record<string, unknown> | null {
  const own = parsed(element.own.get('node'))
  return isRecord(own) ? own : null
}

/** What our export said of a transition. `whole`: event and condition are still the ones that it wrote. */
function ownEdge(element: Element): { edge: OwnEdge; guard: Condition | null; whole: boolean } | null {
  const own = parsed(element.own.get('edge'))
  if (!isRecord(own) || typeof own.id !== 'string' || typeof own.order !== 'number') return null
  const { id, order, sourcePort, trigger, reenter } = own
  const guard = own.guard === null || own.guard === undefined ? null : conditionSchema.safeParse(own.guard)
  return {
    edge: {
      id,
      order,
      ...(typeof sourcePort === 'string' ? { sourcePort } : {}),
      ...(trigger === undefined ? {} : { trigger }),
      ...(typeof reenter === 'boolean' ? { reenter } : {}),
    },
    guard: guard?.success === true ? guard.data : null,
    whole:
      element.own.get('form') === formRead(element, { children: false, but: ['target'] }) && guard?.success !== false,
  }
}

function ownDocument(own: Readonly<Record<string, unknown>>): OwnDocument | null {
  if (!isRecord(own.header)) return null
  const rest = isRecord(own.rest) ? own.rest : {}
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
  const strings = (value: unknown): string[] => list(value).filter((item) => typeof item === 'string')
  return {
    header: own.header,
    nodes: strings(own.nodes),
    edges: strings(own.edges),
    rest: { nodes: list(rest.nodes), edges: list(rest.edges) },
  }
}
