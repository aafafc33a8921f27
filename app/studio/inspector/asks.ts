import type { SceneGraph } from '#scene-graph/parse.ts'
import type { Comparator } from '#scene-graph/schema/comparator.ts'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { Operand } from '#scene-graph/schema/values.ts'
import { comparatorsFor, constant, fitRight, rangeOf, typeOfOperand } from './typed-values.ts'

/** Conditions that ask one thing of one value. They turn into one another and keep what they can. */
export type Asking = Extract<Condition, { type: 'compare' | 'between' | 'in' | 'within' | 'changed' }>

/** What is looked at. */
export const subjectOf = (c: Asking): Operand => (c.type === 'compare' ? c.left : c.value)

/** How it is asked: a comparator, or the type of the condition. */
export type How = Comparator | Exclude<Asking['type'], 'compare'>
export const howOf = (c: Asking): How => (c.type === 'compare' ? c.op : c.type)

export function howsFor(graph: SceneGraph, c: Asking): { value: How; label: string }[] {
  const type = typeOfOperand(graph, subjectOf(c))
  const numbers: { value: How; label: string }[] = [
    { value: 'between', label: 'is between' },
    { value: 'within', label: 'is close to' },
    { value: 'changed', label: 'has moved' },
  ]
  const offered = [
    ...comparatorsFor(type),
    { value: 'in' as const, label: 'is one of' },
    ...(type === 'number' || type === null ? numbers : []),
  ]
  const now = howOf(c)
  // A document from elsewhere may ask a text whether it is between two: it is shown as it is.
  const other = [...numbers, ...comparatorsFor('number')].find((h) => h.value === now)
  return offered.some((h) => h.value === now) || other === undefined ? offered : [...offered, other]
}

/** The value that it is compared with, as far as there is one. */
function against(c: Asking): Operand {
  switch (c.type) {
    case 'compare':
      return c.right
    case 'between':
      return c.min
    case 'in':
      return c.of[0] ?? constant(0)
    case 'within':
      return c.of
    case 'changed':
      return c.by
  }
}

/** The same subject, asked in another way. */
export function askAs(graph: SceneGraph, c: Asking, how: How): Asking {
  const value = subjectOf(c)
  const other = fitRight(graph, value, against(c))
  const isNumber = typeOfOperand(graph, other) === 'number'
  const number = isNumber ? other : constant(0)
  switch (how) {
    case 'between':
      return { type: 'between', value, min: number, max: above(graph, value, number) }
    case 'in':
      return { type: 'in', value, of: c.type === 'in' ? c.of : [other] }
    case 'within':
      return { type: 'within', value, of: number, tolerance: constant(0) }
    case 'changed':
      return { type: 'changed', value, by: number, direction: 'any' }
    default:
      return { type: 'compare', left: value, op: how, right: other }
  }
}

/** A first upper bound: as high as the signal goes. */
function above(graph: SceneGraph, value: Operand, min: Operand): Operand {
  const { max } = rangeOf(graph, value)
  if (max !== undefined) return constant(max)
  return min.type === 'constant' && typeof min.value === 'number' ? constant(min.value + 1) : constant(1)
}

/** Another subject, asked the same where that still has a meaning. */
export function withSubject(graph: SceneGraph, c: Asking, value: Operand): Asking {
  if (c.type === 'compare') return { ...c, left: value, right: fitRight(graph, value, c.right) }
  if (c.type === 'in') return { ...c, value, of: c.of.map((o) => fitRight(graph, value, o)) }
  return { ...c, value }
}
