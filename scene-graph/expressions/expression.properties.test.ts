import { Environment } from '@marcbachmann/cel-js'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Scalar } from '../schema/values.ts'
import { compileExpression } from './expression.ts'
import type { ExpressionScope } from './names.ts'
import { type ExpressionFacts, MAX_TEXT } from './value.ts'

const scope: ExpressionScope = {
  variables: { a: 'number', b: 'number', p: 'boolean', q: 'boolean', s: 'text', t: 'text' },
  roles: { door: { open: 'boolean', 'old-level': 'number', '1': 'text' } },
}

/** A formula as text, and what it should be by a reference that shares nothing with what is tested. */
type Formula = { text: string; plain: boolean; value: (facts: Facts) => Scalar | undefined }
type Facts = Readonly<Record<string, Scalar | undefined>>

const both =
  <T>(x: Formula, y: Formula, apply: (a: T, b: T) => Scalar) =>
  (facts: Facts): Scalar | undefined => {
    const [a, b] = [x.value(facts), y.value(facts)]
    if (a === undefined || b === undefined) return undefined
    const result = apply(a as T, b as T)
    return typeof result === 'number' && !Number.isFinite(result) ? undefined : result
  }

const NUMBERS: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
}
const ORDERS: Record<string, (a: Scalar, b: Scalar) => boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
}
const METHODS: Record<string, (a: string, b: string) => boolean> = {
  contains: (a, b) => a.indexOf(b) >= 0,
  startsWith: (a, b) => a.slice(0, b.length) === b,
  endsWith: (a, b) => b === '' || a.slice(-b.length) === b,
}

const name = (text: string): Formula => ({ text, plain: true, value: (facts) => facts[text] })
const keys = (record: object) => fc.constantFrom(...Object.keys(record))

const { number, boolean, text } = fc.letrec<{ number: Formula; boolean: Formula; text: Formula }>((tie) => {
  const leaf = { maxDepth: 6, depthIdentifier: 'formula', depthSize: 'large' } as const
  const ternary = (of: 'number' | 'boolean' | 'text') =>
    fc.tuple(tie('boolean'), tie(of), tie(of)).map(
      ([c, x, y]): Formula => ({
        text: `(${c.text} ? ${x.text} : ${y.text})`,
        plain: c.plain && x.plain && y.plain,
        value: (facts) => {
          const taken = c.value(facts)
          return taken === undefined ? undefined : taken ? x.value(facts) : y.value(facts)
        },
      }),
    )
  return {
    number: fc.oneof(
      leaf,
      fc.constantFrom('a', 'b').map(name),
      fc.integer({ min: 0, max: 9 }).map((n): Formula => ({ text: `${n}.0`, plain: true, value: () => n })),
      // Whole numbers without a point are another type in CEL; here they are not.
      fc.integer({ min: 0, max: 9 }).map((n): Formula => ({ text: `${n}`, plain: false, value: () => n })),
      fc.tuple(keys(NUMBERS), tie('number'), tie('number')).map(
        ([op, x, y]): Formula => ({
          text: `(${x.text} ${op} ${y.text})`,
          plain: x.plain && y.plain && op !== '%' && op !== '/',
          value: both<number>(x, y, NUMBERS[op] ?? fail),
        }),
      ),
      tie('number').map(
        (x): Formula => ({
          text: `-${x.text}`,
          plain: x.plain,
          value: both<number>(x, x, (n) => -n),
        }),
      ),
      fc.tuple(fc.constantFrom('min', 'max'), tie('number'), tie('number')).map(
        ([f, x, y]): Formula => ({
          text: `${f}(${x.text}, ${y.text})`,
          plain: false,
          value: both<number>(x, y, (n, m) => ((f === 'min') === n < m ? n : m)),
        }),
      ),
      ternary('number'),
    ),
    boolean: fc.oneof(
      leaf,
      fc.constantFrom('p', 'q').map(name),
      fc.boolean().map((value): Formula => ({ text: String(value), plain: true, value: () => value })),
      fc.tuple(keys(ORDERS), fc.oneof(fc.tuple(tie('number'), tie('number')), fc.tuple(tie('text'), tie('text')))).map(
        ([op, [x, y]]): Formula => ({
          text: `(${x.text} ${op} ${y.text})`,
          plain: x.plain && y.plain,
          value: both<Scalar>(x, y, ORDERS[op] ?? fail),
        }),
      ),
      fc.tuple(fc.boolean(), tie('boolean'), tie('boolean')).map(
        ([decides, x, y]): Formula => ({
          text: `(${x.text} ${decides ? '||' : '&&'} ${y.text})`,
          plain: x.plain && y.plain,
          value: (facts) => {
            const sides = [x.value(facts), y.value(facts)]
            return sides.includes(decides) ? decides : sides.includes(undefined) ? undefined : !decides
          },
        }),
      ),
      tie('boolean').map(
        (x): Formula => ({
          text: `!${x.text}`,
          plain: x.plain,
          value: both<boolean>(x, x, (b) => !b),
        }),
      ),
      fc.tuple(tie('number'), fc.array(tie('number'), { minLength: 1, maxLength: 4 })).map(
        ([x, list]): Formula => ({
          text: `(${x.text} in [${list.map((one) => one.text).join(', ')}])`,
          plain: [x, ...list].every((one) => one.plain),
          value: (facts) => {
            const [wanted, ...values] = [x, ...list].map((one) => one.value(facts))
            return wanted === undefined || values.includes(undefined) ? undefined : values.some((one) => one === wanted)
          },
        }),
      ),
      fc.tuple(keys(METHODS), tie('text'), tie('text')).map(
        ([method, x, y]): Formula => ({
          text: `${x.text}.${method}(${y.text})`,
          plain: x.plain && y.plain,
          value: both<string>(x, y, METHODS[method] ?? fail),
        }),
      ),
      ternary('boolean'),
    ),
    text: fc.oneof(
      leaf,
      fc.constantFrom('s', 't').map(name),
      fc
        .string({ maxLength: 3, unit: fc.constantFrom('a', 'b', ' ') })
        .map((value): Formula => ({ text: JSON.stringify(value), plain: true, value: () => value })),
      fc.tuple(tie('text'), tie('text')).map(
        ([x, y]): Formula => ({
          text: `(${x.text} + ${y.text})`,
          plain: x.plain && y.plain,
          value: both<string>(x, y, (a, b) => a + b),
        }),
      ),
      ternary('text'),
    ),
  }
})

const formula = fc.oneof(number, boolean, text)

function fail(): never {
  throw new Error('no such operator')
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 6 })
const facts = fc.record({
  a: maybe(fc.integer({ min: -3, max: 9 })),
  b: maybe(fc.double({ min: -2, max: 2, noNaN: true })),
  p: maybe(fc.boolean()),
  q: maybe(fc.boolean()),
  s: maybe(fc.constantFrom('', 'a', 'ab', 'b a')),
  t: maybe(fc.constantFrom('', 'a', 'ab', 'b a')),
})

const asFacts = (known: Facts): ExpressionFacts => ({
  variable: (name) => known[name],
  signal: (_role, signal) => ({ open: known.p, 'old-level': known.a, '1': known.s })[signal],
  online: () => known.q === true,
  now: 1_000,
})

/** -0 is nobody's value. */
const same = (value: Scalar | undefined): Scalar | undefined => (value === 0 ? 0 : value)

it('gives what a plain evaluation of the same tree gives', () => {
  let compiled = 0
  fc.assert(
    fc.property(formula, facts, (written, known) => {
      const result = compileExpression(written.text, scope)
      if (!result.ok) return expect(result.problem.message).toMatch(/too many parts|2,000 characters|nested too deep/)
      compiled++
      expect(result.expression.evaluate(asFacts(known))).toBe(same(written.value(known)))
    }),
    { numRuns: 1_000 },
  )
  expect(compiled).toBeGreaterThan(700)
})

it('agrees with the evaluator of a CEL package where both have the same types', () => {
  const types = { number: 'double', boolean: 'bool', text: 'string' }
  const cel = new Environment()
  for (const [name, type] of Object.entries(scope.variables)) cel.registerVariable(name, types[type])
  const byPackage = (text: string, known: Facts): Scalar | undefined => {
    try {
      return cel.evaluate(text, Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)))
    } catch {
      return undefined
    }
  }
  let known = 0
  fc.assert(
    fc.property(formula, facts, (written, given) => {
      fc.pre(written.plain)
      const result = compileExpression(written.text, scope)
      fc.pre(result.ok)
      const value = result.ok ? result.expression.evaluate(asFacts(given)) : undefined
      if (value !== undefined) known++
      expect(value).toBe(same(byPackage(written.text, given)))
    }),
    { numRuns: 1_000 },
  )
  expect(known).toBeGreaterThan(200)
})

const TOKENS = [
  ...'a b p q s t x door door.open roles vars now true false null in if 1 2.5 0x1F 1u 1e9 "a" \'b\' """c""" r"\\" b"d"'.split(
    ' ',
  ),
  ...'door["old-level"] roles["door"].open vars["a"] online("door") size( min( string( int( clamp( has( .contains( .size()'.split(
    ' ',
  ),
  ...'+ - * / % == != < <= > >= && || ! ? : ( ) [ ] { } . , = & | " \' \\ // \n 😀 é ≥ _ ...'.split(' '),
  ...'.all(x,x) .map(x,x) .filter(a,p) [1,2] [0] cel.bind(x,a,x) constructor __proto__ .toString()'.split(' '),
]
const soup = fc
  .array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...TOKENS) }, fc.string({ unit: 'binary', maxLength: 5 })), {
    maxLength: 12,
  })
  .map((tokens) => tokens.join(' '))
/** Formulas with a piece cut out, doubled or replaced. */
const broken = fc
  .tuple(formula, fc.nat(), fc.nat({ max: 6 }), fc.oneof(fc.constantFrom(...TOKENS, ''), fc.string()))
  .map(([{ text }, at, length, piece]) => {
    const start = at % (text.length + 1)
    return text.slice(0, start) + piece + text.slice(start + length)
  })
const anything = fc.oneof(soup, broken, fc.string({ unit: 'binary', maxLength: 200 }))
const strange = fc.dictionary(
  fc.constantFrom('a', 'b', 'p', 'q', 's', 't'),
  fc.oneof(fc.boolean(), fc.double(), fc.string(), fc.constant('x'.repeat(MAX_TEXT)), fc.constant(1e308)),
)

it('answers every text with an expression or with a problem inside the text, and never throws', () => {
  const seen = { good: 0, bad: 0 }
  fc.assert(
    fc.property(anything, strange, (source, known) => {
      const result = compileExpression(source, scope)
      if (!result.ok) {
        const { message, offset, length } = result.problem
        seen.bad++
        expect(message).not.toBe('')
        expect(offset).toBeGreaterThanOrEqual(0)
        expect(length).toBeGreaterThanOrEqual(0)
        expect(offset + length).toBeLessThanOrEqual(source.length)
        return
      }
      seen.good++
      const { type, uses, evaluate } = result.expression
      const asked = new Set<string>()
      const ask = <T>(name: string, value: T): T => {
        asked.add(name)
        return value
      }
      const real = asFacts(known)
      const value = evaluate({
        variable: (name) => ask(name, real.variable(name)),
        signal: (role, signal) => ask(`${role}.${signal}`, real.signal(role, signal)),
        online: (role) => ask(`online ${role}`, real.online(role)),
        get now() {
          return ask('now', 5)
        },
      })
      const declared = [
        ...uses.variables,
        ...uses.signals.map(({ role, signal }) => `${role}.${signal}`),
        ...uses.health.map((role) => `online ${role}`),
        ...(uses.clock ? ['now'] : []),
      ]
      expect(declared).toEqual(expect.arrayContaining([...asked]))
      if (value === undefined) return
      expect(typeof value).toBe(type === 'text' ? 'string' : type)
      if (typeof value === 'string') expect(value.length).toBeLessThanOrEqual(MAX_TEXT)
      if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
    }),
    { numRuns: 5_000 },
  )
  expect(seen.good).toBeGreaterThan(50)
  expect(seen.bad).toBeGreaterThan(1_000)
})
