/**
 * Renames what an expression names, word by word: the text may be half typed, and everything else in it stays as it
 * is. What an expression means is `scene-graph/expressions`' alone.
 */
export type CelRename = { role: (role: string) => string; variable: (variable: string) => string }

/** A string, a number, a name, or any other character. Comments run to the end of the line. */
const TOKEN = /\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[0-9][\w.]*|[A-Za-z_]\w*|\s+|[\s\S]/gy

const WORDS = new Set(['true', 'false', 'null', 'in', 'now', 'vars', 'roles', 'online'])
const isName = (token: string): boolean => /^[A-Za-z_]\w*$/.test(token)

export function renameInCel(cel: string, to: CelRename): string {
  const tokens = cel.match(TOKEN) ?? []
  /** The token so many places on, white space left out. */
  const beside = (from: number, by: 1 | -1, count = 1): string => {
    let at = from
    let left = count
    while (at >= 0 && at < tokens.length) {
      at += by
      if (tokens[at]?.trim() === '') continue
      left -= 1
      if (left === 0) break
    }
    return tokens[at] ?? ''
  }
  return tokens
    .map((token, i) => {
      if (/^["']/.test(token)) {
        // vars["…"], roles["…"], online("…")
        const opening = beside(i, -1)
        const head = beside(i, -1, 2)
        if (opening === '[' && head === 'vars') return quoted(token, to.variable)
        if ((opening === '[' && head === 'roles') || (opening === '(' && head === 'online'))
          return quoted(token, to.role)
        return token
      }
      if (!isName(token) || WORDS.has(token) || beside(i, -1) === '.') return token
      const next = beside(i, 1)
      if (next === '(') return token
      if (next === '[') return role(token, to)
      // A method of a variable's text looks like a signal of a role: a call tells them apart.
      if (next === '.' && beside(i, 1, 3) !== '(') return role(token, to)
      return variable(token, to)
    })
    .join('')
}

const spelled = (name: string, under: 'vars' | 'roles'): string =>
  isName(name) && !WORDS.has(name) ? name : `${under}["${name}"]`

const role = (token: string, to: CelRename): string => {
  const name = to.role(token)
  return name === token ? token : spelled(name, 'roles')
}
const variable = (token: string, to: CelRename): string => {
  const name = to.variable(token)
  return name === token ? token : spelled(name, 'vars')
}

/** The name inside a string token; what was never closed stays. */
function quoted(token: string, rename: (name: string) => string): string {
  const quote = token.charAt(0)
  if (token.length < 2 || token.at(-1) !== quote) return token
  return quote + rename(token.slice(1, -1)) + quote
}
