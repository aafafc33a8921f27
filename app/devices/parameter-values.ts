import { outOfLimits } from '#app/ui/parse-number.ts'
import type { Scalar } from '#wire/json.ts'
import type { ParameterDeclaration } from '#wire/messages/capabilities.ts'

/** What stands in a form: null for a number field that is empty. */
export type Draft = Readonly<Record<string, Scalar | null>>

/** Where a form starts: texts empty, booleans false, numbers at their least. */
export const freshDraft = (params: Readonly<Record<string, ParameterDeclaration>>): Draft =>
  Object.fromEntries(
    Object.entries(params).map(([name, { type, min, optional }]) => [
      name,
      optional === true ? null : type === 'boolean' ? false : type === 'text' ? '' : (min ?? null),
    ]),
  )

export type Filled = { ok: true; params: Record<string, Scalar> } | { ok: false; problems: Record<string, string> }

/** Makes a command's parameters of a form, or says what is wrong with which field. Left-out optional ones are left out. */
export function fillParameters(params: Readonly<Record<string, ParameterDeclaration>>, draft: Draft): Filled {
  const filled: Record<string, Scalar> = {}
  const problems: Record<string, string> = {}
  for (const [name, declaration] of Object.entries(params)) {
    const value = draft[name] ?? null
    if (value === null) {
      if (declaration.optional !== true) problems[name] = 'Needs a value.'
      continue
    }
    const problem = typeof value === 'number' ? outOfLimits(value, limitsOf(declaration)) : null
    if (problem === null) filled[name] = value
    else problems[name] = problem
  }
  return Object.keys(problems).length === 0 ? { ok: true, params: filled } : { ok: false, problems }
}

export const limitsOf = ({ min, max }: ParameterDeclaration): { min?: number; max?: number } => ({
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
})
