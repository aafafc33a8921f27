import type { Condition } from '../../schema/condition.ts'
import type { Operand, Scalar } from '../../schema/values.ts'
import type { ChartVariable } from '../chart.ts'
import { JsProblem } from '../ecmascript/parse.ts'
import { constantOf, type JsScope, translateCondition, translateValue, typeOfScalar } from '../ecmascript/translate.ts'
import type { Losses, Place } from '../foreign-error.ts'
import { toName, Unique } from '../names.ts'
import { childrenOf } from './names.ts'
import type { Element } from './xml.ts'

type ValueType = 'boolean' | 'number' | 'text'
const UNSET: Readonly<Record<ValueType, Scalar>> = { boolean: false, number: 0, text: '' }

/** The variables of a document, and its expressions in our words. Nothing of it is ever run. */
export class Datamodel {
  private readonly names = new Unique()
  private readonly called = new Map<string, string>()
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
      variable: ([id, ...rest]) => {
        const name = id === undefined || rest.length > 0 ? undefined : this.called.get(id)
        const type = name === undefined ? undefined : this.declared.get(name)?.type
        return name === undefined || type === undefined
          ? undefined
          : { name, type: type === 'duration' ? 'number' : type, unset: this.unset.has(name) }
      },
      payload: ([event, data, key, ...rest]) =>
        event === '_event' && data === 'data' && key !== undefined && rest.length === 0 ? toName(key) : undefined,
      state: stateOf,
      known: (path) => {
        if (path.join('.') !== '_event.name') return undefined
        const { event } = this
        return event === null ? { why: 'which event it is is known only where one is named' } : { value: event }
      },
    }
    const assigned = firstAssigned(root)
    for (const data of dataIn(root)) this.declare(data, assigned)
  }

  get variables(): Record<string, ChartVariable> {
    return Object.fromEntries(this.declared)
  }

  private declare(data: Element, assigned: ReadonlyMap<string, Scalar>): void {
    const id = data.attributes.get('id')
    if (id === undefined || data.own.has('role')) return
    const name = this.names.take(data.own.get('name') ?? toName(id))
    this.called.set(id, name)
    const text = data.attributes.get('expr') ?? data.text.trim()
    const value = text === '' ? undefined : constantOf(text)
    if (data.attributes.has('src')) this.losses.add('data/src', `“${id}” is read from elsewhere: it begins empty`, data)
    else if (value === undefined && text !== '')
      this.losses.add(
        'data/value',
        `what “${id}” begins with has no form here: it begins empty`,
        placeOfExpr(data, 'expr'),
      )
    if (value === undefined) this.unset.add(name)
    const guess = assigned.get(id)
    const initial = value ?? UNSET[guess === undefined ? 'number' : typeOfScalar(guess)]
    this.declared.set(name, { type: typeOfScalar(initial), initial })
  }

  /** A `cond`; null where there is none, undefined where it has no form (which is said). */
  condition(element: Element): Condition | null | undefined {
    const text = element.attributes.get('cond')
    if (text === undefined) return null
    return this.attempt(element, 'cond', 'cond/none', () => translateCondition(text, this.scope))
  }

  /** The value of an expression in an attribute (or, for `<assign>` and `<content>`, inside the element). */
  value(element: Element, attribute: string): { operand: Operand; type: ValueType | null } | undefined {
    const text = element.attributes.get(attribute) ?? element.text
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
    return this.scope.variable([id])
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

/** The first constant that each location is given: what an empty variable will hold. */
function firstAssigned(root: Element): Map<string, Scalar> {
  const found = new Map<string, Scalar>()
  const look = (element: Element): void => {
    const location = element.name === 'assign' ? element.attributes.get('location') : undefined
    if (location !== undefined && !found.has(location)) {
      const value = constantOf(element.attributes.get('expr') ?? element.text)
      if (value !== undefined) found.set(location, value)
    }
    element.children.forEach(look)
  }
  look(root)
  return found
}
