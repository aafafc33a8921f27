import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import { type ExpressionUses, type Fact, healthFact, signalFact } from './looks.ts'
import { expressionUses, meaningOf } from './watch.ts'

/** For each signal, each device's health and each thing that events bring along (`p:key`): few values that stand for all. */
export type Alphabet = ReadonlyMap<Fact, readonly Scalar[]>

type Tree = Readonly<Record<string, unknown>>

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where only equality is asked, between two constants there is nothing to tell apart. */
const EQUALITY = new Set(['=', '≠'])
const COMBINE = new Set(['all', 'any', 'not', 'at-least', 'held'])

/** What is compared with each other shares its constants: names of signals and variables, by union. */
class Compared {
  private readonly parents = new Map<string, string>()
  private readonly constants = new Map<string, Set<Scalar>>()
  private readonly ordered = new Set<string>()
  private readonly spelled = new Set<string>()
  readonly payloads = new Set<Fact>()

  private root(name: string): string {
    const parent = this.parents.get(name)
    return parent === undefined || parent === name ? name : this.root(parent)
  }

  add(names: readonly string[], constants: readonly Scalar[], ordered: boolean): void {
    const [first] = names
    if (first === undefined) return
    for (const name of names) if (name.startsWith('p:')) this.payloads.add(name)
    const root = this.root(first)
    const all = this.constants.get(root) ?? new Set()
    for (const name of names) {
      const other = this.root(name)
      if (other === root) continue
      this.parents.set(other, root)
      for (const value of this.constants.get(other) ?? []) all.add(value)
      if (this.ordered.has(other)) this.ordered.add(root)
      if (this.spelled.has(other)) this.spelled.add(root)
    }
    for (const value of constants) all.add(value)
    this.constants.set(root, all)
    if (ordered) this.ordered.add(root)
  }

  /** Something is put together of what comes piece by piece: the pieces of a constant are constants as well. */
  spell(names: readonly string[]): void {
    this.add(names, [], false)
    for (const name of names) this.spelled.add(this.root(name))
  }

  of(name: string): { constants: readonly Scalar[]; ordered: boolean } {
    const root = this.root(name)
    const constants = [...(this.constants.get(root) ?? [])]
    const pieces = this.spelled.has(root) ? constants.flatMap(piecesOf) : []
    return { constants: [...new Set([...constants, ...pieces])], ordered: this.ordered.has(root) }
  }
}

function piecesOf(constant: Scalar): Scalar[] {
  const letters = typeof constant === 'boolean' ? [] : [...String(constant)]
  return letters.flatMap((letter): Scalar[] => (/\d/.test(letter) ? [letter, Number(letter)] : [letter]))
}

/**
 * Values of every signal that a scene looks at: those that it is compared with, one between and one beyond where there
 * is an order, and one that differs from all. Any other value is to every comparison like one of these.
 */
export function alphabetOf(compiled: Compiled): Alphabet {
  const compared = new Compared()
  const planned = [...compiled.plan.nodes.values()]
  const parts = [planned.map(meaningOf), compiled.graph.invariants.map((i) => i.never)]
  collect(parts, compared, expressionUses(compiled))
  for (const [name, variable] of compiled.plan.variables) compared.add([`v:${name}`], [variable.initial], false)
  const alphabet = new Map<Fact, readonly Scalar[]>()
  for (const [role, { signals }] of Object.entries(compiled.graph.roles)) {
    alphabet.set(healthFact(role), ['online', 'offline'])
    for (const [signal, declared] of Object.entries(signals)) {
      const fact = signalFact(role, signal)
      const { constants, ordered } = compared.of(fact)
      alphabet.set(fact, valuesOf(declared, constants, ordered))
    }
  }
  for (const fact of compared.payloads) alphabet.set(fact, anyOf(compared.of(fact)))
  return alphabet
}

/** What an event brings along. */
export type Payload = Readonly<Record<string, Scalar>>

export const payloadFact = (key: string): Fact => `p:${key}`

/** What events may bring along of what is asked for: nothing, and all together; no more than `most`. */
export function payloadsOf(alphabet: Alphabet, keys: readonly string[], most: number): Payload[] {
  let payloads: Payload[] = [{}]
  for (const key of keys) {
    const values = alphabet.get(payloadFact(key)) ?? []
    payloads = payloads.flatMap((one) => [one, ...values.map((value) => ({ ...one, [key]: value }))])
    if (payloads.length > most) return payloads.slice(0, most)
  }
  return payloads
}

function collect(value: unknown, compared: Compared, uses: ExpressionUses): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, compared, uses)
    return
  }
  if (!isTree(value)) return
  const { type } = value
  if (type === 'signal' && 'role' in value) {
    const match = isTree(value.match) ? value.match : {}
    leaf({ ...value, ...match }, compared, uses, match.op === undefined || EQUALITY.has(String(match.op)))
  } else if (type === 'set') {
    const names = [`v:${String(value.variable)}`]
    if (value.mode === 'add') compared.spell(names)
    leaf({ variable: { type: 'variable', name: value.variable }, to: value.to }, compared, uses, true)
  } else if (typeof type === 'string' && !COMBINE.has(type) && type !== 'command') {
    leaf(value, compared, uses, type === 'in' || EQUALITY.has(String(value.op)))
  }
  for (const item of Object.values(value)) collect(item, compared, uses)
}

/** The names and constants that stand side by side in a comparison. */
function leaf(condition: Tree, compared: Compared, uses: ExpressionUses, equality: boolean): void {
  const names: string[] = []
  const constants: Scalar[] = []
  const operand = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(operand)
    if (!isTree(value)) return
    if (value.type === 'signal' && 'role' in value) names.push(signalFact(String(value.role), String(value.signal)))
    else if (value.type === 'variable') names.push(`v:${String(value.name)}`)
    else if (value.type === 'payload') names.push(payloadFact(String(value.key)))
    else if (value.type === 'constant') constants.push(value.value as Scalar)
    else if (value.type === 'expression') {
      const { variables, facts } = uses(value)
      names.push(...facts.filter((f) => f.startsWith('s:')), ...variables.map((name) => `v:${name}`))
      constants.push(...literals(String(value.cel)))
    }
  }
  if (condition.type === 'expression') operand(condition)
  if (condition.type === 'signal') operand({ type: 'signal', role: condition.role, signal: condition.signal })
  for (const [key, value] of Object.entries(condition)) if (key !== 'match') operand(value)
  // Wherever it was at first: there, and so far up and down from there.
  if (condition.type === 'changed')
    for (const by of constants.filter((c) => typeof c === 'number')) constants.push(0, by, -by)
  if (condition.type === 'within') {
    const numbers = constants.filter((c) => typeof c === 'number')
    for (const a of numbers) for (const b of numbers) constants.push(a - b, a + b)
  }
  if (names.length > 0) compared.add(names, constants, !equality)
}

/** Numbers and texts that stand in an expression, and the names: a variable's there is a name here. */
const literals = (source: string): Scalar[] => [
  ...[...source.matchAll(/(?<![\w.])\d+(?:\.\d+)?/g)].map((m) => Number(m[0])),
  ...[...source.matchAll(/"([^"\\]*)"|'([^'\\]*)'/g)].map((m) => m[1] ?? m[2] ?? ''),
]

type Declared = Compiled['graph']['roles'][string]['signals'][string]

function valuesOf(declared: Declared, constants: readonly Scalar[], ordered: boolean): Scalar[] {
  const { type } = declared
  const [min, max] = 'min' in declared || 'max' in declared ? [declared.min, declared.max] : []
  if (type === 'boolean') return [true, false]
  if (type === 'text') {
    const texts = constants.filter((c) => typeof c === 'string')
    let other = 'other'
    while (texts.includes(other)) other += '_'
    return [...texts, other, ...(texts.length === 0 ? [`${other}_`] : [])]
  }
  const inside = (n: number): boolean => (min === undefined || n >= min) && (max === undefined || n <= max)
  const numbers = [...new Set(constants.filter((c) => typeof c === 'number'))].sort((a, b) => a - b)
  const [low, high] = [numbers[0] ?? 0, numbers.at(-1) ?? 0]
  if (!ordered) {
    const other = [high + 1, low - 1, (low + high) / 2, ...(max === undefined ? [] : [max]), min ?? 0]
    const differs = other.filter((n) => inside(n) && !numbers.includes(n))
    return [...numbers.filter(inside), ...differs.slice(0, numbers.length === 0 ? 2 : 1)]
  }
  const beyond = [Math.max(low - 1, min ?? low - 1), Math.min(high + 1, max ?? high + 1)]
  const between = numbers.flatMap((n, i) => {
    const next = numbers[i + 1]
    return next === undefined ? [] : middle(n, next)
  })
  return [...new Set([...beyond, ...numbers, ...between])].filter(inside).sort((a, b) => a - b)
}

/** Of what nobody declared, of every type that it is compared with. */
function anyOf({ constants, ordered }: { constants: readonly Scalar[]; ordered: boolean }): Scalar[] {
  const types = (['boolean', 'number', 'text'] as const).filter((type) =>
    constants.some((c) => typeof c === (type === 'text' ? 'string' : type)),
  )
  return types.flatMap((type) => valuesOf({ type, momentary: true }, constants, ordered))
}

/** A whole number where both are; none where no whole one lies between, since many sensors count. */
function middle(a: number, b: number): number[] {
  const half = (a + b) / 2
  if (!Number.isInteger(a) || !Number.isInteger(b)) return [half]
  return b - a > 1 ? [Math.floor(half)] : []
}
