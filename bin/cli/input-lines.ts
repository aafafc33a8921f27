import { explainInput, readInput, type SimulationInput } from '#scene-runtime/core/simulation-input.ts'
import { readText, Unusable } from './files.ts'

/** The lines of an inputs file, in time. Empty lines are skipped. */
export function readInputs(file: string): SimulationInput[] {
  const text = readText(file)
  const inputs: SimulationInput[] = []
  const read = reader()
  let last = 0
  let ended = false
  let number = 0
  for (let from = 0, to = 0; from <= text.length; from = to + 1) {
    to = text.indexOf('\n', from)
    if (to < 0) to = text.length
    number += 1
    const wrong = (why: string): Unusable => new Unusable([`${file}:${number}: ${why}`])
    const input = read(text, from, to, wrong)
    if (input === null) continue
    if (input.at < last) throw wrong(`at: ${input.at} is before ${last}, the line above`)
    if (ended) throw wrong('nothing may follow "end"')
    last = input.at
    ended = 'end' in input && input.end === true
    inputs.push(input)
  }
  return inputs
}

/** How many ways for a line to go on are remembered: of a dial that sends fractions no two are alike. */
const MOST_REMEMBERED = 10_000

type Wrong = (why: string) => Unusable

/**
 * Reads the line between two places of a text; null: it is empty. A recording says the same few things at other times
 * again and again, so what follows a line's time is read once: lines that say the same share it.
 */
function reader(): (text: string, from: number, to: number, wrong: Wrong) => SimulationInput | null {
  const known = new Map<string, SimulationInput>()
  return (text, from, to, wrong) => {
    const comma = timeEnd(text, from)
    const rest = comma < 0 ? '' : text.slice(comma, to)
    const same = known.get(rest)
    if (same !== undefined) return timed(same, Number(text.slice(from + AT.length, comma)))
    const line = text.slice(from, to)
    if (line.trim() === '') return null
    const input = readLine(line, wrong)
    // Were there a second "at", in whatever spelling, it would be the one that counts.
    if (comma < 0 || rest.includes('"at"') || rest.includes('\\')) return input
    if (known.size >= MOST_REMEMBERED) known.clear()
    known.set(rest, input)
    return input
  }
}

/** Another line that says the same. Nearly all are signals, and a literal costs a tenth of copying what may be anything. */
const timed = (input: SimulationInput, at: number): SimulationInput =>
  'signal' in input ? { at, signal: input.signal } : { ...input, at }

function readLine(line: string, wrong: Wrong): SimulationInput {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    throw wrong(`not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const input = readInput(value)
  if (input === null) throw wrong(explainInput(value))
  return input
}

const AT = '{"at":'
const [ZERO, NINE, COMMA] = [48, 57, 44]
/** Of a longer one the schema decides. */
const MOST_DIGITS = 15

/** Where the comma stands behind a time in whole milliseconds that begins the line, as programs write it; else -1. */
function timeEnd(text: string, from: number): number {
  if (!text.startsWith(AT, from)) return -1
  const first = from + AT.length
  let place = first
  for (let code = text.charCodeAt(place); code >= ZERO && code <= NINE; code = text.charCodeAt(place)) place += 1
  const digits = place - first
  if (text.charCodeAt(place) !== COMMA || digits === 0 || digits > MOST_DIGITS) return -1
  // No number begins with a needless zero in JSON.
  return text.charCodeAt(first) === ZERO && digits > 1 ? -1 : place
}
