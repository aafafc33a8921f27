import type { Scalar } from '../schema/values.ts'

export type ValueType = 'boolean' | 'number' | 'text'

/** What an expression looks at; asked only for what the expression comes across. */
export type ExpressionFacts = {
  variable(name: string): Scalar | undefined
  signal(role: string, signal: string): Scalar | undefined
  online(role: string): boolean
  /** ms since the game started */
  now: number
}

/** Longest text that an expression reads or makes; what is longer fails. It bounds the time that one takes. */
export const MAX_TEXT = 4_000

type ScalarOf = { boolean: boolean; number: number; text: string }

/** undefined: not known yet, or failed; the two spread alike (CEL's unknown and error). */
export type Read<T extends Scalar> = (facts: ExpressionFacts) => T | undefined

/** A part of an expression with the type that it was found to have. */
export type Typed = { [T in ValueType]: { readonly type: T; readonly read: Read<ScalarOf[T]> } }[ValueType]

/** A part whose type is only known as a value here: the caller knows that `read` gives nothing else. */
export const typed = (type: ValueType, read: Read<Scalar>): Typed => ({ type, read }) as Typed

/** No infinity and no NaN leaves a step: what divides by zero or grows too large has failed. */
export const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined)

export const bounded = (text: string): string | undefined => (text.length <= MAX_TEXT ? text : undefined)

/** A fact as the type that was declared for it; one that came as something else counts as unknown. */
export function readFact(type: ValueType, fact: Read<Scalar>): Typed {
  switch (type) {
    case 'boolean':
      return { type, read: (facts) => asBoolean(fact(facts)) }
    case 'number':
      return { type, read: (facts) => asNumber(fact(facts)) }
    case 'text':
      return { type, read: (facts) => asText(fact(facts)) }
  }
}

const asBoolean = (value: Scalar | undefined): boolean | undefined => (typeof value === 'boolean' ? value : undefined)
const asNumber = (value: Scalar | undefined): number | undefined =>
  typeof value === 'number' ? finite(value) : undefined
const asText = (value: Scalar | undefined): string | undefined =>
  typeof value === 'string' ? bounded(value) : undefined

/** Applied to a value that is there; what is unknown stays so. */
export const lift =
  <A extends Scalar, R extends Scalar>(a: Read<A>, apply: (a: A) => R | undefined): Read<R> =>
  (facts) => {
    const x = a(facts)
    return x === undefined ? undefined : apply(x)
  }

export const lift2 =
  <A extends Scalar, B extends Scalar, R extends Scalar>(
    a: Read<A>,
    b: Read<B>,
    apply: (a: A, b: B) => R | undefined,
  ): Read<R> =>
  (facts) => {
    const x = a(facts)
    if (x === undefined) return undefined
    const y = b(facts)
    return y === undefined ? undefined : apply(x, y)
  }

/** All of them, or undefined when one is missing. */
export function readAll<T extends Scalar>(reads: readonly Read<T>[], facts: ExpressionFacts): T[] | undefined {
  const values: T[] = []
  for (const read of reads) {
    const value = read(facts)
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}
