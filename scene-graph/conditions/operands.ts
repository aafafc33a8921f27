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

/** Milliseconds of a duration; what gives no number counts as 0 (the validator refuses it). */
export function readDuration(duration: Duration, language: Language): (context: Context) => number {
  if (typeof duration === 'number') return () => duration
  const read = readOperand(duration, language)
  return (context) => {
    const value = read(context)
    return typeof value === 'number' && value > 0 ? value : 0
  }
}
