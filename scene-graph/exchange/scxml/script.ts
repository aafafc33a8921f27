/** One assignment of a script: where to, and the expression of its new value. */
export type Assignment = { readonly location: string; readonly expr: string }

const PATH = String.raw`[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*`
const SET = new RegExp(String.raw`^(?:(?:var|let|const)\s+)?(${PATH})\s*([-+*/%]?)=(?!=)\s*([\s\S]+)$`)
const STEP = new RegExp(String.raw`^(?:(${PATH})\s*(\+\+|--)|(\+\+|--)\s*(${PATH}))$`)

/** A script that is nothing but assignments, in order; null: it is more than that. Nothing of it is ever run. */
export function assignmentsIn(text: string): Assignment[] | null {
  const found: Assignment[] = []
  for (const statement of statementsIn(text)) {
    const step = STEP.exec(statement)
    if (step !== null) {
      const location = step[1] ?? step[4] ?? ''
      found.push({ location, expr: `${location} ${(step[2] ?? step[3]) === '++' ? '+' : '-'} 1` })
      continue
    }
    const [, location, op, expr] = SET.exec(statement) ?? []
    if (location === undefined || expr === undefined) return null
    found.push({ location, expr: op === '' || op === undefined ? expr : `${location} ${op} (${expr})` })
  }
  return found
}

/** Cut at `;` and at ends of lines, outside of texts and brackets; without comments. */
function statementsIn(text: string): string[] {
  const statements: string[] = ['']
  let depth = 0
  for (const [token] of text.matchAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[\s\S]/g)) {
    if (/^\/[/*]/.test(token)) continue
    if ('([{'.includes(token)) depth++
    else if (')]}'.includes(token)) depth--
    if (depth === 0 && (token === ';' || token === '\n')) statements.push('')
    else statements[statements.length - 1] += token
  }
  return statements.map((statement) => statement.trim()).filter((statement) => statement !== '')
}
