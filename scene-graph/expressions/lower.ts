import type { ASTNode } from '@marcbachmann/cel-js'
import type { Scalar } from '../schema/values.ts'
import { type Arguments, FUNCTIONS, type FunctionRule, LEFT_OUT, METHODS } from './functions.ts'
import { type Names, pathOf } from './names.ts'
import { binary, choose, logic, negate, not } from './operators.ts'
import { type Place, Problem } from './problem.ts'
import { hint } from './suggest.ts'
import { lift, type Read, readAll, type Typed, typed, type ValueType } from './value.ts'

/** Texts searched or measured in one expression: with the lengths of texts it bounds the time that one takes. */
export const MAX_SCANS = 10

/** What is known while a tree is gone through. */
export type Work = { readonly names: Names; scans: number }

/**
 * Finds the type of every part of a tree and makes of it a function of the facts.
 * @throws Problem at the part that is wrong.
 */
export function lower(node: ASTNode, work: Work): Typed {
  const part = (child: ASTNode): Typed => lower(child, work)
  switch (node.op) {
    case 'value':
      return literal(node.args, node.range)
    case 'id':
      return work.names.read({ root: node.args, place: node.range, names: [] })
    case '.':
    case '[]': {
      const path = isList(node.args[0]) ? undefined : pathOf(node)
      if (path !== undefined) return work.names.read(path)
      if (node.op === '[]' && isList(node.args[0])) return element(node.args[0], node.args[1], work)
      throw new Problem('only roles and lists have parts', node.range)
    }
    case '!_':
      return not(part(node.args), node.range)
    case '-_':
      return negate(part(node.args), node.range)
    case '&&':
    case '||':
      return {
        type: 'boolean',
        read: logic(truth(node.args[0], work), truth(node.args[1], work), node.op === '||'),
      }
    case '?:': {
      const condition = truth(node.args[0], work)
      const then = part(node.args[1])
      const otherwise = part(node.args[2])
      if (then.type !== otherwise.type)
        throw new Problem(
          `both sides of “:” have one type; here are a ${then.type} and a ${otherwise.type}`,
          node.range,
        )
      return choose(condition, then, otherwise)
    }
    case 'in':
      return membership(node.args[0], node.args[1], work)
    case 'call':
      return call(node.args[0], node.args[1], node, work)
    case 'rcall':
      return method(node.args[0], node.args[1], node.args[2], node, work)
    case 'list':
      throw new Problem('a list stands after “in”, before [ ] or in size( ); it is no value of its own', node.range)
    case 'map':
      throw new Problem('maps ({ }) are left out of this language', node.range)
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return binary(node.op, part(node.args[0]), part(node.args[1]), node.range)
    default:
      throw new Problem('this is left out of this language', node.range)
  }
}

type ListNode = Extract<ASTNode, { op: 'list' }>
const isList = (node: ASTNode): node is ListNode => node.op === 'list'

function literal(value: unknown, place: Place): Typed {
  // CEL tells whole numbers from others; people and devices do not.
  const scalar = typeof value === 'bigint' ? Number(value) : value
  switch (typeof scalar) {
    case 'number':
      if (!Number.isFinite(scalar)) throw new Problem('this number is too large', place)
      return { type: 'number', read: () => scalar }
    case 'string':
      return { type: 'text', read: () => scalar }
    case 'boolean':
      return { type: 'boolean', read: () => scalar }
    default:
      throw new Problem('null, bytes (b"…") and whole numbers with u are left out of this language', place)
  }
}

function truth(node: ASTNode, work: Work): Read<boolean> {
  const value = lower(node, work)
  if (value.type === 'boolean') return value.read
  throw new Problem(`this has to be true or false; it is a ${value.type}`, node.range)
}

/** The elements of a list, all of one type: of `wanted`, or of the first one's. */
function elements(list: ListNode, work: Work, wanted?: ValueType): { type: ValueType; reads: Read<Scalar>[] } {
  let type = wanted
  const reads = list.args.map((node): Read<Scalar> => {
    const value = lower(node, work)
    type ??= value.type
    if (value.type !== type) throw new Problem(`this is a ${value.type} where a ${type} has to be`, node.range)
    return value.read
  })
  if (type === undefined) throw new Problem('this list is empty', list.range)
  return { type, reads }
}

/** `value in [a, b]`; unknown when one of them is, as CEL makes the whole list first. */
function membership(left: ASTNode, right: ASTNode, work: Work): Typed {
  const value = lower(left, work)
  if (!isList(right))
    throw new Problem('after “in” stands a list, as in [1, 2]; a text is searched by text.contains("…")', right.range)
  const { reads } = elements(right, work, value.type)
  const read: Read<Scalar> = value.read
  if (right.args.every((node) => node.op === 'value')) {
    const constants = new Set(right.args.map((node) => (typeof node.args === 'bigint' ? Number(node.args) : node.args)))
    return { type: 'boolean', read: lift(read, (one) => constants.has(one)) }
  }
  return {
    type: 'boolean',
    read: (facts) => {
      const one = read(facts)
      const all = one === undefined ? undefined : readAll(reads, facts)
      return one === undefined ? undefined : all?.includes(one)
    },
  }
}

/** `[a, b][i]`, counted from 0; it fails outside, and between two. */
function element(list: ListNode, index: ASTNode, work: Work): Typed {
  const { type, reads } = elements(list, work)
  const at = lower(index, work)
  if (at.type !== 'number') throw new Problem(`the place in a list is a number; this is a ${at.type}`, index.range)
  const { read } = at
  return typed(type, (facts) => {
    const i = read(facts)
    return i === undefined ? undefined : readAll(reads, facts)?.[i]
  })
}

function call(name: string, args: readonly ASTNode[], node: ASTNode, work: Work): Typed {
  const place = { start: node.start, end: node.start + name.length }
  if (name === 'online') {
    const [role, more] = args
    if (role?.op !== 'value' || typeof role.args !== 'string' || more !== undefined)
      throw new Problem('online takes the name of one role in quotation marks, as in online("gauge")', node.range)
    return work.names.online(role.args, role.range)
  }
  const [only, more] = args
  if (name === 'size' && only !== undefined && more === undefined && isList(only)) {
    const { reads } = elements(only, work)
    return { type: 'number', read: (facts) => readAll(reads, facts)?.length }
  }
  const rule = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (rule === undefined) throw unknownFunction(name, place)
  return build(rule, args, node.range, work)
}

function method(name: string, text: ASTNode, args: readonly ASTNode[], node: ASTNode, work: Work): Typed {
  const found = node.input.indexOf(name, text.end)
  const place = { start: found, end: found + name.length }
  const rule = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined
  if (rule === undefined) throw unknownFunction(name, place, true)
  return build(rule, [text, ...args], node.range, work)
}

function unknownFunction(name: string, place: Place, dotted = false): Problem {
  const reason = LEFT_OUT.get(name)
  if (reason !== undefined) return new Problem(`“${name}” is left out of this language: ${reason}`, place)
  const [same, other] = dotted ? [METHODS, FUNCTIONS] : [FUNCTIONS, METHODS]
  if (Object.hasOwn(other, name)) return new Problem(`“${name}” is written ${other[name]?.usage}`, place)
  const known = dotted ? Object.keys(same) : [...Object.keys(same), 'online']
  return new Problem(`there is no function “${name}”${hint(name, known)}`, place)
}

function build(rule: FunctionRule, args: readonly ASTNode[], place: Place, work: Work): Typed {
  if (args.length < rule.least || args.length > rule.most) throw new Problem(`this is written ${rule.usage}`, place)
  if (rule.scans && ++work.scans > MAX_SCANS)
    throw new Problem(`an expression searches or measures texts up to ${MAX_SCANS} times`, place)
  const values = args.map((node) => ({ value: lower(node, work), place: node.range }))
  return rule.build(new Checked(values, rule.usage))
}

class Checked implements Arguments {
  constructor(
    private readonly values: readonly { readonly value: Typed; readonly place: Place }[],
    private readonly usage: string,
  ) {}

  get count(): number {
    return this.values.length
  }

  number(index: number): Read<number> {
    const value = this.any(index)
    if (value.type === 'number') return value.read
    throw this.wrong(index, 'number')
  }

  text(index: number): Read<string> {
    const value = this.any(index)
    if (value.type === 'text') return value.read
    throw this.wrong(index, 'text')
  }

  any(index: number): Typed {
    const found = this.values[index]
    if (found === undefined) throw new RangeError(`no argument ${index}`)
    return found.value
  }

  private wrong(index: number, wanted: ValueType): Problem {
    const found = this.values[index]
    const place = found?.place ?? { start: 0, end: 0 }
    return new Problem(`${this.usage}: this has to be a ${wanted}; it is a ${found?.value.type}`, place)
  }
}
