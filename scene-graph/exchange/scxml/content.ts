import { type Action, action as actionSchema } from '../../schema/action.ts'
import type { Condition } from '../../schema/condition.ts'
import type { Duration, Operand } from '../../schema/values.ts'
import { JsProblem } from '../ecmascript/parse.ts'
import { constantOf } from '../ecmascript/translate.ts'
import type { Losses } from '../foreign-error.ts'
import { toEventName, toId, toName } from '../names.ts'
import { type Datamodel, placeOfExpr } from './datamodel.ts'
import { delayIn, wordsIn } from './names.ts'
import { type Element, formRead } from './xml.ts'

/** One way through the content of a transition: what has to hold for it, and what is done then. */
export type Way = { readonly when: readonly Condition[]; readonly actions: readonly Action[] }

/** More ways than these through the `<if>`s of one transition are not drawn. */
const MAX_WAYS = 16

/** Executable content in our words. */
export class Content {
  constructor(
    private readonly data: Datamodel,
    private readonly losses: Losses,
  ) {}

  /** Content of `<onentry>`, `<onexit>` and the like, where nothing can be chosen: an `<if>` only chooses values. */
  actions(elements: readonly Element[]): Action[] {
    return elements.flatMap((element) => (element.name === 'if' ? this.choice(element) : this.action(element)))
  }

  /** Content of a transition: each `<if>` parts the way, as far as its conditions can be asked beforehand. */
  ways(elements: readonly Element[]): Way[] {
    let ways: Way[] = [{ when: [], actions: [] }]
    const assigned = new Set<string>()
    for (const element of elements) {
      const branches = element.name === 'if' ? this.branches(element, assigned, MAX_WAYS / ways.length) : null
      if (branches !== null)
        ways = ways.flatMap((way) =>
          branches.map((b) => ({ when: [...way.when, ...b.when], actions: [...way.actions, ...b.actions] })),
        )
      else {
        const actions = element.name === 'if' ? this.choice(element) : this.action(element)
        ways = ways.map((way) => ({ ...way, actions: [...way.actions, ...actions] }))
      }
      for (const name of locationsIn(element)) assigned.add(name)
    }
    return ways
  }

  /** The branches of an `<if>`, each with what must hold for it; null where they cannot be known beforehand. */
  private branches(element: Element, assigned: ReadonlySet<string>, most: number): Way[] | null {
    const parts = partsOf(element)
    if (parts.length + 1 > most || parts.some((p) => p.children.some((child) => child.name === 'if'))) return null
    const before: Condition[] = []
    const ways: Way[] = []
    for (const { head, children } of parts) {
      const text = head?.attributes.get('cond')
      if (text !== undefined && (/\bIn\s*\(/.test(text) || [...assigned].some((name) => mentions(text, name))))
        return null
      const when = head === null ? null : this.quietly(text)
      if (when === undefined) return null
      ways.push({ when: [...before, ...(when === null ? [] : [when])], actions: this.actions(children) })
      if (when === null) return ways
      before.push({ type: 'not', of: when })
    }
    return [...ways, { when: before, actions: [] }]
  }

  private quietly(text: string | undefined): Condition | undefined {
    if (text === undefined) return undefined
    try {
      return this.data.conditionText(text)
    } catch (error) {
      if (error instanceof JsProblem) return undefined
      throw error
    }
  }

  /** An `<if>` that only chooses what variables hold, as values with `? :`. */
  private choice(element: Element): Action[] {
    const chosen = this.chosenValues(element)
    if (chosen !== null) return chosen
    this.losses.add('if/none', 'what is done here depends on a condition: it is left out', element)
    return []
  }

  private chosenValues(element: Element): Action[] | null {
    const parts = partsOf(element)
    const locations = parts.map(({ children }) => children.map((child) => child.attributes.get('location') ?? ''))
    const [first = []] = locations
    const plain = parts.every((p) =>
      p.children.every((child) => child.name === 'assign' && child.attributes.has('expr')),
    )
    const names = [...new Set(locations.flat())]
    // One after the other only where no condition and no value looks at what was assigned just before.
    const texts = parts.flatMap((p) => [
      p.head?.attributes.get('cond') ?? '',
      ...p.children.map((c) => c.attributes.get('expr') ?? ''),
    ])
    const apart = names.length === 1 || !names.some((name) => texts.some((text) => mentions(text, name)))
    if (!plain || first.length === 0 || !apart || locations.some((l) => new Set(l).size !== l.length)) return null
    try {
      return names.map((location): Action => {
        const target = this.data.location(location)
        if (target === undefined) throw new JsProblem(`there is no variable “${location}”`, 0)
        const text = parts.reduceRight((otherwise, { head, children }) => {
          const own =
            children.find((c) => c.attributes.get('location') === location)?.attributes.get('expr') ?? location
          return head === null ? own : `(${head.attributes.get('cond')}) ? (${own}) : (${otherwise})`
        }, location)
        const { operand, type } = this.data.valueText(text)
        if (type !== target.type) throw new JsProblem('types differ', 0)
        return { type: 'set', variable: target.name, to: operand, mode: 'set' }
      })
    } catch (error) {
      if (error instanceof JsProblem) return null
      throw error
    }
  }

  private action(element: Element): Action[] {
    const own = this.own(element)
    if (own !== undefined) return own === null ? [] : [own]
    const { attributes } = element
    switch (element.name) {
      case 'raise':
        return this.named(element, 'event', (event) => ({ type: 'emit', event, data: {}, to: 'self' }))
      case 'send':
        return this.send(element)
      case 'cancel': {
        const id = attributes.get('sendid') ?? constantOf(attributes.get('sendidexpr') ?? '')
        if (typeof id === 'string') return [{ type: 'cancel', id: toId(id) }]
        break
      }
      case 'log': {
        const label = attributes.get('label') ?? ''
        const text = attributes.get('expr')
        const constant = text === undefined ? '' : constantOf(text)
        const value = constant === undefined ? this.data.value(element, 'expr') : undefined
        const message = [label, constant === undefined ? '' : String(constant)].filter((s) => s !== '').join(': ')
        return [
          {
            type: 'log',
            level: 'info',
            message: message.slice(0, 500),
            ...(value === undefined ? {} : { value: value.operand }),
          },
        ]
      }
      case 'assign':
        return this.assign(element)
      default:
    }
    this.losses.add(
      `${element.name.replace(/^.*:/, '')}/none`,
      `<${element.name.replace('foreign:', '')}> has no form here and is left out`,
      element,
    )
    return []
  }

  /** Our own action, where it still is what stands there; null: one that belongs to something else of ours. */
  private own(element: Element): Action | null | undefined {
    const { own } = element
    if (own.has('timer')) return null
    const text = element.name === 'studio:action' ? element.attributes.get('json') : own.get('action')
    if (text === undefined) return undefined
    if (element.name !== 'studio:action' && own.get('form') !== formRead(element, { children: true })) return undefined
    const read = actionSchema.safeParse(parsed(text))
    return read.success ? read.data : undefined
  }

  private named(element: Element, attribute: string, make: (event: string) => Action): Action[] {
    const constant = constantOf(element.attributes.get(`${attribute}expr`) ?? '')
    const name = element.attributes.get(attribute) ?? (typeof constant === 'string' ? constant : undefined)
    if (name !== undefined && name !== '') return [make(toEventName(name))]
    this.losses.add('event/none', `which event this is cannot be told: it is left out`, element)
    return []
  }

  private send(element: Element): Action[] {
    const { attributes } = element
    const target = attributes.get('target') ?? constantOf(attributes.get('targetexpr') ?? '')
    const type = attributes.get('type') ?? attributes.get('typeexpr')
    const here = (target === undefined && !attributes.has('targetexpr')) || target === '#_internal' || target === ''
    const scxml =
      type === undefined || /^'?(scxml|https?:\/\/www\.w3\.org\/TR\/scxml\/?(#SCXMLEventProcessor)?)'?$/i.test(type)
    if (!here || !scxml)
      this.losses.add('send/target', `who this is sent to is not known here: it goes to the room`, element)
    const text = attributes.get('delay') ?? attributes.get('delayexpr')
    const delay = text === undefined ? undefined : this.delay(element, text)
    if (delay === null) return []
    // Without a delay it waits behind what is raised inside, as SCXML's external queue does.
    const wait = here && scxml && target === '#_internal' ? delay : (delay ?? 0)
    const id = attributes.get('id')
    if (attributes.has('idlocation'))
      this.losses.add('send/idlocation', 'no id is made up and kept in a variable', placeOfExpr(element, 'idlocation'))
    return this.named(element, 'event', (event) => ({
      type: 'emit',
      event,
      data: this.payload(element),
      to: here && scxml ? 'self' : 'room',
      ...(!here || !scxml ? {} : wait === undefined ? {} : { delay: wait }),
      ...(id === undefined ? {} : { id: toId(id) }),
    }))
  }

  private delay(element: Element, text: string): Duration | null {
    const constant = element.attributes.has('delay') ? text : constantOf(text)
    const ms = typeof constant === 'number' ? constant : typeof constant === 'string' ? delayIn(constant) : undefined
    if (ms !== undefined) return ms
    // What our own export writes for a variable: its name and a unit.
    const named = /^\s*([A-Za-z_$][\w$]*)\s*\+\s*(?:'ms'|"ms")\s*$/.exec(text)?.[1]
    const variable = named === undefined ? undefined : this.data.location(named)
    if (variable?.type === 'number') return { type: 'variable', name: variable.name }
    this.losses.add('send/delay', `how long “${text.slice(0, 80)}” is cannot be told: this is left out`, element)
    return null
  }

  private payload(element: Element): Record<string, Operand> {
    const data: Record<string, Operand> = {}
    for (const name of wordsIn(element.attributes.get('namelist'))) {
      const variable = this.data.location(name)
      if (variable === undefined) this.losses.add('send/data', `there is no variable “${name}” to send along`, element)
      else data[toName(name)] = { type: 'variable', name: variable.name }
    }
    for (const child of element.children) {
      const name = child.name === 'param' ? child.attributes.get('name') : undefined
      const attribute = child.attributes.has('expr') ? 'expr' : 'location'
      const value = name === undefined ? undefined : this.data.value(child, attribute)
      if (name === undefined || value === undefined)
        this.losses.add('send/data', `<${child.name}> has no form here: it is not sent along`, child)
      else data[toName(name)] = value.operand
    }
    return data
  }

  private assign(element: Element): Action[] {
    const location = element.attributes.get('location') ?? ''
    const target = this.data.location(location)
    if (target === undefined) {
      this.losses.add(
        'assign/location',
        `there is no variable “${location}”: nothing is assigned`,
        placeOfExpr(element, 'location'),
      )
      return []
    }
    const value = this.data.value(element, 'expr')
    if (value === undefined) return []
    if (value.type !== null && value.type !== target.type) {
      this.losses.add(
        'assign/type',
        `“${location}” is a ${target.type} here and cannot hold a ${value.type}: nothing is assigned`,
        placeOfExpr(element, 'expr'),
      )
      return []
    }
    return [{ type: 'set', variable: target.name, to: value.operand, mode: 'set' }]
  }
}

export function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

type Part = { head: Element | null; children: Element[] }

/** `<if>` with its `<elseif/>` and `<else/>`: what stands under each. A head of null: the rest. */
function partsOf(element: Element): Part[] {
  let part: Part = { head: element, children: [] }
  const parts = [part]
  for (const child of element.children) {
    if (child.name === 'elseif' || child.name === 'else') {
      part = { head: child.name === 'else' ? null : child, children: [] }
      parts.push(part)
    } else part.children.push(child)
  }
  return parts
}

function locationsIn(element: Element): string[] {
  const own = element.name === 'assign' ? element.attributes.get('location') : undefined
  return [...(own === undefined ? [] : [own]), ...element.children.flatMap(locationsIn)]
}

const mentions = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w$.])${name.replace(/[^\w]/g, '\\$&')}(?![\\w$])`).test(text)
