import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import { expressionUses, meaningOf } from './watch.ts'

type Tree = Readonly<Record<string, unknown>>

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

const PLAIN = new Set(['compare', 'between', 'in', 'within'])

/**
 * Variables that only ever count up and are only ever compared with constants: past the largest of these, all values are
 * alike, whatever comes after. So are the values of a variable that only counts down below the smallest. Exact: a value
 * past the last constant stays past it until it is set to one of finitely many constants.
 */
export function counters(compiled: Compiled): (name: string, value: Scalar) => Scalar {
  const constants = new Map<string, number[]>()
  const steps = new Map<string, { up: boolean; down: boolean }>()
  const otherwise = new Set<string>()
  const uses = expressionUses(compiled)
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item)
      return
    }
    if (!isTree(value)) return
    const { type } = value
    // A command's parameters and a log's value come to nothing in the scene itself.
    if (type === 'command' || type === 'log') return
    if (typeof type === 'string' && PLAIN.has(type)) {
      compared(value)
      return
    }
    if (type === 'set' && isTree(value.to)) {
      changed(String(value.variable), value.mode === 'add', value.to)
      walk(value.to)
      return
    }
    if (type === 'variable') otherwise.add(String(value.name))
    if (type === 'expression') for (const name of uses(value).variables) otherwise.add(name)
    for (const item of Object.values(value)) walk(item)
  }
  const compared = (condition: Tree): void => {
    const operands = Object.values(condition).flat().filter(isTree)
    const names = operands.filter((o) => o.type === 'variable').map((o) => String(o.name))
    const numbers = operands.flatMap((o) => (o.type === 'constant' && typeof o.value === 'number' ? [o.value] : []))
    const plain = operands.every((o) => o.type === 'variable' || o.type === 'constant') && names.length === 1
    const reach = condition.type === 'within' ? numbers.flatMap((a) => numbers.flatMap((b) => [a + b, a - b])) : numbers
    for (const name of names) {
      if (plain) constants.set(name, [...(constants.get(name) ?? []), ...reach])
      else otherwise.add(name)
    }
    for (const operand of operands) if (operand.type === 'expression') walk(operand)
  }
  const changed = (name: string, adds: boolean, to: Tree): void => {
    if (to.type !== 'constant') otherwise.add(name)
    else if (adds && typeof to.value === 'number') {
      const { up, down } = steps.get(name) ?? { up: false, down: false }
      steps.set(name, { up: up || to.value > 0, down: down || to.value < 0 })
    }
  }
  for (const planned of compiled.plan.nodes.values()) walk(meaningOf(planned))
  for (const { never } of compiled.graph.invariants) walk(never)
  return (name, value) => {
    const direction = steps.get(name)
    if (typeof value !== 'number' || direction === undefined || otherwise.has(name)) return value
    const known = constants.get(name) ?? []
    if (!direction.down) {
      const last = Math.max(...known)
      return value > last ? 'above' : value
    }
    if (!direction.up) {
      const first = Math.min(...known)
      return value < first ? 'below' : value
    }
    return value
  }
}
