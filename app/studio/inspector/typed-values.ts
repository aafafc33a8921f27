import { scopeOf } from '#scene-graph/compile/language.ts'
import { compileExpression } from '#scene-graph/expressions/expression.ts'
import type { ExpressionScope } from '#scene-graph/expressions/names.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import type { Comparator } from '#scene-graph/schema/comparator.ts'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { ParameterDeclaration, Variable } from '#scene-graph/schema/document.ts'
import type { SignalTrigger } from '#scene-graph/schema/signal-trigger.ts'
import type { Operand, Scalar } from '#scene-graph/schema/values.ts'

export type ValueType = 'boolean' | 'number' | 'text'

/** Types as people call them. */
export const TYPE_NAMES = {
  number: 'number',
  boolean: 'true or false',
  text: 'text',
  duration: 'duration',
} as const satisfies Record<Variable['type'], string>

export const typeOfScalar = (value: Scalar): ValueType =>
  typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean'

/** What expressions of a document may name. */
export const expressionScope = (graph: SceneGraph): ExpressionScope =>
  scopeOf(graph, Object.entries(graph.variables), undefined)

/** What an operand gives; null when its role, signal or variable is not known, or only the game will tell. */
export function typeOfOperand(graph: SceneGraph, operand: Operand): ValueType | null {
  switch (operand.type) {
    case 'constant':
      return typeOfScalar(operand.value)
    case 'variable': {
      const type = graph.variables[operand.name]?.type
      return type === undefined ? null : type === 'duration' ? 'number' : type
    }
    case 'signal':
      return typeOfSignal(graph, operand)
    case 'health':
      return 'text'
    case 'elapsed':
    case 'remaining':
      return 'number'
    case 'payload':
      return null
    case 'expression': {
      const compiled = compileExpression(operand.cel, expressionScope(graph))
      return compiled.ok ? compiled.expression.type : null
    }
  }
}

export const typeOfSignal = (graph: SceneGraph, { role, signal }: { role: string; signal: string }): ValueType | null =>
  graph.roles[role]?.signals[signal]?.type ?? null

export type Limits = { unit?: string; min?: number; max?: number }

/** Unit, and the range to choose from, of what an operand gives. */
export function rangeOf(graph: SceneGraph, operand: Operand): Limits {
  if (operand.type === 'elapsed' || operand.type === 'remaining') return { unit: 'ms', min: 0 }
  if (operand.type === 'variable') return graph.variables[operand.name]?.type === 'duration' ? { unit: 'ms' } : {}
  if (operand.type !== 'signal') return {}
  return limitsOf(graph.roles[operand.role]?.signals[operand.signal])
}

export function limitsOf(declared: Partial<ParameterDeclaration> | undefined): Limits {
  return {
    ...(declared?.unit === undefined ? {} : { unit: declared.unit }),
    ...(declared?.min === undefined ? {} : { min: declared.min }),
    ...(declared?.max === undefined ? {} : { max: declared.max }),
  }
}

/** A first value of a type: what the person most likely changes from. */
export const firstValue = (type: ValueType): Scalar => (type === 'boolean' ? true : type === 'number' ? 0 : '')

export const constant = (value: Scalar): Operand => ({ type: 'constant', value })

/** Ways to compare two values of a type. */
export const comparatorsFor = (type: ValueType | null): readonly { value: Comparator; label: string }[] =>
  type === 'boolean' || type === 'text' ? EQUAL : NUMERIC

const EQUAL: readonly { value: Comparator; label: string }[] = [
  { value: '=', label: 'is' },
  { value: '≠', label: 'is not' },
]
const NUMERIC: readonly { value: Comparator; label: string }[] = [
  ...EQUAL,
  { value: '<', label: 'is less than' },
  { value: '≤', label: 'is at most' },
  { value: '>', label: 'is more than' },
  { value: '≥', label: 'is at least' },
]

/** The right side of a comparison after its left side became something else: kept where the types still meet. */
export function fitRight(graph: SceneGraph, left: Operand, right: Operand): Operand {
  const type = typeOfOperand(graph, left)
  if (type === null || typeOfOperand(graph, right) === type) return right
  return left.type === 'health' ? constant('online') : constant(firstValue(type))
}

/** A new condition of each kind. An empty `all` is always true and an empty `any` never: they wait to be filled. */
export const fresh = {
  all: (): Condition => ({ type: 'all', of: [] }),
  any: (): Condition => ({ type: 'any', of: [] }),
  atLeast: (): Condition => ({ type: 'at-least', n: 0, of: [] }),
  not: (of: Condition): Condition => ({ type: 'not', of }),
  held: (of: Condition): Condition => ({ type: 'held', of, for: 1_000 }),
  times: (of: Condition | SignalTrigger): Condition => ({ type: 'times', of, n: 3, within: 10_000 }),
  active: (node: string): Condition => ({ type: 'active', node }),
  device: (role: string): Condition => ({ type: 'device', role, health: 'online' }),
  expression: (): Condition => ({ type: 'expression', cel: 'true' }),
  compare: (left: Operand, graph: SceneGraph): Condition => compareTo(left, typeOfOperand(graph, left)),
}

/** A comparison to begin with. The type is given where the role of `left` may be in no document yet. */
export const compareTo = (left: Operand, type: ValueType | null): Condition => ({
  type: 'compare',
  left,
  op: '=',
  right: left.type === 'health' ? constant('online') : constant(firstValue(type ?? 'boolean')),
})

/** A level is asked for its first value (a door is open), an event of its own for its coming. */
export function signalTriggerOf(
  role: string,
  signal: string,
  declared: { type: ValueType; momentary?: boolean | undefined } | undefined,
): SignalTrigger {
  const trigger: SignalTrigger = { type: 'signal', role, signal, on: 'change' }
  if (declared === undefined || declared.type !== 'boolean') return trigger
  return { ...trigger, match: { op: '=', value: constant(true) } }
}
