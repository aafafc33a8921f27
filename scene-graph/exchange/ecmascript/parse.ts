/**
 * A small part of ECMAScript's expressions, read into a tree and never run: literals, names, members, calls, unary and
 * binary operators, the ternary, lists and records of these. What is more than that is refused with its place.
 */
export type Js = { readonly at: number } & (
  | { readonly type: 'literal'; readonly value: boolean | number | string | null | undefined }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'member'; readonly of: Js; readonly key: string }
  | { readonly type: 'call'; readonly callee: Js; readonly args: readonly Js[] }
  | { readonly type: 'unary'; readonly op: string; readonly of: Js }
  | { readonly type: 'binary'; readonly op: string; readonly left: Js; readonly right: Js }
  | { readonly type: 'choice'; readonly when: Js; readonly then: Js; readonly otherwise: Js }
  | { readonly type: 'list'; readonly items: readonly Js[] }
  | { readonly type: 'record'; readonly fields: readonly (readonly [key: string, value: Js])[] }
)

/** Not a part of ECMAScript that has a form here. `at`: characters from the start of the text. */
export class JsProblem extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message)
    this.name = 'JsProblem'
  }
}

const MAX_LENGTH = 2_000
const MAX_DEPTH = 50

type Token = { kind: 'number' | 'string' | 'name' | 'op' | 'end'; text: string; at: number }

const TOKEN =
  /\s*(?:(0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|([A-Za-z_$][\w$]*)|(===|!==|==|!=|<=|>=|&&|\|\||\+\+|--|[-+*/%<>!?:().,[\]{}]))/y

function tokens(text: string): Token[] {
  if (text.length > MAX_LENGTH) throw new JsProblem(`an expression has at most ${MAX_LENGTH} characters`, MAX_LENGTH)
  const list: Token[] = []
  const end = text.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (match === null) {
      const at = from + (text.slice(from).length - text.slice(from).trimStart().length)
      throw new JsProblem(`“${text.slice(at, at + 8).trim()}” has no form here`, at)
    }
    const [, number, string, name, op] = match
    const body = number ?? string ?? name ?? op ?? ''
    const at = TOKEN.lastIndex - body.length
    const kind = number !== undefined ? 'number' : string !== undefined ? 'string' : name !== undefined ? 'name' : 'op'
    list.push({ kind, text: body, at })
  }
  list.push({ kind: 'end', text: '', at: end })
  return list
}

const BINARY: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '===': 3,
  '!==': 3,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
}

const WORDS: Readonly<Record<string, boolean | null | undefined>> = {
  true: true,
  false: false,
  null: null,
  undefined,
}

/** Reads one expression. Throws `JsProblem`. */
export function parseJs(text: string): Js {
  const list = tokens(text)
  let next = 0
  let depth = 0
  const peek = (): Token => list[next] ?? { kind: 'end', text: '', at: text.length }
  const take = (): Token => {
    const token = peek()
    next++
    return token
  }
  const isOp = (op: string): boolean => peek().kind === 'op' && peek().text === op
  const expect = (op: string): void => {
    const token = take()
    if (token.kind !== 'op' || token.text !== op)
      throw new JsProblem(`expected “${op}” and not “${token.text || 'the end'}”`, token.at)
  }
  const deeper = <T>(read: () => T): T => {
    if (++depth > MAX_DEPTH) throw new JsProblem(`it is nested more than ${MAX_DEPTH} levels deep`, peek().at)
    const result = read()
    depth--
    return result
  }

  const choice = (): Js =>
    deeper(() => {
      const when = binary(1)
      if (!isOp('?')) return when
      take()
      const then = choice()
      expect(':')
      return { type: 'choice', when, then, otherwise: choice(), at: when.at }
    })
  const binary = (weakest: number): Js => {
    let left = unary()
    for (;;) {
      const { kind, text: op, at } = peek()
      const strength = kind === 'op' ? BINARY[op] : undefined
      if (strength === undefined || strength < weakest) return left
      take()
      left = { type: 'binary', op, left, right: deeper(() => binary(strength + 1)), at }
    }
  }
  const unary = (): Js => {
    const { kind, text: op, at } = peek()
    if ((kind === 'op' && ['!', '-', '+'].includes(op)) || (kind === 'name' && op === 'typeof')) {
      take()
      return { type: 'unary', op, of: deeper(unary), at }
    }
    return postfix()
  }
  const postfix = (): Js => {
    let of = primary()
    for (;;) {
      const { at } = peek()
      if (isOp('.')) {
        take()
        const token = take()
        if (token.kind !== 'name') throw new JsProblem('expected the name of a field', token.at)
        of = { type: 'member', of, key: token.text, at }
      } else if (isOp('[')) {
        take()
        const token = take()
        if (token.kind !== 'string' && token.kind !== 'number')
          throw new JsProblem('only a field with a constant name has a form here', token.at)
        expect(']')
        of = { type: 'member', of, key: token.kind === 'string' ? unquote(token.text) : String(Number(token.text)), at }
      } else if (isOp('(')) {
        take()
        const args: Js[] = []
        while (!isOp(')')) {
          args.push(choice())
          if (!isOp(')')) expect(',')
        }
        take()
        of = { type: 'call', callee: of, args, at }
      } else return of
    }
  }
  const until = <T>(close: string, read: () => T): T[] => {
    const list: T[] = []
    while (!isOp(close)) {
      list.push(deeper(read))
      if (!isOp(close)) expect(',')
    }
    take()
    return list
  }
  const field = (): readonly [string, Js] => {
    const key = take()
    if (key.kind !== 'string' && key.kind !== 'name') throw new JsProblem('expected the name of a field', key.at)
    expect(':')
    return [key.kind === 'string' ? unquote(key.text) : key.text, choice()]
  }
  const primary = (): Js => {
    const token = take()
    const { at } = token
    if (token.kind === 'number') return { type: 'literal', value: Number(token.text), at }
    if (token.kind === 'string') return { type: 'literal', value: unquote(token.text), at }
    if (token.kind === 'name')
      return Object.hasOwn(WORDS, token.text)
        ? { type: 'literal', value: WORDS[token.text], at }
        : { type: 'name', name: token.text, at }
    if (token.kind === 'op' && token.text === '(') {
      const inner = choice()
      expect(')')
      return inner
    }
    if (token.kind === 'op' && token.text === '[') return { type: 'list', items: until(']', choice), at }
    if (token.kind === 'op' && token.text === '{') return { type: 'record', fields: until('}', field), at }
    throw new JsProblem(token.kind === 'end' ? 'it ends too early' : `“${token.text}” is not expected here`, at)
  }

  const tree = choice()
  if (peek().kind !== 'end') throw new JsProblem(`“${peek().text}” is not expected here`, peek().at)
  return tree
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', '0': '\0' }

const unquote = (quoted: string): string =>
  quoted
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g, (_, unicode, hex, plain: string) =>
      unicode !== undefined || hex !== undefined
        ? String.fromCharCode(Number.parseInt(unicode ?? hex, 16))
        : (ESCAPES[plain] ?? plain),
    )
