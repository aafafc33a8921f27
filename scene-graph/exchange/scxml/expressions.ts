import { describeCondition, describeOperand } from '../../describe.ts'
import type { SceneGraph } from '../../parse.ts'
import type { Condition } from '../../schema/condition.ts'
import type { Operand, Scalar } from '../../schema/values.ts'
import { Unique } from '../names.ts'

/** Names in an exported document: every variable and role is a name of ECMAScript there. */
export type ScriptNames = {
  readonly variables: ReadonlyMap<string, string>
  readonly roles: ReadonlyMap<string, string>
  /** Node → id of its state. */
  readonly states: ReadonlyMap<string, string>
}

const RESERVED = (
  'break case catch class const continue debugger default delete do else enum export extends false finally for function ' +
  'if implements import in instanceof interface let new null package private protected public return static super switch ' +
  'this throw true try typeof undefined var void while with yield In Math String'
).split(' ')

export function scriptNames(graph: SceneGraph): Omit<ScriptNames, 'states'> {
  const taken = new Unique(RESERVED)
  const name = (text: string): string =>
    taken.take(text.replace(/\W/g, '_').replace(/^_+(?=ioprocessors|event|name|sessionid|x$)/, 'v_'))
  return {
    variables: new Map(Object.keys(graph.variables).map((key) => [key, name(key)])),
    roles: new Map(Object.keys(graph.roles).map((key) => [key, name(key)])),
  }
}

/** A constant as ECMAScript. */
export const script = (value: Scalar): string => (typeof value === 'string' ? JSON.stringify(value) : String(value))

/** What has no form in ECMAScript is a call that no other tool knows: an error there, and so not true. */
const unknown = (said: string): string => `studio(${JSON.stringify(said)})`

export function operandScript(operand: Operand, names: ScriptNames): string {
  switch (operand.type) {
    case 'constant':
      return script(operand.value)
    case 'variable':
      return names.variables.get(operand.name) ?? unknown(operand.name)
    case 'signal': {
      const role = names.roles.get(operand.role)
      const field = /^[A-Za-z_]\w*$/.test(operand.signal) ? `.${operand.signal}` : `["${operand.signal}"]`
      return role === undefined ? unknown(describeOperand(operand)) : role + field
    }
    case 'payload':
      return /^[A-Za-z_]\w*$/.test(operand.key) ? `_event.data.${operand.key}` : `_event.data["${operand.key}"]`
    default:
      return unknown(describeOperand(operand))
  }
}

const OPERATORS = { '=': '===', '≠': '!==', '<': '<', '≤': '<=', '>': '>', '≥': '>=' } as const

/** A condition as ECMAScript, as far as it has a form there. */
export function conditionScript(condition: Condition, names: ScriptNames): string {
  const value = (operand: Operand): string => operandScript(operand, names)
  const inner = (of: Condition): string => {
    const text = conditionScript(of, names)
    return (of.type === 'all' || of.type === 'any') && of.of.length > 1 ? `(${text})` : text
  }
  switch (condition.type) {
    case 'all':
      return condition.of.length === 0 ? 'true' : condition.of.map(inner).join(' && ')
    case 'any':
      return condition.of.length === 0 ? 'false' : condition.of.map(inner).join(' || ')
    case 'not':
      return `!(${conditionScript(condition.of, names)})`
    case 'compare':
      return `${value(condition.left)} ${OPERATORS[condition.op]} ${value(condition.right)}`
    case 'between':
      return `${value(condition.min)} <= ${value(condition.value)} && ${value(condition.value)} <= ${value(condition.max)}`
    case 'in':
      return `(${condition.of.map((one) => `${value(condition.value)} === ${value(one)}`).join(' || ')})`
    case 'within':
      return `Math.abs(${value(condition.value)} - ${value(condition.of)}) <= ${value(condition.tolerance)}`
    case 'active': {
      const state = names.states.get(condition.node)
      return state === undefined ? unknown(describeCondition(condition)) : `In('${state}')`
    }
    default:
      return unknown(describeCondition(condition))
  }
}
