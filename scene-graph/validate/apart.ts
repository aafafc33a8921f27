import { canonicalJson } from '../hash.ts'
import type { Comparator } from '../schema/comparator.ts'
import type { Condition } from '../schema/condition.ts'
import type { Edge } from '../schema/document.ts'
import type { Operand, Scalar } from '../schema/values.ts'

/**
 * Whether two edges ask for what is never so at one moment: `level < 5` and `level ≥ 5`, something and not that (SG3).
 * Only what stands in plain sight is seen; false says nothing.
 */
export function apart(a: Edge, b: Edge): boolean {
  const [first, second] = [demands(a), demands(b)]
  return first.some((x) => second.some((y) => exclude(x, y) || exclude(y, x)))
}

/** All of these hold when it fires. */
function demands({ trigger, guard }: Edge): Condition[] {
  const found: Condition[] = []
  const add = (condition: Condition): void => {
    if (condition.type === 'all') condition.of.forEach(add)
    else found.push(condition)
  }
  if (guard !== null) add(guard)
  if (trigger.type === 'condition') add(trigger.condition)
  if (trigger.type === 'signal' && trigger.match !== undefined) {
    const { role, signal, match } = trigger
    add({ type: 'compare', left: { type: 'signal', role, signal }, op: match.op, right: match.value })
  }
  return found
}

function exclude(x: Condition, y: Condition): boolean {
  if (y.type === 'not') return !remembers(x) && canonicalJson(x) === canonicalJson(y.of)
  if (x.type === 'device' && y.type === 'device') return x.role === y.role && x.health !== y.health
  const [a, b] = [rangeOf(x), rangeOf(y)]
  return a !== null && b !== null && a.of === b.of && disjoint(a.values, b.values)
}

/** Each place in a document remembers for itself: what one has seen for long enough another may not have. */
const remembers = (condition: Condition): boolean => /"type":"(held|times|changed)"/.test(canonicalJson(condition))

/** Values of which any satisfies a condition: some, or all numbers between two, the ends included or not. */
type Values = readonly Scalar[] | { readonly from: number; readonly to: number; readonly open: 'from' | 'to' | null }

function rangeOf(condition: Condition): { of: string; values: Values } | null {
  const range = (value: Operand, values: Values | null) =>
    value.type === 'constant' || values === null ? null : { of: canonicalJson(value), values }
  switch (condition.type) {
    case 'compare': {
      const { left, op, right } = condition
      return left.type === 'constant' ? range(right, compared(TURNED[op], left)) : range(left, compared(op, right))
    }
    case 'between': {
      const [from, to] = [numberOf(condition.min), numberOf(condition.max)]
      return range(condition.value, from === null || to === null ? null : { from, to, open: null })
    }
    case 'in': {
      const values = condition.of.flatMap((one) => (one.type === 'constant' ? [one.value] : []))
      return range(condition.value, values.length < condition.of.length ? null : values)
    }
    default:
      return null
  }
}

const TURNED: Record<Comparator, Comparator> = { '=': '=', '≠': '≠', '<': '>', '≤': '≥', '>': '<', '≥': '≤' }

function compared(op: Comparator, right: Operand): Values | null {
  if (right.type === 'constant' && op === '=') return [right.value]
  const bound = numberOf(right)
  if (bound === null) return null
  if (op === '<' || op === '≤') return { from: Number.NEGATIVE_INFINITY, to: bound, open: op === '<' ? 'to' : null }
  if (op === '>' || op === '≥') return { from: bound, to: Number.POSITIVE_INFINITY, open: op === '>' ? 'from' : null }
  return null
}

const numberOf = (operand: Operand): number | null =>
  operand.type === 'constant' && typeof operand.value === 'number' ? operand.value : null

const isList = (values: Values): values is readonly Scalar[] => Array.isArray(values)

function disjoint(a: Values, b: Values): boolean {
  if (isList(a)) return a.every((value) => !contains(b, value))
  if (isList(b)) return disjoint(b, a)
  const [low, high] = a.from < b.from || (a.from === b.from && a.to <= b.to) ? [a, b] : [b, a]
  return low.to < high.from || (low.to === high.from && (low.open === 'to' || high.open === 'from'))
}

function contains(values: Values, value: Scalar): boolean {
  if (isList(values)) return values.includes(value)
  if (typeof value !== 'number' || value < values.from || value > values.to) return false
  return !(value === values.from && values.open === 'from') && !(value === values.to && values.open === 'to')
}
