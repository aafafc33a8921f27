import type { Language, Read } from '../conditions/operands.ts'
import { compileExpression, type Expression } from '../expressions/expression.ts'
import type { ExpressionScope } from '../expressions/names.ts'
import type { ValueType } from '../expressions/value.ts'
import type { SceneGraph } from '../parse.ts'
import type { ExpressionText } from '../schema/values.ts'
import { signalKey } from './context.ts'
import type { PlannedVariable } from './plan.ts'

/** Types of what expressions name, as they are called inside the graph that they stand in. */
export function scopeOf(
  graph: Pick<SceneGraph, 'roles'>,
  variables: Iterable<readonly [string, Pick<PlannedVariable, 'type'> & { declared?: boolean }]>,
  names: ExpressionText['names'],
): ExpressionScope {
  const prefix = names?.prefix ?? ''
  const types: Record<string, ValueType> = {}
  for (const [key, { type, declared }] of variables)
    if (declared !== false && key.startsWith(prefix) && !key.slice(prefix.length).includes('/'))
      types[key.slice(prefix.length)] = type === 'duration' ? 'number' : type
  const roles: Record<string, Record<string, ValueType>> = {}
  const outer = names?.roles ?? Object.fromEntries(Object.keys(graph.roles).map((role) => [role, role]))
  for (const [inside, outside] of Object.entries(outer))
    roles[inside] = Object.fromEntries(
      Object.entries(graph.roles[outside]?.signals ?? {}).map(([signal, { type }]) => [signal, type]),
    )
  return { variables: types, roles }
}

export type Languages = Language & { readonly expression: (text: ExpressionText) => Expression }

/** Expressions of a document, each compiled once. Throws what the validator would have found. */
export function languageOf(
  graph: Pick<SceneGraph, 'roles'>,
  variables: ReadonlyMap<string, PlannedVariable>,
): Languages {
  const scopes = new Map<string, ExpressionScope>()
  const compiled = new Map<string, Expression>()
  const scope = (names: ExpressionText['names']): ExpressionScope => {
    const key = names?.prefix ?? ''
    const known = scopes.get(key)
    if (known !== undefined) return known
    const made = scopeOf(graph, variables, names)
    scopes.set(key, made)
    return made
  }
  const expression = (text: ExpressionText): Expression => {
    const key = `${text.names?.prefix ?? ''} ${text.cel}`
    const known = compiled.get(key)
    if (known !== undefined) return known
    const result = compileExpression(text.cel, scope(text.names))
    if (!result.ok) throw new Error(`expression "${text.cel}": ${result.problem.message}`)
    compiled.set(key, result.expression)
    return result.expression
  }
  const read = (text: ExpressionText): Read => {
    const { evaluate } = expression(text)
    const prefix = text.names?.prefix ?? ''
    const roles = text.names?.roles
    const outer = (role: string): string => roles?.[role] ?? role
    return (context) =>
      evaluate({
        variable: (name) => context.variables[prefix + name],
        signal: (role, signal) => context.signals[signalKey(outer(role), signal)],
        online: (role) => (context.health[outer(role)] ?? 'online') === 'online',
        now: context.now - context.startedAt,
      })
  }
  return { expression, read }
}
