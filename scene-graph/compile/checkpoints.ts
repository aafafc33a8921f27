import type { Scalar } from '../schema/values.ts'
import { type Context, type Passed, withFacts } from './context.ts'

/** A checkpoint is passed: how the variables stand is remembered; or put back, if the game was put back to it. */
export function markCheckpoint(context: Context, node: string): Context {
  const before = context.passed?.[node]
  const variables = before?.back === true ? asThen(context.variables, before.variables) : context.variables
  return remembering(withFacts(context, { variables }), node, { at: context.now, variables })
}

/**
 * The game is put back to a checkpoint, and has not come there yet: entry actions of the groups around it still set
 * what they set. One that was never passed has nothing to give back.
 */
export function recallCheckpoint(context: Context, node: string): Context {
  const before = context.passed?.[node]
  return before === undefined ? context : remembering(context, node, { ...before, back: true })
}

const remembering = (context: Context, node: string, passed: Passed): Context =>
  withFacts(context, { passed: { ...context.passed, [node]: passed } })

/** A reload may have brought variables, taken some and given some another type: those stay as they are. */
function asThen(
  now: Readonly<Record<string, Scalar>>,
  then: Readonly<Record<string, Scalar>>,
): Readonly<Record<string, Scalar>> {
  const variables: Record<string, Scalar> = {}
  for (const [name, value] of Object.entries(now)) {
    const old = then[name]
    variables[name] = old !== undefined && typeof old === typeof value ? old : value
  }
  return variables
}
