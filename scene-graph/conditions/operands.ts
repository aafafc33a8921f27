import { type Context, signalKey } from '../compile/context.ts'
import type { Duration, ExpressionText, Operand, Scalar } from '../schema/values.ts'

export type Test = (context: Context) => boolean
export type Read = (context: Context) => Scalar | undefined

/** Makes expressions readable: what their names mean depends on the document and on the graph that they stand in. */
export type Language = { readonly read: (text: ExpressionText) => Read }

/** Where a value comes from when it is needed; undefined: nobody knows it yet. */
export function readOperand(operand: Operand, language: Language): Read {
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
    case 'payload':
      return (context) => context.payload[operand.key]
    case 'elapsed':
      return (context) => {
        const since = context.active[operand.node]
        return since === undefined ? undefined : context.now - since
      }
    case 'remaining':
      return (context) => {
        const timer = context.timers[operand.node]
        return timer === undefined ? undefined : Math.max(0, timer.due - (timer.stoppedAt ?? context.now))
      }
    case 'expression':
      return language.read(operand)
  }
}

const reads = new WeakMap<Language, WeakMap<Operand, Read>>()

/** The value of an operand now. How it is read is worked out once for each place in a document. */
export function readNow(operand: Operand, context: Context, language: Language): Scalar | undefined {
  let known = reads.get(language)
  if (known === undefined) {
    known = new WeakMap()
    reads.set(language, known)
  }
  let read = known.get(operand)
  if (read === undefined) {
    read = readOperand(operand, language)
    known.set(operand, read)
  }
  return read(context)
}

/** Longer than any game lasts, ms; a moment so far away is still exact to the millisecond. */
const NEVER_OVER = 1e15

/**
 * Milliseconds of a duration; less than 0 is 0. One that nobody knows (a signal never heard, a division by zero) is
 * never over: nothing may open, fail or let go because a sensor was silent.
 */
export function readDuration(duration: Duration, language: Language): (context: Context) => number {
  const read: Read = typeof duration === 'number' ? () => duration : readOperand(duration, language)
  return (context) => {
    const value = read(context)
    return typeof value === 'number' ? Math.min(Math.max(0, value), NEVER_OVER) : NEVER_OVER
  }
}
