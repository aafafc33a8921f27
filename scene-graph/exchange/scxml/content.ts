import { type Action, action as actionSchema } from '../../schema/action.ts'
import { type Condition, condition as conditionSchema } from '../../schema/condition.ts'
import type { Duration, Operand, Scalar } from '../../schema/values.ts'
import { firstThatHolds } from '../choice.ts'
import { isScalar, type Literal, literalOf } from '../ecmascript/literal.ts'
import { celName, constantOf, typeOfScalar } from '../ecmascript/translate.ts'
import type { Losses } from '../foreign-error.ts'
import { isDeep, toEventName, toId, toName } from '../names.ts'
import { type Datamodel, placeOfExpr, WHOLE } from './datamodel.ts'
import { delayIn, wordsIn } from './names.ts'
import { assignmentsIn } from './script.ts'
import { type Element, formRead } from './xml.ts'

/** Actions that a loop may come to, written out. */
const MOST_UNROLLED = 500

const constant = (value: Scalar): Operand => ({ type: 'constant', value })

const NEVER: Condition = { type: 'any', of: [] }

/** Executable content in our words. */
export class Content {
  constructor(
    private readonly data: Datamodel,
    private readonly losses: Losses,
  ) {}

  actions(elements: readonly Element[]): Action[] {
    return elements.flatMap((element) => this.action(element))
  }

  private choice(element: Element): Action[] {
    const parts = partsOf(element)
    const rest = parts.findIndex(({ head }) => head === null)
    const late = rest < 0 ? undefined : parts[rest + 1]
    if (late !== undefined)
      this.losses.add('if/after-else', 'nothing that comes after <else> is ever done: it is left out', element)
    const ways = (rest < 0 ? parts : parts.slice(0, rest)).map(({ head, children }) => ({
      condition: this.asked(head ?? element),
      actions: this.actions(children),
    }))
    return firstThatHolds(ways, rest < 0 ? [] : this.actions(parts[rest]?.children ?? []))
  }

  /** What an `<if>` or `<elseif>` asks. What has no form is never true: its content stays to be seen, and is not done. */
  private asked(head: Element): Condition {
    const own = head.own.get('form') === formRead(head, { children: false }) ? head.own.get('condition') : undefined
    const ours = conditionSchema.safeParse(parsed(own))
    if (ours.success) return ours.data
    const condition = this.data.condition(head)
    if (condition === null) this.losses.add('if/cond', `<${head.name}> asks nothing: it is never true`, head)
    return condition ?? NEVER
  }

  private action(element: Element): Action[] {
    const own = this.own(element)
    if (own !== undefined) return own === null ? [] : [own]
    const { attributes } = element
    switch (element.name) {
      case 'if':
        return this.choice(element)
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
      case 'assign': {
        const location = attributes.get('location') ?? ''
        return this.assign(element, location, () => this.data.value(element, 'expr'), ['location', 'expr'])
      }
      case 'script':
        return this.script(element)
      case 'foreach':
        return this.each(element)
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
    const [end, single, double] = /\+\s*(?:'(ms|s)'|"(ms|s)")\s*$/.exec(text.slice(-40)) ?? []
    const counted = end === undefined ? undefined : text.slice(0, -end.length)
    const value = counted === undefined ? undefined : this.data.valueOf(element, 'delayexpr', counted)
    if (value?.type === 'number') {
      const { operand } = value
      const factor = (single ?? double) === 's' ? 1_000 : 1
      if (operand.type === 'expression')
        return factor === 1 ? operand : { type: 'expression', cel: `(${operand.cel}) * 1000` }
      if (operand.type === 'variable')
        return factor === 1 ? operand : { type: 'expression', cel: `${celName(operand.name)} * 1000` }
    }
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
      const fields = child.name === 'content' && !child.attributes.has('expr') ? literalOf(child.text) : undefined
      if (isRecord(fields)) {
        for (const [key, value] of Object.entries(fields))
          if (isScalar(value)) data[toName(key)] = constant(value)
          else this.losses.add('send/data', `“${key}” is no single value: it is not sent along`, child)
        continue
      }
      const name = child.name === 'param' ? child.attributes.get('name') : child.name === 'content' ? WHOLE : undefined
      const attribute = child.attributes.has('location') ? 'location' : 'expr'
      const value = name === undefined ? undefined : this.sent(child, attribute)
      if (name === undefined || value === undefined)
        this.losses.add('send/data', `<${child.name}> has no form here: it is not sent along`, child)
      else data[toName(name)] = value.operand
    }
    return data
  }

  /** A script that is nothing but assignments. Any other is left out whole: half of one would mean something else. */
  private script(element: Element): Action[] {
    const set = assignmentsIn(element.text)
    if (set === null || element.attributes.has('src')) {
      this.losses.add('script/none', 'a script that is more than assignments is not run: it is left out', element)
      return []
    }
    return set.flatMap(({ location, expr }) =>
      this.assign(element, location, () => this.data.valueOf(element, '', expr), ['', '']),
    )
  }

  /** A value that is sent along; text inside `<content>` is itself (its white space is one space), unless it says a number or a truth. */
  private sent(child: Element, attribute: string): ReturnType<Datamodel['value']> {
    if (child.name !== 'content' || child.attributes.has('expr')) return this.data.value(child, attribute)
    if (child.children.length > 0) return undefined
    const value = constantOf(child.text) ?? child.text.trim().replace(/\s+/g, ' ')
    return { operand: constant(value), type: typeOfScalar(value) }
  }

  /** `<foreach>` through a list that is known beforehand: its content once for each item. */
  private each(element: Element): Action[] {
    const { attributes } = element
    const list = this.data.listOf(attributes.get('array') ?? '')
    const [item, index] = ['item', 'index'].map((name) => attributes.get(name))
    const inside = list === undefined ? [] : this.actions(element.children)
    if (list === undefined || !list.every(isScalar) || list.length * (inside.length + 2) > MOST_UNROLLED) {
      const why =
        list === undefined
          ? 'what it goes through is not known beforehand'
          : list.every(isScalar)
            ? `written out it comes to more than ${MOST_UNROLLED} actions`
            : 'what it goes through are no values'
      this.losses.add('foreach/none', `${why}: it is left out`, placeOfExpr(element, 'array'))
      return []
    }
    const set = (location: string | undefined, value: Scalar): Action[] =>
      location === undefined
        ? []
        : this.assign(element, location, () => ({ operand: constant(value), type: typeOfScalar(value) }), [
            'item',
            'array',
          ])
    return list.flatMap((value, i) => [...set(item, value), ...set(index, i), ...inside])
  }

  /** What an end gives back (`<donedata>`). */
  given(element: Element): Record<string, Operand> {
    return this.payload(element)
  }

  private assign(
    element: Element,
    location: string,
    read: () => ReturnType<Datamodel['value']>,
    [toAt, exprAt]: readonly [string, string],
  ): Action[] {
    const target = this.data.location(location)
    if (target === undefined) {
      this.losses.add(
        'assign/location',
        `there is no variable “${location}”: nothing is assigned`,
        placeOfExpr(element, toAt),
      )
      return []
    }
    const value = read()
    if (value === undefined) return []
    if (value.type !== null && value.type !== target.type) {
      this.losses.add(
        'assign/type',
        `“${location}” is a ${target.type} here and cannot hold a ${value.type}: nothing is assigned`,
        placeOfExpr(element, exprAt),
      )
      return []
    }
    return [{ type: 'set', variable: target.name, to: value.operand, mode: 'set' }]
  }
}

/** JSON that rides along; undefined where it is none, or is nested deeper than anything of ours. */
export function parsed(text: string | undefined): unknown {
  try {
    const value: unknown = text === undefined ? undefined : JSON.parse(text)
    return isDeep(value) ? undefined : value
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

const isRecord = (value: Literal | undefined): value is { readonly [key: string]: Literal } =>
  typeof value === 'object' && !Array.isArray(value)
