import type { ASTNode } from '@marcbachmann/cel-js'
import { type Place, Problem } from './problem.ts'
import { closest, hint } from './suggest.ts'
import { readFact, type Typed, type ValueType } from './value.ts'

/** Names an expression may use. */
export type ExpressionScope = {
  /** variable name → type (a `duration` variable is a number of ms) */
  readonly variables: Readonly<Record<string, ValueType>>
  /** role → signal → type */
  readonly roles: Readonly<Record<string, Readonly<Record<string, ValueType>>>>
}

/** What an expression looks at, each once, in the order of the text. */
export type Uses = {
  readonly variables: readonly string[]
  readonly signals: readonly { readonly role: string; readonly signal: string }[]
  readonly health: readonly string[]
  readonly clock: boolean
}

/** `gauge.level`, `roles["my-gauge"]["1_open"]`: an identifier and the names after it. */
type Path = { readonly root: string; readonly place: Place; readonly names: readonly Named[] }
type Named = { readonly name: string; readonly place: Place }

/** The path that a node spells; undefined when it is something else (a list's element, a call's part). */
export function pathOf(node: ASTNode): Path | undefined {
  if (node.op === 'id') return { root: node.args, place: node.range, names: [] }
  if (node.op !== '.' && node.op !== '[]') return undefined
  const base = pathOf(node.args[0])
  if (base === undefined) return undefined
  if (node.op === '.') {
    const name = node.args[1]
    return { ...base, names: [...base.names, { name, place: { start: node.pos, end: node.pos + name.length } }] }
  }
  const index = node.args[1]
  if (index.op !== 'value' || typeof index.args !== 'string')
    throw new Problem('a name in [ ] stands in quotation marks, as in role["1_open"]', index.range)
  return { ...base, names: [...base.names, { name: index.args, place: index.range }] }
}

/** Finds what names mean, and keeps which were used. */
export class Names {
  private readonly variables = new Set<string>()
  private readonly signals = new Map<string, { role: string; signal: string }>()
  private readonly health = new Set<string>()
  private clock = false

  constructor(
    private readonly scope: ExpressionScope,
    private readonly source: string,
  ) {}

  uses(): Uses {
    return {
      variables: [...this.variables],
      signals: [...this.signals.values()],
      health: [...this.health],
      clock: this.clock,
    }
  }

  /** @throws Problem when there is nothing of that name. */
  read({ root, place, names }: Path): Typed {
    const [first, second, third] = names
    if (first === undefined) return this.bare(root, place)
    if (root === 'vars') {
      const value = this.variable(first.name, first.place)
      return second === undefined ? value : noParts(`variable “${first.name}”`, second)
    }
    if (root === 'roles') {
      const role = this.role(first.name, first.place)
      if (second === undefined) throw this.roleAlone(role, first.place)
      const value = this.signal(role, second)
      return third === undefined ? value : noParts(`signal “${second.name}”`, third)
    }
    if (!has(this.scope.roles, root)) {
      if (has(this.scope.variables, root)) return noParts(`variable “${root}”`, first)
      throw new Problem(`there is no role “${root}”${this.afterHyphen(place) ?? this.hintRole(root)}`, place)
    }
    const value = this.signal(root, first)
    return second === undefined ? value : noParts(`signal “${first.name}”`, second)
  }

  /** `online("role")` */
  online(name: string, place: Place): Typed {
    const role = this.role(name, place)
    this.health.add(role)
    return readFact('boolean', (facts) => facts.online(role))
  }

  /** A name with nothing after it is a variable, also where a role has the same. */
  private bare(name: string, place: Place): Typed {
    const { roles, variables } = this.scope
    if (name === 'now') {
      if (has(variables, name))
        throw new Problem('“now” is the clock, and there is a variable “now”: write vars.now, or rename it', place)
      this.clock = true
      return readFact('number', (facts) => facts.now)
    }
    if (has(variables, name)) return this.variable(name, place)
    if (has(roles, name)) throw this.roleAlone(name, place)
    const known = Object.keys(variables)
    const role = closest(name, Object.keys(roles))
    const instead =
      this.afterHyphen(place) ??
      (closest(name, known) === undefined && role !== undefined
        ? `; did you mean the role “${role}”?`
        : hint(name, known, spellVariable))
    throw new Problem(`there is no variable “${name}”${instead}`, place)
  }

  private variable(name: string, place: Place): Typed {
    const type = own(this.scope.variables, name)
    if (type === undefined)
      throw new Problem(`there is no variable “${name}”${hint(name, Object.keys(this.scope.variables))}`, place)
    this.variables.add(name)
    return readFact(type, (facts) => facts.variable(name))
  }

  private role(name: string, place: Place): string {
    if (has(this.scope.roles, name)) return name
    throw new Problem(`there is no role “${name}”${this.hintRole(name)}`, place)
  }

  private signal(role: string, { name, place }: Named): Typed {
    const signals = own(this.scope.roles, role) ?? {}
    const type = own(signals, name)
    if (type === undefined) {
      const known = Object.keys(signals)
      const none = known.length === 0 ? '; it has none' : hint(name, known)
      throw new Problem(`role “${role}” has no signal “${name}”${none}`, place)
    }
    this.signals.set(`${role}.${name}`, { role, signal: name })
    return readFact(type, (facts) => facts.signal(role, name))
  }

  private hintRole(name: string): string {
    return hint(name, Object.keys(this.scope.roles))
  }

  private roleAlone(role: string, place: Place): Problem {
    const [signal] = Object.keys(own(this.scope.roles, role) ?? {})
    const example = signal === undefined ? '' : `, as in ${spellSignal(role, signal)}`
    return new Problem(`“${role}” is a role and no value: name one of its signals${example}`, place)
  }

  /** `my-name` reads as `my` minus `name`. */
  private afterHyphen({ start }: Place): string | undefined {
    const name = /^\w+(?:-+\w+)+/.exec(this.source.slice(start, start + 200))?.[0]
    if (name === undefined) return undefined
    if (has(this.scope.variables, name)) return `; did you mean ${spellVariable(name)}?`
    return has(this.scope.roles, name) ? `; did you mean roles["${name}"]?` : undefined
  }
}

/** Names come from documents and from texts: what every object has is not among them. */
const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined
const has = (record: Readonly<Record<string, unknown>>, name: string): boolean => Object.hasOwn(record, name)

function noParts(what: string, { place }: Named): never {
  throw new Problem(`${what} is one value and has no parts`, place)
}

const IDENTIFIER = /^[A-Za-z_]\w*$/
/** A variable of such a name needs `vars["…"]`. */
const WORDS = new Set(
  'as break const continue else false for function if import in let loop namespace now null package return true var void while'.split(
    ' ',
  ),
)

const spellVariable = (name: string): string =>
  IDENTIFIER.test(name) && !WORDS.has(name) ? `“${name}”` : `vars["${name}"]`

const spellSignal = (role: string, signal: string): string =>
  (IDENTIFIER.test(role) && !WORDS.has(role) ? role : `roles["${role}"]`) +
  (IDENTIFIER.test(signal) && !WORDS.has(signal) ? `.${signal}` : `["${signal}"]`)
