import type { Context } from '../compile/context.ts'
import { signalEvent } from '../compile/names.ts'
import type { Condition } from '../schema/condition.ts'
import type { SignalTrigger } from '../schema/signal-trigger.ts'
import type { Operand } from '../schema/values.ts'
import { between, compare, moved, within } from './compare.ts'
import { type Language, type Read, readDuration, readOperand, type Test } from './operands.ts'

/**
 * What a condition needs remembered while its node is active, under its key: since when something has been true
 * (`held`, SG5), when something happened (`times`), what a value was at first (`changed`).
 */
export type Memory =
  | {
      readonly kind: 'held'
      readonly key: string
      readonly of: Test
      readonly source: Condition
      readonly milliseconds: Milliseconds
    }
  | {
      readonly kind: 'times'
      readonly key: string
      readonly of: Test | Occurrence
      readonly source: Condition
      readonly n: number
      readonly milliseconds: Milliseconds
    }
  | { readonly kind: 'changed'; readonly key: string; readonly read: Read; readonly source: Condition }

type Milliseconds = (context: Context) => number

/** A report of a signal that counts. `onChange`: not when it repeats the last value. */
export type Occurrence = { readonly event: string; readonly onChange: boolean; readonly passes: Test }

/** A value that moves with time is compared with this one: when they meet, somebody has to look (`nextLook`). */
export type ClockRead = {
  readonly of: 'elapsed' | 'remaining'
  readonly node: string
  readonly against: readonly Read[]
}

/** `memory`: inner ones first. */
export type CompiledCondition = {
  readonly test: Test
  readonly memory: readonly Memory[]
  readonly clocks: readonly ClockRead[]
}

/**
 * Turns a condition into a predicate. `key` names its place (edge and field), so that what is remembered for its parts
 * is found again after a restart and a reload.
 */
export function compileCondition(condition: Condition, key: string, language: Language): CompiledCondition {
  const builder = new Builder(language)
  const test = builder.build(condition, key)
  return { test, memory: builder.memory, clocks: builder.clocks }
}

class Builder {
  readonly memory: Memory[] = []
  readonly clocks: ClockRead[] = []

  constructor(private readonly language: Language) {}

  build(c: Condition, key: string): Test {
    switch (c.type) {
      case 'all': {
        const parts = this.parts(c.of, key)
        return (context) => parts.every((part) => part(context))
      }
      case 'any': {
        const parts = this.parts(c.of, key)
        return (context) => parts.some((part) => part(context))
      }
      case 'at-least': {
        const parts = this.parts(c.of, key)
        return (context) => parts.reduce((count, part) => count + (part(context) ? 1 : 0), 0) >= c.n
      }
      case 'not': {
        const part = this.build(c.of, `${key}.0`)
        return (context) => !part(context)
      }
      case 'compare': {
        const [left, right] = this.reads(c.left, c.right)
        return (context) => compare(left(context), c.op, right(context))
      }
      case 'between': {
        const [value, min, max] = this.reads(c.value, c.min, c.max)
        return (context) => between(value(context), min(context), max(context))
      }
      case 'in': {
        const [value, ...of] = this.reads(c.value, ...c.of)
        return (context) => of.some((one) => compare(value(context), '=', one(context)))
      }
      case 'within': {
        const value = this.read(c.value)
        const [of, tolerance] = [this.read(c.of), this.read(c.tolerance)]
        this.clock(c.value, [edge(of, tolerance, -1), edge(of, tolerance, 1)])
        return (context) => within(value(context), of(context), tolerance(context))
      }
      case 'held':
        return this.held(c, key)
      case 'times':
        return this.times(c, key)
      case 'changed': {
        const [value, by] = [this.read(c.value), this.read(c.by)]
        this.memory.push({ kind: 'changed', key, read: value, source: c })
        return (context) => moved(value(context), context.bases[key], by(context), c.direction)
      }
      case 'active':
        return (context) => context.active[c.node] !== undefined
      case 'device':
        return (context) => (context.health[c.role] ?? 'online') === c.health
      case 'expression': {
        const read = this.language.read(c)
        return (context) => read(context) === true
      }
    }
  }

  private parts(of: readonly Condition[], key: string): Test[] {
    return of.map((part, i) => this.build(part, `${key}.${i}`))
  }

  private read(operand: Operand): Read {
    return readOperand(operand, this.language)
  }

  /** Operands that are compared with one another: the first of them, or the second, may be a clock. */
  private reads(first: Operand, ...others: Operand[]): [Read, Read, Read, ...Read[]] {
    const reads = [first, ...others].map((operand) => this.read(operand))
    this.clock(first, reads.slice(1))
    const before = reads.slice(0, 1)
    for (const operand of others) this.clock(operand, before)
    return reads as [Read, Read, Read, ...Read[]]
  }

  private clock(operand: Operand, against: readonly Read[]): void {
    if (operand.type === 'elapsed' || operand.type === 'remaining')
      this.clocks.push({ of: operand.type, node: operand.node, against })
  }

  private held(c: Extract<Condition, { type: 'held' }>, key: string): Test {
    const of = this.build(c.of, `${key}.0`)
    const milliseconds = readDuration(c.for, this.language)
    this.memory.push({ kind: 'held', key, of, source: c.of, milliseconds })
    return (context) => {
      const since = context.held[key]
      // As the deadline is reckoned (`looks`): between fractions of milliseconds a difference may fall a hair short of it.
      return since !== undefined && since !== null && context.now >= since + milliseconds(context)
    }
  }

  private times(c: Extract<Condition, { type: 'times' }>, key: string): Test {
    const of = c.of.type === 'signal' ? occurrence(c.of, this.language) : this.build(c.of, `${key}.0`)
    const milliseconds = readDuration(c.within, this.language)
    this.memory.push({ kind: 'times', key, of, source: c, n: c.n, milliseconds })
    return (context) => lastTimes(context, key, milliseconds(context)) >= c.n
  }
}

/** How often something happened in the last `within` ms. */
export function lastTimes(context: Context, key: string, within: number): number {
  const { at } = context.counts[key] ?? { at: [] }
  let count = 0
  for (const time of at) if (context.now <= time + within) count += 1
  return count
}

const edge =
  (of: Read, tolerance: Read, way: 1 | -1): Read =>
  (context) => {
    const [middle, off] = [of(context), tolerance(context)]
    return typeof middle === 'number' && typeof off === 'number' ? middle + way * off : undefined
  }

/** When a report of a signal counts. */
export function occurrence({ role, signal, match, on }: SignalTrigger, language: Language): Occurrence {
  const event = signalEvent(role, signal)
  if (match === undefined) return { event, onChange: on === 'change', passes: () => true }
  const read = readOperand({ type: 'signal', role, signal }, language)
  const wanted = readOperand(match.value, language)
  return {
    event,
    onChange: on === 'change',
    passes: (context) => compare(read(context), match.op, wanted(context)),
  }
}
