import type { SceneGraph } from '#scene-graph/parse.ts'
import { type Variable, variable as variableSchema } from '#scene-graph/schema/document.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import { nameProblem } from './names.ts'
import { renameEverywhere } from './references.ts'
import { renameKey } from './roles.ts'

const INITIAL: Record<Variable['type'], Scalar> = { boolean: false, number: 0, text: '', duration: 0 }

/** Durations are kept in ms. */
export const fitsType = (type: Variable['type'], value: Scalar): boolean =>
  typeof value === (type === 'text' ? 'string' : type === 'boolean' ? 'boolean' : 'number')

const takenIn = (graph: SceneGraph) => (name: string) => graph.variables[name] !== undefined

export function addVariable(graph: SceneGraph, name: string, type: Variable['type']): SceneGraph {
  if (nameProblem(name, takenIn(graph)) !== null) return graph
  return { ...graph, variables: { ...graph.variables, [name]: { type, initial: INITIAL[type], visible: false } } }
}

/** Changes a variable; a new type takes that type's own start value where the old one does not fit. */
export function setVariable(graph: SceneGraph, name: string, change: Partial<Variable>): SceneGraph {
  const before = graph.variables[name]
  if (before === undefined) return graph
  const next = { ...before, ...change }
  if (!fitsType(next.type, next.initial)) next.initial = INITIAL[next.type]
  const read = variableSchema.safeParse(next)
  return read.success ? { ...graph, variables: { ...graph.variables, [name]: read.data } } : graph
}

/** Renames a variable wherever the document names it. */
export function renameVariable(graph: SceneGraph, from: string, to: string): SceneGraph {
  if (graph.variables[from] === undefined || nameProblem(to, takenIn(graph)) !== null) return graph
  const renamed = renameEverywhere(graph, { variable: (name) => (name === from ? to : name) })
  return { ...renamed, variables: renameKey(graph.variables, from, to) }
}

/** Removes a variable. What still names it is told by the document's findings. */
export function removeVariable(graph: SceneGraph, name: string): SceneGraph {
  if (graph.variables[name] === undefined) return graph
  const { [name]: _, ...variables } = graph.variables
  return { ...graph, variables }
}
