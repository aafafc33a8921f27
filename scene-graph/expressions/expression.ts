import type { Scalar } from '../schema/values.ts'
import { lower } from './lower.ts'
import { type ExpressionScope, Names, type Uses } from './names.ts'
import { parseCel } from './parse.ts'
import { Problem } from './problem.ts'
import type { ExpressionFacts, Read, Typed, ValueType } from './value.ts'

export type ExpressionProblem = {
  message: string
  /** characters from the start */
  offset: number
  /** 0 where something is missing at the end */
  length: number
}

export type Expression = {
  readonly type: ValueType
  /** What it looks at, for the interest index and for what has to be noticed. */
  readonly uses: Uses
  /** undefined: something it needs is not known yet (a signal never heard), or it failed (division by zero, …) */
  readonly evaluate: (facts: ExpressionFacts) => Scalar | undefined
}

/**
 * Reads an expression: the Common Expression Language (cel.dev), with the names of a scene and these differences.
 *
 * - Names: `attempts` is a variable, `gauge.level` a signal of the role gauge, `gauge["1_open"]` one whose name is no
 *   identifier. `vars["my-name"]` and `roles["my-role"].level` reach every name. A variable and a role may share a name:
 *   alone it is the variable, with a signal after it the role. `vars` and `roles` with something after them are never a
 *   role's name, `now` is refused where a variable has it. `online("gauge")` is true while its devices are there, `now`
 *   is ms since the game started.
 * - Numbers are all doubles: `7 / 2` is 3.5, `attempts + 1` and `level > 3` work whatever the device sends. A step that
 *   gives no finite number fails (division by zero).
 * - Text: `+`, `==`, `<`, `size(t)` (in characters), `t.contains("a")`, `startsWith`, `endsWith`. No `matches`.
 *   A text of more than 4,000 characters fails, read or made.
 * - Lists: only as `x in [1, 2]`, `["a", "b"][i]` and `size([1, 2])`. No maps, no null, nothing that walks through them.
 * - Functions: `abs floor ceil round min max clamp(x, lowest, highest) int double string bool size online`.
 * - Unknown values and failures: the whole is undefined, unless the rest decides it (`false && …`, `true || …`, the other
 *   side of `? :`).
 *
 * Types, names and numbers of arguments are checked here; `wanted` is the type that the place needs. Nothing is run as
 * JavaScript, and 2,000 characters, 256 parts, 64 levels and 10 searches (`contains`, `size`) bound how long one takes.
 */
export function compileExpression(
  source: string,
  scope: ExpressionScope,
  wanted?: ValueType,
): { ok: true; expression: Expression } | { ok: false; problem: ExpressionProblem } {
  try {
    const names = new Names(scope, source)
    const value = lower(parseCel(source), { names, scans: 0 })
    if (wanted !== undefined && value.type !== wanted)
      throw new Problem(`a ${wanted} is wanted here; this is a ${value.type}`, { start: 0, end: source.length })
    return { ok: true, expression: { type: value.type, uses: names.uses(), evaluate: evaluate(value) } }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { start, end } = error.place
    return { ok: false, problem: { message: error.message, offset: start, length: end - start } }
  }
}

function evaluate(value: Typed): Read<Scalar> {
  if (value.type !== 'number') return value.read
  const { read } = value
  // A journal writes -0 as 0: nobody may tell a value from what it is after a restart.
  return (facts) => {
    const number = read(facts)
    return number === 0 ? 0 : number
  }
}
