import type { Context } from '#scene-graph/compile/context.ts'
import { resolve } from '#scene-graph/compile/implementations.ts'
import { type Language, readNow } from '#scene-graph/conditions/operands.ts'
import type { Action } from '#scene-graph/schema/action.ts'
import type { Operand, Scalar } from '#scene-graph/schema/values.ts'
import type { Effect } from './session.ts'

/** Actions that reach beyond the game. The others change its own state only. */
export type Outside = Exclude<Action, { type: 'timer' | 'cancel' | 'if' }>

export const operandValue = (operand: Operand, context: Context, language: Language): Scalar | undefined =>
  readNow(operand, context, language)

/** What an action wants done, with the values of this moment. A value that nobody knows yet is left out. */
export function effectOf(action: Outside, id: string, context: Context, language: Language): Effect {
  const optional = <K extends string>(key: K, operand: Operand | undefined): { [P in K]?: Scalar } => {
    const value = operand === undefined ? undefined : operandValue(operand, context, language)
    return (value === undefined ? {} : { [key]: value }) as { [P in K]?: Scalar }
  }
  switch (action.type) {
    case 'command': {
      const { type, role, command, ackWithin } = action
      return { type, id, role, command, params: resolve(action.params, context, language), ackWithin }
    }
    case 'media': {
      const { volume, ...rest } = action
      return { id, ...rest, ...optional('volume', volume) }
    }
    case 'light': {
      const { level, ...rest } = action
      return { id, ...rest, ...optional('level', level) }
    }
    case 'emit':
      return { type: 'emit', id, event: action.event, data: resolve(action.data, context, language) }
    case 'log': {
      const { type, level, message, value } = action
      return { type, id, level, message, ...optional('value', value) }
    }
    case 'notify':
      return { type: 'notify', id, level: action.level, message: action.message }
    case 'display':
    case 'hint':
    case 'scene':
      return { id, ...action }
    case 'set':
      throw new Error('a variable is set by the machine itself')
  }
}
