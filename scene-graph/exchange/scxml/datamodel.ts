import type { Condition } from '../../schema/condition.ts'
import type { Operand, Scalar } from '../../schema/values.ts'
import type { ChartVariable } from '../chart.ts'
import { isScalar, type Literal, literalOf, partsOf } from '../ecmascript/literal.ts'
import { JsProblem } from '../ecmascript/parse.ts'
import { constantOf, type JsScope, translateCondition, translateValue, typeOfScalar } from '../ecmascript/translate.ts'
import type { Losses, Place } from '../foreign-error.ts'
import { toName, Unique } from '../names.ts'
import { childrenOf } from './names.ts'
import { assignmentsIn } from './script.ts'
import type { Element } from './xml.ts'

type ValueType = 'boolean' | 'number' | 'text'
/** What an event brings along that is one value and no record. */
export const WHOLE = 'content'

const UNSET: Readonly<Record<ValueType, Scalar>> = { boolean: false, number: 0, text: '' }

/** The variables of a document, and its expressions in our words. Nothing of it is ever run. */
export class Datamodel {
  private readonly names = new Unique()
  /** By the path that a variable has there: `x`, or `o.x` of a record. */
  private readonly called = new Map<string, string>()
  /** Lists, which nothing changes: what they hold is known wherever it is asked for. */
  private readonly lists = new Map<string, readonly Literal[]>()
  private readonly declared = new Map<string, ChartVariable>()
  private readonly scope: JsScope
  private readonly unset = new Set<string>()
  private event: string | null = null

  constructor(
    root: Element,
    private readonly losses: Losses,
    stateOf: (id: string) => string | undefined,
  ) {
    this.scope = {
      variable: (path) => {
        const name = this.called.get(path.join('.'))
        const type = name === undefined ? undefined : this.declared.get(name)?.type
        return name === undefined || type === undefined
          ? undefined
          : { name, type: type === 'duration' ? 'number' : type, unset: this.unset.has(name) }
      },
      payload: ([event, data, key = WHOLE, ...rest]) =>
        event === '_event' && data === 'data' && rest.length === 0 ? toName(key) : undefined,
      state: stateOf,
      known: (path) => {
        const item = this.itemOf(path)
        if (item !== undefined) return { value: item }
        if (path.join('.') !== '_event.name') return undefined
        const { event } = this
        return event === null ? { why: 'which event it is is known only where one is named' } : { value: event }
      },
    }
    const assigned = firstAssigned(root)
    for (const data of dataIn(root)) this.declare(data, assigned)
    for (const { location, value } of setAtOnce(root)) this.put(location, location, value)
    for (const { item, index, list } of this.walksIn(root)) {
      const first = list.find(isScalar)
      if (item !== undefined && first !== undefined && !this.called.has(item)) this.empty(item, first)
      if (index !== undefined && !this.called.has(index)) this.empty(index, 0)
    }
  }

  /** `list[1]`, `list.length`. */
  private itemOf(path: readonly string[]): Scalar | undefined {
    const list = this.lists.get(path.slice(0, -1).join('.'))
    const key = path.at(-1)
    const found = list === undefined ? undefined : key === 'length' ? list.length : list[Number(key)]
    return isScalar(found) ? found : undefined
  }

  /** What a `<foreach>` goes through: a list that is known; undefined: it is not. */
  listOf(text: string): readonly Literal[] | undefined {
    const value = literalOf(text) ?? this.lists.get(text.trim())
    return Array.isArray(value) ? value : undefined
  }

  private walksIn(element: Element): { item?: string; index?: string; list: readonly Literal[] }[] {
    const inside = element.children.flatMap((child) => this.walksIn(child))
    const list = element.name === 'foreach' ? this.listOf(element.attributes.get('array') ?? '') : undefined
    if (list === undefined) return inside
    const [item, index] = [element.attributes.get('item'), element.attributes.get('index')]
    return [{ list, ...(item === undefined ? {} : { item }), ...(index === undefined ? {} : { index }) }, ...inside]
  }

  /** A variable that is there from the start and has no value yet. */
  private empty(id: string, like: Scalar): void {
    const name = this.put(id, id, UNSET[typeOfScalar(like)])
    if (name !== null) this.unset.add(name)
  }

  private put(id: string, wanted: string, initial: Scalar): string {
    const known = this.called.get(id)
    const name = known ?? this.names.take(toName(wanted))
    this.called.set(id, name)
    this.unset.delete(name)
    this.declared.set(name, { type: typeOfScalar(initial), initial })
    return name
  }

  get variables(): Record<string, ChartVariable> {
    return Object.fromEntries(this.declared)
  }

  private declare(data: Element, assigned: ReadonlyMap<string, Scalar | null>): void {
    const id = data.attributes.get('id')
    if (id === undefined || data.own.has('role')) return
    const text = data.attributes.get('expr') ?? data.text.trim()
    if (text !== '' && !data.attributes.has('src') && this.declareParts(data, id, literalOf(text), assigned)) return
    const value = text === '' ? undefined : constantOf(text)
    if (data.attributes.has('src')) this.losses.add('data/src', `“${id}” is read from elsewhere: it begins empty`, data)
    else if (value === undefined && text !== '')
      this.losses.add(
        'data/value',
        `what “${id}” begins with has no form here: it begins empty`,
        placeOfExpr(data, 'expr'),
      )
    const guess = assigned.get(id) ?? null
    const name = this.put(
      id,
      data.own.get('name') ?? id,
      value ?? UNSET[guess === null ? 'number' : typeOfScalar(guess)],
    )
    if (value === undefined) this.unset.add(name)
  }

  /** A record is a variable for each of its values; a list that nothing changes is known. False: it is neither. */
  private declareParts(
    data: Element,
    id: string,
    value: Literal | undefined,
    assigned: ReadonlyMap<string, Scalar | null>,
  ): boolean {
    if (value === undefined || isScalar(value) || assigned.has(id)) return false
    const parts = Array.isArray(value) ? [{ path: [], value }] : partsOf(value)
    if (parts === null) return false
    for (const { path, value: one } of parts) {
      const at = [id, ...path].join('.')
      if (isScalar(one)) this.put(at, at, one)
      else if (Array.isArray(one) && !assigned.has(at)) this.lists.set(at, one)
      else this.losses.add('data/value', `“${at}” has no form here: there is none`, placeOfExpr(data, 'expr'))
    }
    return true
  }

  /** A `cond`; null where there is none, undefined where it has no form (which is said). */
  condition(element: Element): Condition | null | undefined {
    const text = element.attributes.get('cond')
    if (text === undefined) return null
    return this.attempt(element, 'cond', 'cond/none', () => translateCondition(text, this.scope))
  }

  /** The value of an expression in an attribute (or, for `<assign>` and `<content>`, inside the element). */
  value(element: Element, attribute: string): { operand: Operand; type: ValueType | null } | undefined {
    return this.valueOf(element, attribute, element.attributes.get(attribute) ?? element.text)
  }

  /** The value of an expression that an element stands for; what it cannot say is told at the attribute. */
  valueOf(element: Element, attribute: string, text: string): { operand: Operand; type: ValueType | null } | undefined {
    return this.attempt(element, attribute, 'expr/none', () => translateValue(text, this.scope))
  }

  /** What is read while it is known which event came: `_event.name` is its name then. */
  hearing<T>(event: string | null, read: () => T): T {
    const before = this.event
    this.event = event
    const result = read()
    this.event = before
    return result
  }

  /** The variable that a `location` names. */
  location(id: string): { name: string; type: ValueType } | undefined {
    return this.scope.variable(id.trim().split('.'))
  }

  private attempt<T>(element: Element, attribute: string, code: string, translate: () => T): T | undefined {
    try {
      return translate()
    } catch (error) {
      if (!(error instanceof JsProblem)) throw error
      const text = element.attributes.get(attribute) ?? element.text.trim()
      const shown = text.length > 80 ? `${text.slice(0, 79)}…` : text
      this.losses.add(code, `“${shown}”: ${error.message}`, placeOfExpr(element, attribute, error.at))
      return undefined
    }
  }
}

/** Where a character of an attribute's value stands. */
export function placeOfExpr(element: Element, attribute: string, at = 0): Place {
  const start = element.valueAt.get(attribute)
  const value = element.attributes.get(attribute)
  if (start === undefined || value === undefined) return { line: element.line, column: element.column }
  return { line: start.line, column: start.column + Math.min(at, value.length) }
}

function dataIn(element: Element): Element[] {
  return element.children.flatMap((child) =>
    child.name === 'datamodel'
      ? childrenOf(child, 'data')
      : ['state', 'parallel', 'final'].includes(child.name)
        ? dataIn(child)
        : [],
  )
}

/** Each location that is ever given something: the first constant of it, which is what an empty variable will hold. */
function firstAssigned(root: Element): Map<string, Scalar | null> {
  const found = new Map<string, Scalar | null>()
  const give = (location: string, text: string): void => {
    const value = constantOf(text) ?? null
    if ((found.get(location) ?? null) === null) found.set(location, value)
  }
  const look = (element: Element): void => {
    const { attributes } = element
    const location = element.name === 'assign' ? attributes.get('location') : undefined
    if (location !== undefined) give(location.trim(), attributes.get('expr') ?? element.text)
    if (element.name === 'script')
      for (const { location: to, expr } of assignmentsIn(element.text) ?? []) give(to, expr)
    if (element.name === 'foreach') for (const name of ['item', 'index']) give(attributes.get(name) ?? '', '')
    element.children.forEach(look)
  }
  look(root)
  return found
}

/** What scripts of the document itself set, before anything is entered. */
export function setAtOnce(root: Element): { location: string; value: Scalar }[] {
  return childrenOf(root, 'script').flatMap((script) => constantsIn(script.text) ?? [])
}

/** A script that only gives constants to variables; null: it is more than that. */
export function constantsIn(text: string): { location: string; value: Scalar }[] | null {
  const set = assignmentsIn(text)?.map(({ location, expr }) => ({ location, value: constantOf(expr) }))
  return set?.every((one): one is { location: string; value: Scalar } => one.value !== undefined) ? set : null
}
