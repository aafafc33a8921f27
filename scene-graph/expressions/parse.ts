import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js'
import { type Place, Problem } from './problem.ts'

export const MAX_SOURCE = 2_000
export const MAX_NODES = 256
export const MAX_DEPTH = 64
export const MAX_LIST = 64

/** Of the package only the grammar is used; what names, types and functions mean is decided here. */
const grammar = new Environment({
  limits: {
    maxAstNodes: MAX_NODES,
    maxDepth: MAX_DEPTH,
    maxListElements: MAX_LIST,
    maxMapEntries: 0,
    maxCallArguments: 16,
  },
})

/**
 * The tree of a CEL text, each node with its place.
 * @throws Problem when the text is none, or past the limits.
 */
export function parseCel(source: string): ASTNode {
  const whole = { start: 0, end: source.length }
  if (source.length > MAX_SOURCE)
    throw new Problem(`an expression has up to 2,000 characters; this one has ${source.length}`, whole)
  if (source.trim() === '') throw new Problem('the expression is empty', whole)
  try {
    return grammar.parse(source).ast
  } catch (error) {
    if (error instanceof ParseError) throw explain(error, source, whole)
    // The grammar nests without a limit in rows of `!` and `-`; how many there is room for depends on the caller.
    if (error instanceof RangeError) throw new Problem(TOO_DEEP, whole)
    throw error
  }
}

const TOO_DEEP = 'this is nested too deep'

const TOKENS: Readonly<Record<string, string>> = {
  RPAREN: '“)”',
  RBRACKET: '“]”',
  RBRACE: '“}”',
  COLON: '“:”',
  IDENTIFIER: 'a name',
}

/** What people write who come from elsewhere. */
const INSTEAD: Readonly<Record<string, string>> = {
  '=': '==',
  '&': '&&',
  '|': '||',
  and: '&&',
  or: '||',
  '≠': '!=',
  '≤': '<=',
  '≥': '>=',
  '×': '*',
  '÷': '/',
  '−': '-',
  '“': '"',
  '”': '"',
  '„': '"',
  '‘': "'",
  '’': "'",
}

function explain(error: ParseError, source: string, whole: Place): Problem {
  const place = within(error.range, source)
  const found = tokenAt(source, place.start)
  switch (error.code) {
    case 'limit_exceeded':
      if (error.summary.includes('maxAstNodes'))
        return new Problem(`this has too many parts (up to ${MAX_NODES}); keep a part of it in a variable`, whole)
      if (error.summary.includes('maxMapEntries')) return new Problem('maps ({ }) are left out of this language', place)
      if (error.summary.includes('maxDepth')) return new Problem(TOO_DEEP, place)
      return new Problem('this list is too long', place)
    case 'unexpected_token':
      if (found === '') return new Problem('something is missing at the end', place)
      return new Problem(`“${found}” cannot stand here`, place)
    case 'expected_token': {
      const wanted = /^Expected (\w+), got (\w+)/.exec(error.summary)
      if (wanted?.[1] === 'IDENTIFIER' && source[place.start - 1] === '.')
        return new Problem(`after a dot stands a name; one like “1_open” or “in” is written as role["1_open"]`, place)
      return new Problem(`${TOKENS[wanted?.[1] ?? ''] ?? 'something'} is missing here`, place)
    }
    case 'unexpected_character': {
      const instead = INSTEAD[found]
      if (instead !== undefined) return new Problem(`“${found}” is written ${instead} here`, place)
      if (/^[\p{L}\p{N}_"'([{!]/u.test(found) && /\S/.test(source.slice(0, place.start)))
        return new Problem(`“${found}” cannot stand here; an operator is missing before it`, place)
      return new Problem(`“${found}” cannot stand here`, place)
    }
    case 'reserved_identifier':
      return new Problem(`“${found}” is a word of the language; a variable of that name is vars["${found}"]`, place)
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return new Problem('this text is not closed: its last quotation mark is missing', place)
    case 'newline_in_string':
      return new Problem('this text is not closed on its line; a new line in a text is written \\n', place)
    case 'invalid_escape_sequence':
      return new Problem('after \\ in a text stands n, t, " or a second \\', place)
    case 'invalid_macro_argument':
      return new Problem('functions that walk through lists (all, exists, map, filter) are left out', place)
    default:
      return error.code.startsWith('invalid_') && /number|integer|exponent/.test(error.code)
        ? new Problem('this is no number that can be read', place)
        : new Problem(error.summary, place)
  }
}

/** Whole words and characters, never outside the source; no length where something is missing at the end. */
function within(range: Place | undefined, source: string): Place {
  const start = Math.min(range?.start ?? 0, source.length)
  const end = Math.max(range?.end ?? source.length, start + tokenAt(source, start).length)
  return { start, end: Math.min(end, source.length) }
}

/** The word or the character at a place. */
const tokenAt = (source: string, start: number): string =>
  /^(?:\w+|.)/su.exec(source.slice(start, start + 100))?.[0] ?? ''
