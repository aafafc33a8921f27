import { contains, sizeOfText } from './text.ts'
import { bounded, finite, lift, lift2, type Read, readAll, type Typed } from './value.ts'

/** The arguments of a call, each asked for as what it has to be (a Problem at its place if it is something else). */
export type Arguments = {
  readonly count: number
  number(index: number): Read<number>
  text(index: number): Read<string>
  any(index: number): Typed
}

export type FunctionRule = {
  /** How it is called, for people. */
  readonly usage: string
  readonly least: number
  readonly most: number
  /** Its time grows with the text: an expression has only so many of these. */
  readonly scans?: true
  readonly build: (args: Arguments) => Typed
}

const ofNumber = (name: string, apply: (x: number) => number): FunctionRule => ({
  usage: `${name}(number)`,
  least: 1,
  most: 1,
  build: (args) => ({ type: 'number', read: lift(args.number(0), (x) => finite(apply(x))) }),
})

const ofNumbers = (name: string, apply: (values: readonly number[]) => number): FunctionRule => ({
  usage: `${name}(number, number, …)`,
  least: 2,
  most: 16,
  build: (args) => {
    const reads = Array.from({ length: args.count }, (_, i) => args.number(i))
    return {
      type: 'number',
      read: (facts) => {
        const values = readAll(reads, facts)
        return values === undefined ? undefined : apply(values)
      },
    }
  },
})

const ofTwoTexts = (name: string, apply: (text: string, part: string) => boolean): FunctionRule => ({
  usage: `text.${name}(text)`,
  least: 2,
  most: 2,
  build: (args) => ({ type: 'boolean', read: lift2(args.text(0), args.text(1), apply) }),
})

/** Half goes away from zero, as people round. */
const round = (x: number): number => Math.sign(x) * Math.round(Math.abs(x))

/** Longest text that can be a number. */
const MAX_DIGITS = 64

const readNumber = (text: string, form: RegExp): number | undefined =>
  text.length <= MAX_DIGITS && form.test(text) ? finite(Number(text)) : undefined

const toNumber = (name: string, apply: (x: number) => number, form: RegExp): FunctionRule => ({
  usage: `${name}(number or text)`,
  least: 1,
  most: 1,
  build: (args) => {
    const value = args.any(0)
    if (value.type === 'text') return { type: 'number', read: lift(value.read, (text) => readNumber(text, form)) }
    return { type: 'number', read: lift(args.number(0), (x) => finite(apply(x))) }
  },
})

const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 't', 'true', 'TRUE', 'True'].map((text) => [text, true] as const),
  ...['0', 'f', 'false', 'FALSE', 'False'].map((text) => [text, false] as const),
])

const size = (usage: string): FunctionRule => ({
  usage,
  least: 1,
  most: 1,
  scans: true,
  build: (args) => ({ type: 'number', read: lift(args.text(0), sizeOfText) }),
})

/** `name(…)` */
export const FUNCTIONS: Readonly<Record<string, FunctionRule>> = {
  abs: ofNumber('abs', Math.abs),
  floor: ofNumber('floor', Math.floor),
  ceil: ofNumber('ceil', Math.ceil),
  round: ofNumber('round', round),
  min: ofNumbers('min', (values) => Math.min(...values)),
  max: ofNumbers('max', (values) => Math.max(...values)),
  clamp: {
    usage: 'clamp(number, lowest, highest)',
    least: 3,
    most: 3,
    build: (args) => {
      const [x, low, high] = [args.number(0), args.number(1), args.number(2)]
      return {
        type: 'number',
        read: (facts) => {
          const value = x(facts)
          const least = low(facts)
          const most = high(facts)
          // Bounds the wrong way round leave no number between them.
          if (value === undefined || least === undefined || most === undefined || least > most) return undefined
          return Math.min(Math.max(value, least), most)
        },
      }
    },
  },
  int: toNumber('int', Math.trunc, /^[+-]?\d{1,19}$/),
  double: toNumber('double', (x) => x, /^[+-]?[\d.]+(?:[eE][+-]?\d+)?$/),
  string: {
    usage: 'string(value)',
    least: 1,
    most: 1,
    build: (args) => {
      const value = args.any(0)
      if (value.type === 'number') return { type: 'text', read: lift(value.read, (x) => String(x)) }
      if (value.type === 'boolean') return { type: 'text', read: lift(value.read, (x) => String(x)) }
      return { type: 'text', read: lift(value.read, bounded) }
    },
  },
  bool: {
    usage: 'bool(boolean or text)',
    least: 1,
    most: 1,
    build: (args) => {
      const value = args.any(0)
      return value.type === 'boolean'
        ? value
        : { type: 'boolean', read: lift(args.text(0), (text) => TRUTHS.get(text)) }
    },
  },
  size: size('size(text)'),
}

/** `text.name(…)`; the text is the first argument. `matches` is left out: a pattern may take for ever. */
export const METHODS: Readonly<Record<string, FunctionRule>> = {
  contains: { ...ofTwoTexts('contains', contains), scans: true },
  startsWith: ofTwoTexts('startsWith', (text, part) => text.startsWith(part)),
  endsWith: ofTwoTexts('endsWith', (text, part) => text.endsWith(part)),
  size: size('text.size()'),
}

/** Of CEL, but not here. */
export const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ['matches', 'a pattern may take for ever; contains, startsWith and endsWith do not'],
  ...['all', 'exists', 'exists_one', 'map', 'filter'].map((name) => [name, 'nothing walks through lists'] as const),
  ['has', 'what is not known yet makes the whole unknown'],
  ['timestamp', 'the clock is now, in milliseconds since the game started'],
  ['duration', 'durations are numbers of milliseconds'],
])
