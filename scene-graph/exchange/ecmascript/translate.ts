import type { Comparator } from '../../schema/comparator.ts'
import type { Condition } from '../../schema/condition.ts'
import type { Operand, Scalar } from '../../schema/values.ts'
import { type Js, JsProblem, parseJs } from './parse.ts'

type ValueType = 'boolean' | 'number' | 'text'

/** `unset`: it begins without a value, which ours cannot. */
export type JsVariable = { readonly name: string; readonly type: ValueType; readonly unset?: boolean }

/** What names in a foreign expression mean. */
export type JsScope = {
  /** A variable by what it is called there (`x`, `context.x`); undefined: there is none. */
  readonly variable: (path: readonly string[]) => JsVariable | undefined
  /** The field of the event's data that a path names (`_event.data.x`, `event.x`). */
  readonly payload: (path: readonly string[]) => string | undefined
  /** The node of a state that `In` names. */
  readonly state: (id: string) => string | undefined
  /** What a name is sure to be wherever the expression stands, or why nobody can know. */
  readonly known?: (path: readonly string[]) => { readonly value: Scalar } | { readonly why: string } | undefined
}

export const typeOfScalar = (value: Scalar): ValueType =>
  typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean'

/** A foreign condition in our words: a tree where there is one, else a CEL expression. Throws `JsProblem`. */
export const translateCondition = (text: string, scope: JsScope): Condition =>
  condition(settled(parseJs(text), scope), scope)

/** A foreign value in our words; `type` is null where only a game will know (an event's data). Throws `JsProblem`. */
export function translateValue(text: string, scope: JsScope): { operand: Operand; type: ValueType | null } {
  const js = settled(parseJs(text), scope)
  const simple = simpleOperand(js, scope)
  if (simple !== null) return simple
  const { cel, type } = value(js, scope)
  return { operand: { type: 'expression', cel }, type }
}

/** An expression with the values of what is known in place of its names. */
function settled(js: Js, scope: JsScope): Js {
  const { known } = scope
  if (known === undefined) return js
  const walk = (part: Js): Js => {
    switch (part.type) {
      case 'literal':
        return part
      case 'name':
      case 'member': {
        const path = pathOf(part)
        const found = path === null ? undefined : known(path)
        if (found !== undefined && 'why' in found) throw new JsProblem(found.why, part.at)
        if (found !== undefined) return { type: 'literal', value: found.value, at: part.at }
        return part.type === 'member' ? { ...part, of: walk(part.of) } : part
      }
      case 'call':
        return { ...part, callee: walk(part.callee), args: part.args.map(walk) }
      case 'unary':
        return { ...part, of: walk(part.of) }
      case 'binary':
        return { ...part, left: walk(part.left), right: walk(part.right) }
      case 'choice': {
        const then = walk(part.then)
        return { ...part, when: walk(part.when), then, otherwise: walk(part.otherwise) }
      }
      case 'list':
      case 'record':
        return part
    }
  }
  return walk(js)
}

/** The value of a text that needs no names: `3`, `'a'`, `-1`, `60 * 1000`; undefined: it has none. */
export function constantOf(text: string): Scalar | undefined {
  try {
    return fold(parseJs(text))
  } catch (error) {
    if (error instanceof JsProblem) return undefined
    throw error
  }
}

export function fold(js: Js): Scalar | undefined {
  if (js.type === 'literal') return js.value ?? undefined
  if (js.type === 'unary') {
    const of = fold(js.of)
    if (js.op === '!' && typeof of === 'boolean') return !of
    if (typeof of !== 'number') return undefined
    return js.op === '-' ? -of : js.op === '+' ? of : undefined
  }
  if (js.type !== 'binary') return undefined
  const [left, right] = [fold(js.left), fold(js.right)]
  if (js.op === '+' && typeof left === 'string' && typeof right === 'string') return left + right
  if (left !== undefined && typeof left === typeof right) {
    if (js.op === '===' || js.op === '==') return left === right
    if (js.op === '!==' || js.op === '!=') return left !== right
  }
  if (typeof left !== 'number' || typeof right !== 'number') return undefined
  const result = ARITHMETIC[js.op]?.(left, right)
  return result !== undefined && Number.isFinite(result) ? result : undefined
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
}

const COMPARATORS: Readonly<Record<string, Comparator>> = {
  '==': '=',
  '===': '=',
  '!=': '≠',
  '!==': '≠',
  '<': '<',
  '<=': '≤',
  '>': '>',
  '>=': '≥',
}

const ALWAYS: Condition = { type: 'all', of: [] }
const NEVER: Condition = { type: 'any', of: [] }
const truth = (holds: boolean): Condition => (holds ? ALWAYS : NEVER)

function condition(js: Js, scope: JsScope): Condition {
  const constant = fold(js)
  if (constant !== undefined) return truth(Boolean(constant))
  switch (js.type) {
    case 'literal':
      return NEVER
    case 'binary': {
      if (js.op === '&&' || js.op === '||') {
        const type = js.op === '&&' ? ('all' as const) : ('any' as const)
        const of = [js.left, js.right]
          .map((side) => condition(side, scope))
          .flatMap((c) => (c.type === type ? c.of : [c]))
        const decided = of.find((c) => (c.type === 'all' || c.type === 'any') && c.of.length === 0)
        const [only] = of
        return decided ?? (of.length === 1 && only !== undefined ? only : { type, of })
      }
      const op = COMPARATORS[js.op]
      if (op !== undefined) return comparison(js, op, scope)
      break
    }
    case 'unary':
      if (js.op === '!') return { type: 'not', of: condition(js.of, scope) }
      break
    case 'choice': {
      const [when, then, otherwise] = [js.when, js.then, js.otherwise].map((part) => condition(part, scope))
      if (when === undefined || then === undefined || otherwise === undefined) break
      return {
        type: 'any',
        of: [
          { type: 'all', of: [when, then] },
          { type: 'all', of: [{ type: 'not', of: when }, otherwise] },
        ],
      }
    }
    case 'call':
      if (js.callee.type === 'name' && js.callee.name === 'In') return isIn(js, scope)
      break
    case 'name':
    case 'member':
    case 'list':
    case 'record':
      break
  }
  const { operand, type } = simpleOperand(js, scope) ?? asExpression(js, scope)
  return isTruthy(operand, type, js)
}

const asExpression = (js: Js, scope: JsScope): { operand: Operand; type: ValueType | null } => {
  const { cel, type } = value(js, scope)
  return { operand: { type: 'expression', cel }, type }
}

/** What JavaScript counts as true, by type. */
function isTruthy(operand: Operand, type: ValueType | null, js: Js): Condition {
  if (operand.type === 'expression' && type === 'boolean') return operand
  if (type === null) return { type: 'compare', left: operand, op: '=', right: { type: 'constant', value: true } }
  if (type === 'boolean') return { type: 'compare', left: operand, op: '=', right: { type: 'constant', value: true } }
  if (type === 'number') return { type: 'compare', left: operand, op: '≠', right: { type: 'constant', value: 0 } }
  if (type === 'text') return { type: 'compare', left: operand, op: '≠', right: { type: 'constant', value: '' } }
  throw new JsProblem('this is not a condition', js.at)
}

function isIn(js: Extract<Js, { type: 'call' }>, scope: JsScope): Condition {
  const [id, ...more] = js.args.map(fold)
  if (typeof id !== 'string' || more.length > 0) throw new JsProblem('In takes the id of a state', js.at)
  const node = scope.state(id)
  // SCXML: a configuration never holds a state that does not exist.
  return node === undefined ? NEVER : { type: 'active', node }
}

const isNothing = (js: Js): boolean => js.type === 'literal' && (js.value === null || js.value === undefined)

function comparison(js: Extract<Js, { type: 'binary' }>, op: Comparator, scope: JsScope): Condition {
  const existence = existenceOf(js, op, scope)
  if (existence !== null) return existence
  const left = simpleOperand(js.left, scope) ?? asExpression(js.left, scope)
  const right = simpleOperand(js.right, scope) ?? asExpression(js.right, scope)
  if (left.type !== null && right.type !== null && left.type !== right.type) {
    if (op === '=' || op === '≠') return truth(op === '≠')
    throw new JsProblem(`a ${left.type} is compared with a ${right.type}`, js.at)
  }
  const type = left.type ?? right.type
  if (op !== '=' && op !== '≠' && type === 'text') return { type: 'expression', cel: value(js, scope).cel }
  return { type: 'compare', left: left.operand, op, right: right.operand }
}

/** `typeof x === 'undefined'`, `x != null`: a variable that is declared always has a value here. */
function existenceOf(js: Extract<Js, { type: 'binary' }>, op: Comparator, scope: JsScope): Condition | null {
  if (op !== '=' && op !== '≠') return null
  for (const [side, other] of [
    [js.left, js.right],
    [js.right, js.left],
  ] as const) {
    const named = side.type === 'unary' && side.op === 'typeof' ? side.of : isNothing(other) ? side : null
    if (named === null) continue
    const path = pathOf(named)
    if (path === null) throw new JsProblem('only what has a name can be asked for its type', side.at)
    const found = scope.variable(path)
    if (found === undefined && scope.payload(path) !== undefined)
      throw new JsProblem('whether an event has a field cannot be asked', side.at)
    if (found?.unset === true) throw new JsProblem(`whether “${found.name}” has a value cannot be asked`, side.at)
    const is = side === named ? (found === undefined ? 'undefined' : '') : typeofName(found?.type)
    const wanted = isNothing(other) ? 'undefined' : fold(other)
    return truth((is === wanted) === (op === '='))
  }
  return null
}

const typeofName = (type: ValueType | undefined): string =>
  type === undefined ? 'undefined' : type === 'text' ? 'string' : type

/** `a.b.c` as its parts; null: it is no path. */
function pathOf(js: Js): string[] | null {
  if (js.type === 'name') return [js.name]
  if (js.type !== 'member') return null
  const of = pathOf(js.of)
  return of === null ? null : [...of, js.key]
}

function simpleOperand(js: Js, scope: JsScope): { operand: Operand; type: ValueType | null } | null {
  const constant = fold(js)
  if (constant !== undefined) return { operand: { type: 'constant', value: constant }, type: typeOfScalar(constant) }
  const path = pathOf(js)
  if (path === null) return null
  const variable = scope.variable(path)
  if (variable !== undefined) return { operand: { type: 'variable', name: variable.name }, type: variable.type }
  const key = scope.payload(path)
  return key === undefined ? null : { operand: { type: 'payload', key }, type: null }
}

type Cel = { cel: string; type: ValueType; tight: boolean }

const CEL_WORDS = new Set(
  (
    'true false null in as break const continue else for function if import let loop package namespace return var void ' +
    'while now online vars signals min max abs round floor ceil clamp size string int double bool'
  ).split(' '),
)

/** How a variable is written in an expression. */
export const celName = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) && !CEL_WORDS.has(name) ? name : `vars[${JSON.stringify(name)}]`

/** A value as CEL. Names and types are ours; anything without a form throws. */
function value(js: Js, scope: JsScope): Cel {
  const path = pathOf(js)
  if (path !== null) {
    const variable = scope.variable(path)
    if (variable !== undefined) return { cel: celName(variable.name), type: variable.type, tight: true }
    if (scope.payload(path) !== undefined)
      throw new JsProblem("an event's field stands alone on one side of a comparison or an assignment", js.at)
    if (path.at(-1) !== 'length') throw new JsProblem(`there is no variable “${path.join('.')}”`, js.at)
  }
  switch (js.type) {
    case 'literal':
      if (js.value === null || js.value === undefined) throw new JsProblem(`${js.value} is no value here`, js.at)
      return { cel: JSON.stringify(js.value), type: typeOfScalar(js.value), tight: true }
    case 'unary': {
      const of = value(js.of, scope)
      if (js.op === '!' && of.type === 'boolean') return { cel: `!${wrap(of)}`, type: 'boolean', tight: true }
      if (js.op === '-' && of.type === 'number') return { cel: `-${wrap(of)}`, type: 'number', tight: true }
      if (js.op === '+' && of.type === 'number') return of
      throw new JsProblem(`“${js.op}” of a ${of.type} has no form here`, js.at)
    }
    case 'binary':
      return binary(js, scope)
    case 'choice': {
      const [when, then, otherwise] = [value(js.when, scope), value(js.then, scope), value(js.otherwise, scope)]
      if (when.type !== 'boolean' || then.type !== otherwise.type)
        throw new JsProblem('both sides of “? :” must be of one type, and what it asks a condition', js.at)
      return { cel: `${wrap(when)} ? ${wrap(then)} : ${wrap(otherwise)}`, type: then.type, tight: false }
    }
    case 'member': {
      const of = js.key === 'length' ? value(js.of, scope) : null
      if (of?.type === 'text') return { cel: `size(${of.cel})`, type: 'number', tight: true }
      throw new JsProblem(`“${js.key}” of a value has no form here`, js.at)
    }
    case 'call':
      return call(js, scope)
    case 'name':
      throw new JsProblem(`there is no variable “${js.name}”`, js.at)
    case 'list':
    case 'record':
      throw new JsProblem(`a ${js.type} is no value here`, js.at)
  }
}

const wrap = ({ cel, tight }: Cel): string => (tight ? cel : `(${cel})`)

function binary(js: Extract<Js, { type: 'binary' }>, scope: JsScope): Cel {
  const [left, right] = [value(js.left, scope), value(js.right, scope)]
  const join = (op: string, type: ValueType, a = left, b = right): Cel => ({
    cel: `${wrap(a)} ${op} ${wrap(b)}`,
    type,
    tight: false,
  })
  const both = (type: ValueType): boolean => left.type === type && right.type === type
  switch (js.op) {
    case '&&':
    case '||':
      if (both('boolean')) return join(js.op, 'boolean')
      break
    case '==':
    case '===':
    case '!=':
    case '!==':
      if (left.type === right.type) return join(js.op.slice(0, 2), 'boolean')
      break
    case '<':
    case '<=':
    case '>':
    case '>=':
      if (both('number') || both('text')) return join(js.op, 'boolean')
      break
    case '+':
      if (both('number') || both('text')) return join('+', left.type)
      // JavaScript writes the other side out.
      if (left.type === 'text') return join('+', 'text', left, asText(right))
      if (right.type === 'text') return join('+', 'text', asText(left), right)
      break
    default:
      if (both('number')) return join(js.op, 'number')
  }
  throw new JsProblem(`“${js.op}” of a ${left.type} and a ${right.type} has no form here`, js.at)
}

const asText = ({ cel }: Cel): Cel => ({ cel: `string(${cel})`, type: 'text', tight: true })

const MATHS: Readonly<Record<string, [least: number, most: number]>> = {
  abs: [1, 1],
  floor: [1, 1],
  ceil: [1, 1],
  round: [1, 1],
  min: [2, 16],
  max: [2, 16],
}
/** Written out as a product. */
const SMALL_POWER = /^[1-8]$/
const TEXTS: Readonly<Record<string, string>> = {
  includes: 'contains',
  startsWith: 'startsWith',
  endsWith: 'endsWith',
}

function call(js: Extract<Js, { type: 'call' }>, scope: JsScope): Cel {
  const { callee } = js
  if (callee.type === 'name' && callee.name === 'String' && js.args[0] !== undefined && js.args.length === 1)
    return asText(value(js.args[0], scope))
  if (callee.type === 'member') {
    const args = js.args.map((arg) => value(arg, scope))
    const math = callee.of.type === 'name' && callee.of.name === 'Math' && Object.hasOwn(MATHS, callee.key)
    const bounds = math ? MATHS[callee.key] : undefined
    if (bounds !== undefined && args.length >= bounds[0] && args.length <= bounds[1] && args.every(isNumber))
      return { cel: `${callee.key}(${args.map(({ cel }) => cel).join(', ')})`, type: 'number', tight: true }
    const [base, power] = args
    if (callee.of.type === 'name' && callee.of.name === 'Math' && callee.key === 'pow' && base !== undefined)
      if (base.type === 'number' && args.length === 2 && SMALL_POWER.test(power?.cel ?? ''))
        return { cel: Array(Number(power?.cel)).fill(wrap(base)).join(' * '), type: 'number', tight: false }
    const method = Object.hasOwn(TEXTS, callee.key) ? TEXTS[callee.key] : undefined
    const [part] = args
    if (method !== undefined && part?.type === 'text' && args.length === 1) {
      const of = value(callee.of, scope)
      if (of.type === 'text') return { cel: `${wrap(of)}.${method}(${part.cel})`, type: 'boolean', tight: true }
    }
  }
  throw new JsProblem('this function has no form here', js.at)
}

const isNumber = ({ type }: Cel): boolean => type === 'number'
