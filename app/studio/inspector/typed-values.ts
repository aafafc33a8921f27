import type { SceneGraph } from '#scene-graph/parse.ts'
import type { Comparator, Condition } from '#scene-graph/schema/condition.ts'
import type { ParameterDeclaration } from '#scene-graph/schema/document.ts'
import type { Operand, Scalar } from '#scene-graph/schema/values.ts'

export type ValueType = 'boolean' | 'number' | 'text'

export const typeOfScalar = (value: Scalar): ValueType =>
  typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean'

/** What an operand gives; null when its role, signal or variable is not known. */
export function typeOfOperand(graph: SceneGraph, operand: Operand): ValueType | null {
  switch (operand.type) {
    case 'constant':
      return typeOfScalar(operand.value)
    case 'variable': {
      const type = graph.variables[operand.name]?.type
      return type === undefined ? null : type === 'duration' ? 'number' : type
    }
    case 'signal':
      return graph.roles[operand.role]?.signals[operand.signal]?.type ?? null
    case 'health':
      return 'text'
  }
}

/** Unit, and the range to choose from, of what an operand gives. */
export function rangeOf(graph: SceneGraph, operand: Operand): { unit?: string; min?: number; max?: number } {
  if (operand.type === 'variable') return graph.variables[operand.name]?.type === 'duration' ? { unit: 'ms' } : {}
  if (operand.type !== 'signal') return {}
  return limitsOf(graph.roles[operand.role]?.signals[operand.signal])
}

export function limitsOf(declared: Partial<ParameterDeclaration> | undefined): {
  unit?: string
  min?: number
  max?: number
} {
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
  type === 'number' ? NUMERIC : EQUAL

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
  not: (of: Condition): Condition => ({ type: 'not', of }),
  held: (of: Condition): Condition => ({ type: 'held', of, for: 1_000 }),
  active: (node: string): Condition => ({ type: 'active', node }),
  compare: (left: Operand, graph: SceneGraph): Condition => ({
    type: 'compare',
    left,
    op: '=',
    right: left.type === 'health' ? constant('online') : constant(firstValue(typeOfOperand(graph, left) ?? 'boolean')),
  }),
}
