import { describe, expect, it } from 'vitest'
import type { Scalar } from '../schema/values.ts'
import { compileExpression } from './expression.ts'
import type { ExpressionScope } from './names.ts'
import type { ExpressionFacts, ValueType } from './value.ts'

const scope: ExpressionScope = {
  variables: { attempts: 'number', 'my-name': 'text', code: 'text', solved: 'boolean', gauge: 'number', if: 'number' },
  roles: {
    gauge: { level: 'number', '1_open': 'boolean', label: 'text' },
    'my-role': { 'x-y': 'number' },
    door: { open: 'boolean' },
    bare: {},
  },
}

type Known = { variables?: Record<string, Scalar>; signals?: Record<string, Scalar>; offline?: string[]; now?: number }

function factsOf({ variables = {}, signals = {}, offline = [], now = 0 }: Known): ExpressionFacts {
  return {
    variable: (name) => variables[name],
    signal: (role, signal) => signals[`${role}.${signal}`],
    online: (role) => !offline.includes(role),
    now,
  }
}

function compiled(source: string, wanted?: ValueType, names = scope) {
  const result = compileExpression(source, names, wanted)
  if (!result.ok) throw new Error(`${source}: ${result.problem.message}`)
  return result.expression
}

const value = (source: string, known: Known = {}): Scalar | undefined => compiled(source).evaluate(factsOf(known))

/** The message, and the part of the text that it is about. */
function problem(source: string, wanted?: ValueType, names = scope): [string, string] {
  const result = compileExpression(source, names, wanted)
  if (result.ok) throw new Error(`${source} compiles`)
  const { message, offset, length } = result.problem
  return [message, source.slice(offset, offset + length)]
}

describe('names', () => {
  it('reads variables, signals, health and the clock', () => {
    expect(value('attempts + 1', { variables: { attempts: 2 } })).toBe(3)
    expect(value('gauge.level > 3', { signals: { 'gauge.level': 4 } })).toBe(true)
    expect(value('online("gauge") && !online("door")', { offline: ['door'] })).toBe(true)
    expect(value('now / 1000', { now: 90_000 })).toBe(90)
  })

  it('reaches names that are no identifiers', () => {
    expect(value('gauge["1_open"]', { signals: { 'gauge.1_open': true } })).toBe(true)
    expect(value('vars["my-name"] + vars.code', { variables: { 'my-name': 'a', code: 'b' } })).toBe('ab')
    expect(value('roles["my-role"]["x-y"]', { signals: { 'my-role.x-y': 5 } })).toBe(5)
    expect(value('roles.gauge.level', { signals: { 'gauge.level': 5 } })).toBe(5)
    expect(value('vars["if"]', { variables: { if: 1 } })).toBe(1)
  })

  it('tells a variable from a role of the same name by what follows', () => {
    expect(value('gauge + gauge.level', { variables: { gauge: 1 }, signals: { 'gauge.level': 10 } })).toBe(11)
  })

  it('refuses a bare now where a variable has that name, and reaches the variable', () => {
    const names: ExpressionScope = { variables: { now: 'text', vars: 'number' }, roles: {} }
    expect(problem('now > 3', undefined, names)).toEqual([
      '“now” is the clock, and there is a variable “now”: write vars.now, or rename it',
      'now',
    ])
    expect(compiled('vars.now', 'text', names).uses.variables).toEqual(['now'])
    expect(compiled('vars + 1', 'number', names).uses.variables).toEqual(['vars'])
  })

  it('says what it looks at, each once and also where it may not come', () => {
    expect(compiled('attempts > 1 || attempts + gauge.level > now || door.open && online("door")').uses).toEqual({
      variables: ['attempts'],
      signals: [
        { role: 'gauge', signal: 'level' },
        { role: 'door', signal: 'open' },
      ],
      health: ['door'],
      clock: true,
    })
    expect(compiled('1').uses).toEqual({ variables: [], signals: [], health: [], clock: false })
  })

  it('looks only at what it comes across', () => {
    const asked: string[] = []
    const facts: ExpressionFacts = {
      ...factsOf({}),
      variable: (name) => {
        asked.push(name)
        return name === 'solved' ? false : undefined
      },
    }
    compiled('solved && attempts > 1').evaluate(facts)
    compiled('solved ? code : "x"').evaluate(facts)
    expect(asked).toEqual(['solved', 'solved'])
  })

  it('names what is there when a name is unknown', () => {
    expect(problem('1 + atempts')).toEqual(['there is no variable “atempts”; did you mean “attempts”?', 'atempts'])
    expect(problem('slved')).toEqual(['there is no variable “slved”; did you mean “solved”?', 'slved'])
    expect(problem('doors')).toEqual(['there is no variable “doors”; did you mean the role “door”?', 'doors'])
    expect(problem('gage.level')).toEqual(['there is no role “gage”; did you mean “gauge”?', 'gage'])
    expect(problem('gauge.levle')).toEqual(['role “gauge” has no signal “levle”; did you mean “level”?', 'levle'])
    expect(problem('gauge["x"]')).toEqual([
      'role “gauge” has no signal “x”; there are “level”, “1_open”, “label”',
      '"x"',
    ])
    expect(problem('bare.x')).toEqual(['role “bare” has no signal “x”; it has none', 'x'])
    expect(problem('1 + my-name')).toEqual(['there is no variable “my”; did you mean vars["my-name"]?', 'my'])
    expect(problem('my-role.level')).toEqual(['there is no variable “my”; did you mean roles["my-role"]?', 'my'])
    expect(problem('online("dor")')).toEqual(['there is no role “dor”; did you mean “door”?', '"dor"'])
    expect(problem('x', undefined, { variables: {}, roles: {} })).toEqual(['there is no variable “x”', 'x'])
  })

  it('refuses what is no value', () => {
    expect(problem('!door')).toEqual([
      '“door” is a role and no value: name one of its signals, as in door.open',
      'door',
    ])
    expect(problem('roles["my-role"] > 1')[0]).toMatch(/as in roles\["my-role"\]\["x-y"\]$/)
    expect(problem('attempts.x')).toEqual(['variable “attempts” is one value and has no parts', 'x'])
    expect(problem('gauge.level.x')).toEqual(['signal “level” is one value and has no parts', 'x'])
    expect(problem('gauge[code]')).toEqual(['a name in [ ] stands in quotation marks, as in role["1_open"]', 'code'])
    expect(problem('online(gauge)')[0]).toMatch(/^online takes the name of one role/)
  })

  it('finds nothing that every object has, and runs nothing', () => {
    for (const source of ['constructor', 'toString', 'vars["__proto__"]', 'gauge.constructor', 'roles.valueOf.call'])
      expect(problem(source)[0]).toMatch(/^(there is no|role “gauge” has no)/)
    expect(problem('constructor("return 1")')[0]).toMatch(/^there is no function “constructor”/)
    expect(problem('code.constructor()')[0]).toMatch(/^there is no function “constructor”/)
  })
})

describe('values', () => {
  it.each<[string, Scalar]>([
    ['7 / 2', 3.5],
    ['1 + 2.5 * 2', 6],
    ['0x10 + 1e1', 26],
    ['-7 % 3', -1],
    ['5.5 % 2', 1.5],
    ['3 == 3.0', true],
    ['0.1 + 0.2 > 0.3', true],
    ['min(3, 1, 2) + max(1, 4)', 5],
    ['clamp(12, 0, 10) + clamp(-1, 0, 10) + clamp(5, 0, 10)', 15],
    ['abs(-3) + floor(1.9) + ceil(1.1)', 6],
    ['round(2.5)', 3],
    ['round(-2.5)', -3],
    ['round(0.49999999999999994)', 0],
    ['int(-4.7)', -4],
    ['int("42")', 42],
    ['double("-1.5e1")', -15],
    ['string(1.0) + string(true) + string("x") + string(-0)', '1truex0'],
    ['bool("true") && bool(true)', true],
    ['"a" + \'b\' + r"\\n"', 'ab\\n'],
    ['"a" < "b" && "b" >= "b"', true],
    ['"hello".contains("ell") && "hello".startsWith("he") && "hello".endsWith("lo")', true],
    ['size("a😀b") + "ab".size() + size([1, 2])', 7],
    ['2 in [1, 2] && !("c" in ["a", "b"]) && -0 in [0] && !(1 in [])', true],
    ['["a", "b", "c"][1 + 1]', 'c'],
    ['true ? 1 : 1 / 0', 1],
    ['1 < 2 ? "x" : "y" // a remark', 'x'],
    ['0 * -1', 0],
  ])('%s', (source, wanted) => expect(value(source)).toBe(wanted))

  it.each([
    '1 / 0',
    '0 / 0',
    '1 % 0',
    '1e308 * 10',
    '-(1e308 * 10) < 0',
    'clamp(1, 3, 2)',
    'int("4.2")',
    'int("")',
    'double("1.2.3")',
    'double("Infinity")',
    'double("0x10")',
    'bool("yes")',
    '[1, 2][2]',
    '[1, 2][-1]',
    '[1, 2][0.5]',
    '1 in [1, 1 / 0]',
    'size([1 / 0])',
  ])('%s fails', (source) => expect(value(source)).toBeUndefined())

  it('decides by what is known, as CEL does', () => {
    const unknown = 'attempts > 1'
    expect(value(`false && ${unknown}`)).toBe(false)
    expect(value(`${unknown} && false`)).toBe(false)
    expect(value(`true || ${unknown}`)).toBe(true)
    expect(value(`${unknown} || true`)).toBe(true)
    for (const source of [`true && ${unknown}`, `${unknown} || false`, `!(${unknown})`, 'attempts == attempts'])
      expect(value(source)).toBeUndefined()
    expect(value(`${unknown} ? 1 : 1`)).toBeUndefined()
    expect(value('false ? attempts : 2')).toBe(2)
  })

  it('takes a fact of another type than declared as unknown', () => {
    const known = { variables: { attempts: 'two', solved: 1, code: 7, gauge: Number.NaN } }
    for (const source of ['attempts', 'solved', 'code', 'gauge']) expect(value(source, known)).toBeUndefined()
  })

  it('fails for a text of more than 4,000 characters, read or made', () => {
    const code = 'x'.repeat(2_001)
    expect(value('code + "y"', { variables: { code } })).toBe(`${code}y`)
    expect(value('code + code', { variables: { code } })).toBeUndefined()
    expect(value('size(code + code) > 0', { variables: { code } })).toBeUndefined()
    expect(value('code == ""', { variables: { code: 'x'.repeat(4_001) } })).toBeUndefined()
  })
})

describe('types', () => {
  it('refuses what does not fit, at the part that is wrong', () => {
    expect(problem('1 + (code - 2)')).toEqual(['- takes two numbers; here are a text and a number', 'code - 2'])
    expect(problem('"Try " + attempts')).toEqual([
      '+ adds two numbers or joins two texts; here are a text and a number; string(…) makes a text of a value',
      '"Try " + attempts',
    ])
    expect(problem('code == 3')[0]).toMatch(/^a text is compared with a number: they are never the same/)
    expect(problem('solved < true')[0]).toMatch(/^< compares two numbers or two texts/)
    expect(problem('solved && attempts')).toEqual(['this has to be true or false; it is a number', 'attempts'])
    expect(problem('!attempts')[0]).toMatch(/^! turns/)
    expect(problem('-code')).toEqual(['- takes a number; this is a text', '-code'])
    expect(problem('attempts ? 1 : 2')).toEqual(['this has to be true or false; it is a number', 'attempts'])
    expect(problem('solved ? 1 : "x"')[0]).toMatch(/^both sides of “:” have one type/)
    expect(problem('1 in [1, "2"]')).toEqual(['this is a text where a number has to be', '"2"'])
    expect(problem('1 in code')[1]).toBe('code')
    expect(problem('["a"]["b"]')).toEqual(['the place in a list is a number; this is a text', '"b"'])
    expect(problem('abs(code)')).toEqual(['abs(number): this has to be a number; it is a text', 'code'])
    expect(problem('code.contains(1)')).toEqual(['text.contains(text): this has to be a text; it is a number', '1'])
    expect(problem('[1, 2]')[0]).toMatch(/^a list stands after “in”/)
  })

  it('refuses another number of arguments, and functions that are not there', () => {
    expect(problem('1 + clamp(1, 2)')).toEqual(['this is written clamp(number, lowest, highest)', 'clamp(1, 2)'])
    expect(problem('min(1)')[0]).toBe('this is written min(number, number, …)')
    expect(problem('2 * mn(1, 2)')).toEqual(['there is no function “mn”; did you mean “min”?', 'mn'])
    expect(problem('code.startWith("a")')).toEqual([
      'there is no function “startWith”; did you mean “startsWith”?',
      'startWith',
    ])
    expect(problem('contains(code, "a")')).toEqual(['“contains” is written text.contains(text)', 'contains'])
    expect(problem('attempts.abs()')).toEqual(['“abs” is written abs(number)', 'abs'])
    expect(problem('code.matches("(a+)+$")')[0]).toMatch(/^“matches” is left out of this language/)
    expect(problem('[1, 2].all(x, x > 0)')[0]).toMatch(/^“all” is left out/)
    expect(problem('[1].map(1, 2)')[0]).toMatch(/^functions that walk through lists/)
  })

  it('refuses a result of another type than wanted', () => {
    expect(problem('attempts + 1', 'boolean')).toEqual(['a boolean is wanted here; this is a number', 'attempts + 1'])
    expect(compiled('attempts + 1', 'number').type).toBe('number')
  })
})

describe('text that is no expression', () => {
  it.each<[string, string, string]>([
    ['', 'the expression is empty', ''],
    ['1 +', 'something is missing at the end', ''],
    ['(1 + 2', '“)” is missing here', ''],
    ['1 + * 2', '“*” cannot stand here', '*'],
    ['attempts = 3', '“=” is written == here', '='],
    ['solved and true', '“and” is written && here', 'and'],
    ['attempts ≥ 3', '“≥” is written >= here', '≥'],
    ['attempts 3', '“3” cannot stand here; an operator is missing before it', '3'],
    ['1 + 😀', '“😀” cannot stand here', '😀'],
    ['"abc', 'this text is not closed: its last quotation mark is missing', '"abc'],
    ['gauge.1_open', 'after a dot stands a name; one like “1_open” or “in” is written as role["1_open"]', '1_open'],
    ['if + 1', '“if” is a word of the language; a variable of that name is vars["if"]', 'if'],
    ['{"a": 1}', 'maps ({ }) are left out of this language', '"'],
    ['null', 'null, bytes (b"…") and whole numbers with u are left out of this language', 'null'],
    ['"\\q"', 'after \\ in a text stands n, t, " or a second \\', '\\q'],
  ])('%j', (source, message, part) => expect(problem(source)).toEqual([message, part]))

  it('is bounded in length, parts and depth', () => {
    expect(problem(`1 ${' '.repeat(2_000)}`)[0]).toMatch(/^an expression has up to 2,000 characters/)
    expect(compiled(`1${'+1'.repeat(127)}`).evaluate(factsOf({}))).toBe(128)
    expect(problem(`1${'+1'.repeat(128)}`)[0]).toMatch(/^this has too many parts/)
    expect(problem(`${'('.repeat(65)}1${')'.repeat(65)}`)[0]).toBe('this is nested too deep')
    expect(problem(`${'!'.repeat(1_990)}solved`)[0]).toMatch(/^this has too many parts/)
    expect(problem(`1 in [${'1,'.repeat(65)}]`)[0]).toBe('this list is too long')
    expect(problem(`1${' + size(code)'.repeat(11)}`)[0]).toBe('an expression searches or measures texts up to 10 times')
    expect(problem(`1${'0'.repeat(400)}`)[0]).toBe('this number is too large')
  })
})
