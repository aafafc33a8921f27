import { type Context, signalKey } from '../compile/context.ts'
import type { Comparator, Condition } from '../schema/condition.ts'
import type { Duration, Operand, Scalar } from '../schema/values.ts'

export type Test = (context: Context) => boolean
export type Read = (context: Context) => Scalar | undefined

/** A `held` condition inside another: the machine keeps since when it has been true under its key (SG5). */
export type Held = { readonly key: string; readonly of: Test; readonly source: Condition; readonly duration: Duration }

export type CompiledCondition = { readonly test: Test; readonly held: readonly Held[] }

/**
 * Turns a condition into a predicate. `key` names its place (edge and field), so that what is remembered for its `held`
 * parts is found again after a restart and a reload.
 */
export function compileCondition(condition: Condition, key: string): CompiledCondition {
  const held: Held[] = []
  return { test: build(condition, key, held), held }
}

function build(c: Condition, key: string, held: Held[]): Test {
  switch (c.type) {
    case 'all': {
      const parts = c.of.map((part, i) => build(part, `${key}.${i}`, held))
      return (context) => parts.every((part) => part(context))
    }
    case 'any': {
      const parts = c.of.map((part, i) => build(part, `${key}.${i}`, held))
      return (context) => parts.some((part) => part(context))
    }
    case 'not': {
      const part = build(c.of, `${key}.0`, held)
      return (context) => !part(context)
    }
    case 'compare': {
      const left = readOperand(c.left)
      const right = readOperand(c.right)
      return (context) => compare(left(context), c.op, right(context))
    }
    case 'held': {
      const of = build(c.of, `${key}.0`, held)
      held.push({ key, of, source: c.of, duration: c.for })
      const milliseconds = readDuration(c.for)
      return (context) => {
        const since = context.held[key]
        return since !== undefined && since !== null && context.now - since >= milliseconds(context)
      }
    }
    case 'active':
      return (context) => context.active[c.node] === true
  }
}

/** Where a value comes from when it is needed. */
export function readOperand(operand: Operand): Read {
  switch (operand.type) {
    case 'constant':
      return () => operand.value
    case 'variable':
      return (context) => context.variables[operand.name]
    case 'signal': {
      const key = signalKey(operand.role, operand.signal)
      return (context) => context.signals[key]
    }
    case 'health':
      return (context) => context.health[operand.role] ?? 'online'
  }
}

/** Milliseconds of a duration; a variable that holds no number counts as 0 (the validator refuses it). */
export function readDuration(duration: Duration): (context: Context) => number {
  if (typeof duration === 'number') return () => duration
  return (context) => {
    const value = context.variables[duration.name]
    return typeof value === 'number' && value > 0 ? value : 0
  }
}

type Order = Exclude<Comparator, '=' | '≠'>

const ORDERS: Record<Order, (left: number, right: number) => boolean> = {
  '<': (left, right) => left < right,
  '≤': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '≥': (left, right) => left >= right,
}

/** False when a side is unknown or the types differ. Only numbers have an order. */
export function compare(left: Scalar | undefined, op: Comparator, right: Scalar | undefined): boolean {
  if (left === undefined || right === undefined || typeof left !== typeof right) return false
  if (op === '=') return left === right
  if (op === '≠') return left !== right
  return typeof left === 'number' && typeof right === 'number' && ORDERS[op](left, right)
}
