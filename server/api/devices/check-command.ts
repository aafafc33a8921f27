import type { Scalar } from '#wire/json.ts'
import type { CommandDeclaration, ParameterDeclaration, ValueType } from '#wire/messages/capabilities.ts'
import type { Commands } from './declarations.ts'

/**
 * What is wrong with a command and its parameters, in sentences; empty when the device declared it so. The gateway's
 * safety gate judges again: this is for whoever fills in the form.
 */
export function checkCommand(commands: Commands, command: string, params: Readonly<Record<string, Scalar>>): string[] {
  const declared = Object.hasOwn(commands, command) ? commands[command] : undefined
  if (declared === undefined) return checkName(commands, command)
  return [...unknownParameters(declared, command, params), ...wrongParameters(declared, command, params)]
}

/** The same of its name alone. */
export function checkName(commands: Commands, command: string): string[] {
  const known = Object.keys(commands)
  return known.includes(command)
    ? []
    : [`It has no command “${command}”; ${known.length === 0 ? 'it declares none' : `it has ${known.join(', ')}`}.`]
}

const unknownParameters = (declared: CommandDeclaration, command: string, params: Readonly<Record<string, Scalar>>) =>
  Object.keys(params)
    .filter((name) => !Object.hasOwn(declared.params, name))
    .map((name) => `“${command}” takes no parameter “${name}”.`)

const wrongParameters = (declared: CommandDeclaration, command: string, params: Readonly<Record<string, Scalar>>) =>
  Object.entries(declared.params).flatMap(([name, parameter]) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined
    if (value === undefined)
      return parameter.optional === true ? [] : [`“${command}” needs ${name} (${range(parameter)}).`]
    return fits(parameter, value)
      ? []
      : [`${name} of “${command}” must be ${range(parameter)}, not ${JSON.stringify(value)}.`]
  })

function fits({ type, min, max }: ParameterDeclaration, value: Scalar): boolean {
  if (typeOf(value) !== type) return false
  return typeof value !== 'number' || ((min === undefined || value >= min) && (max === undefined || value <= max))
}

const typeOf = (value: Scalar): ValueType =>
  typeof value === 'boolean' ? 'boolean' : typeof value === 'number' ? 'number' : 'text'

function range({ type, min, max, unit }: ParameterDeclaration): string {
  const suffix = unit === undefined ? '' : ` ${unit}`
  if (type === 'boolean') return 'true or false'
  if (type === 'text') return 'a text'
  if (min !== undefined && max !== undefined) return `a number from ${min} to ${max}${suffix}`
  if (min !== undefined) return `a number from ${min}${suffix} up`
  if (max !== undefined) return `a number up to ${max}${suffix}`
  return `a number${suffix}`
}
