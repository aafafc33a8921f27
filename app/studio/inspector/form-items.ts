import {
  describeAction,
  describeCondition,
  describeDuration,
  describeMs,
  describeOperand,
  describeTrigger,
} from '#scene-graph/describe.ts'
import type { Field } from '#scene-graph/nodes/define-node.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import type { Action } from '#scene-graph/schema/action.ts'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { SignalTrigger } from '#scene-graph/schema/signal-trigger.ts'
import type { Duration, Operand } from '#scene-graph/schema/values.ts'
import { freeName } from '../model/names.ts'
import { constant, firstValue, typeOfSignal, type ValueType } from './typed-values.ts'

/** Items of lists in forms: what is in one, in a line; what a new one begins with. Values have passed their schema. */
export type Item = Readonly<Record<string, unknown>> & { readonly id?: string }

/** An item in a few words, for its closed row. */
export function describeItem(fields: readonly Field[], item: Item): string {
  const words = fields.flatMap((field) => describeField(field, item[field.at]))
  return words.filter((w) => w !== '').join(' · ')
}

function describeField(field: Field, value: unknown): string[] {
  if (value === null || value === undefined) return []
  switch (field.control) {
    case 'condition':
      return [describeCondition(value as Condition)]
    case 'signal-trigger':
      return [describeTrigger(value as SignalTrigger)]
    case 'signal': {
      const { role, signal } = value as { role: string; signal: string }
      return [`${role} ${signal}`]
    }
    case 'action':
      return [describeAction(value as Action)]
    case 'operand':
      return [`${field.label.toLowerCase()} ${describeOperand(value as Operand)}`]
    case 'duration':
      return [describeDuration(value as Duration)]
    case 'number':
      if (field.unit === 'ms') return [describeMs(value as number)]
      return [field.unit === undefined ? `${field.label.toLowerCase()} ${value}` : `${value} ${field.unit}`]
    case 'scalar':
      return [`${field.label.toLowerCase()} ${String(value)}`]
    case 'text':
    case 'multiline':
      return [String(value)]
    case 'name':
      // A screen is told where it matters; an exit is what the item is.
      return field.at === 'id' ? [String(value)] : []
    default:
      return []
  }
}

/** The field whose value is chosen before there can be an item at all. */
export const chosenFirst = (fields: readonly Field[]): Field | undefined =>
  fields.find((f) => ['signal', 'signal-trigger', 'action', 'condition'].includes(f.control))

/** What a new item has besides what was chosen; `type`: of the signal that it is about. */
export function freshItem(fields: readonly Field[], items: readonly Item[], type: ValueType | null): Item {
  const entries = fields.flatMap((field): [string, unknown][] => {
    switch (field.control) {
      case 'scalar':
        return [[field.at, firstValue(type ?? 'text')]]
      case 'operand':
        return [[field.at, constant(firstValue(type ?? 'number'))]]
      case 'number':
        return 'optional' in field && field.optional === true
          ? []
          : [[field.at, Math.max(field.min ?? 0, nextNumber(field, items))]]
      case 'name':
        return field.at === 'id' ? [['id', freeName('exit', (n) => items.some((i) => i.id === n))]] : []
      default:
        return []
    }
  })
  return Object.fromEntries(entries)
}

/** Weights begin equal; times go on after the last. */
const nextNumber = (field: Field, items: readonly Item[]): number => {
  const last = items.at(-1)?.[field.at]
  if (field.control !== 'number' || field.unit !== 'ms') return 1
  return typeof last === 'number' ? last + 1_000 : 0
}

/** The type of the signal that a record's form asks for: what its constants are compared with. */
export function typeBeside(
  graph: SceneGraph,
  fields: readonly Field[],
  record: Readonly<Record<string, unknown>>,
): ValueType | null {
  const field = fields.find((f) => f.control === 'signal' || f.control === 'signal-trigger')
  const ref = field === undefined ? null : record[field.at]
  return typeof ref === 'object' && ref !== null && 'role' in ref && 'signal' in ref
    ? typeOfSignal(graph, ref as { role: string; signal: string })
    : null
}

/** The signal that constants of a record are compared with, as an operand, for its unit and range. */
export function signalBeside(fields: readonly Field[], record: Readonly<Record<string, unknown>>): Operand | null {
  const field = fields.find((f) => f.control === 'signal' || f.control === 'signal-trigger')
  const ref = field === undefined ? null : (record[field.at] as { role: string; signal: string } | null | undefined)
  return ref === null || ref === undefined ? null : { type: 'signal', role: ref.role, signal: ref.signal }
}
