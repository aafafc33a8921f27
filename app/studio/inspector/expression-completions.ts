import { FUNCTIONS, METHODS } from '#scene-graph/expressions/functions.ts'
import type { ExpressionScope } from '#scene-graph/expressions/names.ts'

export type Completion = { label: string; insert: string; hint: string }
export type Completions = { from: number; options: readonly Completion[] }

const MOST = 12
const isPlain = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name)

/** What may be meant by the word before the caret; null where no name is being typed. `from`: where that word begins. */
export function completionsAt(text: string, caret: number, scope: ExpressionScope): Completions | null {
  const before = text.slice(0, caret)
  if (insideText(before)) return null
  const word = /[A-Za-z_][\w.]*$/.exec(before)?.[0] ?? ''
  if (word === '' || /[\w]$/.test(before.slice(0, before.length - word.length))) return null
  const typed = word.toLowerCase()
  const dot = word.lastIndexOf('.')
  const root = dot < 0 ? '' : word.slice(0, dot)
  const methods = dot < 0 || scope.roles[root] !== undefined ? [] : methodsAfter(root)
  const options = [...namesOf(scope), ...methods].filter(
    (o) => o.label.toLowerCase().startsWith(typed) && o.insert !== word,
  )
  return options.length === 0 ? null : { from: caret - word.length, options: options.slice(0, MOST) }
}

/** Whether the text ends inside quotation marks. */
function insideText(before: string): boolean {
  const rest = before.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '')
  return rest.includes('"') || rest.includes("'")
}

function namesOf(scope: ExpressionScope): Completion[] {
  const variables = Object.entries(scope.variables).map(([name, type]) => ({
    label: name,
    insert: isPlain(name) ? name : `vars["${name}"]`,
    hint: type,
  }))
  const signals = Object.entries(scope.roles).flatMap(([role, declared]) =>
    Object.entries(declared).map(([signal, type]) => ({
      label: `${role}.${signal}`,
      insert: (isPlain(role) ? role : `roles["${role}"]`) + (isPlain(signal) ? `.${signal}` : `["${signal}"]`),
      hint: type,
    })),
  )
  const functions = Object.entries(FUNCTIONS).map(([name, { usage }]) => ({
    label: name,
    insert: `${name}(`,
    hint: usage,
  }))
  const online = Object.keys(scope.roles).map((role) => ({
    label: `online("${role}")`,
    insert: `online("${role}")`,
    hint: 'its device is there',
  }))
  const words = [{ label: 'now', insert: 'now', hint: 'ms since the game began' }]
  return [...variables, ...signals, ...functions, ...online, ...words]
}

const methodsAfter = (root: string): Completion[] =>
  Object.entries(METHODS).map(([name, { usage }]) => ({
    label: `${root}.${name}`,
    insert: `${root}.${name}(`,
    hint: usage,
  }))
