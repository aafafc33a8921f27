import type { Scalar } from '../schema/values.ts'
import { type Place, Problem } from './problem.ts'
import { bounded, finite, lift, lift2, type Read, type Typed, typed } from './value.ts'

export type BinaryOperator = '==' | '!=' | '+' | '-' | '*' | '/' | '%' | '<' | '<=' | '>' | '>='

const ARITHMETIC = {
  '+': (a: number, b: number) => finite(a + b),
  '-': (a: number, b: number) => finite(a - b),
  '*': (a: number, b: number) => finite(a * b),
  '/': (a: number, b: number) => finite(a / b),
  '%': (a: number, b: number) => finite(a % b),
}

const ORDER = {
  '<': <T extends number | string>(a: T, b: T) => a < b,
  '<=': <T extends number | string>(a: T, b: T) => a <= b,
  '>': <T extends number | string>(a: T, b: T) => a > b,
  '>=': <T extends number | string>(a: T, b: T) => a >= b,
}

/**
 * `left op right`. Numbers are doubles in all of it: `7 / 2` is 3.5, `-7 % 3` is -1 (the sign of the left side).
 * @throws Problem when the types do not fit the operator.
 */
export function binary(op: BinaryOperator, left: Typed, right: Typed, place: Place): Typed {
  switch (op) {
    case '==':
    case '!=': {
      if (left.type !== right.type)
        throw new Problem(
          `a ${left.type} is compared with a ${right.type}: they are never the same${convert(left, right)}`,
          place,
        )
      const wanted = op === '=='
      return {
        type: 'boolean',
        read: lift2<Scalar, Scalar, boolean>(left.read, right.read, (a, b) => (a === b) === wanted),
      }
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (left.type === 'number' && right.type === 'number')
        return { type: 'boolean', read: lift2<number, number, boolean>(left.read, right.read, ORDER[op]) }
      if (left.type === 'text' && right.type === 'text')
        return { type: 'boolean', read: lift2<string, string, boolean>(left.read, right.read, ORDER[op]) }
      throw new Problem(
        `${op} compares two numbers or two texts; here are ${both(left, right)}${convert(left, right)}`,
        place,
      )
    case '+':
      if (left.type === 'text' && right.type === 'text')
        return { type: 'text', read: lift2(left.read, right.read, (a, b) => bounded(a + b)) }
      if (left.type !== 'number' || right.type !== 'number')
        throw new Problem(
          `+ adds two numbers or joins two texts; here are ${both(left, right)}${convert(left, right)}`,
          place,
        )
      return { type: 'number', read: lift2(left.read, right.read, ARITHMETIC['+']) }
    case '-':
    case '*':
    case '/':
    case '%':
      if (left.type !== 'number' || right.type !== 'number')
        throw new Problem(`${op} takes two numbers; here are ${both(left, right)}`, place)
      return { type: 'number', read: lift2(left.read, right.read, ARITHMETIC[op]) }
  }
}

const both = (left: Typed, right: Typed): string => `a ${left.type} and a ${right.type}`

const convert = (left: Typed, right: Typed): string =>
  (left.type === 'text') !== (right.type === 'text') ? '; string(…) makes a text of a value' : ''

export function negate(value: Typed, place: Place): Typed {
  if (value.type !== 'number') throw new Problem(`- takes a number; this is a ${value.type}`, place)
  return { type: 'number', read: lift(value.read, (x) => -x) }
}

export function not(value: Typed, place: Place): Typed {
  if (value.type !== 'boolean') throw new Problem(`! turns true and false round; this is a ${value.type}`, place)
  return { type: 'boolean', read: lift(value.read, (x) => !x) }
}

/**
 * `&&` (decided by false) and `||` (decided by true), as CEL has them: the side that decides does so even when the other
 * is unknown or has failed.
 */
export const logic =
  (left: Read<boolean>, right: Read<boolean>, decides: boolean): Read<boolean> =>
  (facts) => {
    const a = left(facts)
    if (a === decides) return decides
    const b = right(facts)
    if (b === decides) return decides
    return a === undefined || b === undefined ? undefined : !decides
  }

/** Only the side that is taken is looked at. */
export function choose(condition: Read<boolean>, then: Typed, otherwise: Typed): Typed {
  const yes: Read<Scalar> = then.read
  const no: Read<Scalar> = otherwise.read
  return typed(then.type, (facts) => {
    const which = condition(facts)
    return which === undefined ? undefined : which ? yes(facts) : no(facts)
  })
}
