import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import { simulate, traceText } from '#scene-runtime/core/simulate.ts'
import { type SimulationInput, simulationInput } from '#scene-runtime/core/simulation-input.ts'
import { readGraph } from '../bin/cli/read-graph.ts'

/** A process that dies, and a document that takes its own place, at every position of the inputs of every example. */
const folder = import.meta.dirname
const cases = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.jsonl') && !file.endsWith('.trace.jsonl'))
  .sort()

/** Each file twice: the same document is another object when it is read again. */
const known = new Map<string, Compiled>()
function read(file: string, time = ''): Compiled {
  const compiled = known.get(`${file} ${time}`) ?? compile(readGraph(file))
  known.set(`${file} ${time}`, compiled)
  return compiled
}

/** Long games are asked at so many of their positions, spread over the whole. */
const MOST = 9

type Moment = { readonly place: number; readonly at: number }

/** After each input at once, half way to the next, and right before that one. */
function moments(lines: readonly SimulationInput[]): Moment[] {
  const all = lines.flatMap((line, i) => {
    const next = lines[i + 1]?.at ?? line.at + 60_000
    if ('end' in line && line.end === true) return []
    return [...new Set([line.at, Math.floor((line.at + next) / 2), next])].map((at) => ({ place: i + 1, at }))
  })
  const every = Math.ceil(all.length / MOST)
  return all.filter((_, i) => i % every === 0)
}

const isRestart = (line: SimulationInput): boolean => 'restart' in line
const moves = (line: SimulationInput): boolean => 'reload' in line || 'rollBack' in line

describe('HR8 RT1 anywhere in an example', () => {
  it.each(cases)('%s: a restart and an identical reload change nothing but for their own line', (name) => {
    const file = path.join(folder, name)
    const graph = file.replace(/\.[^.]+\.jsonl$/, '.json')
    const text = readFileSync(file, 'utf8').split('\n')
    const given = text.flatMap((line) => (line.trim() === '' ? [] : [simulationInput.parse(JSON.parse(line))]))
    const lines = given.filter((line) => !isRestart(line))
    const versions = new Map([['same', read(graph, 'again')]])
    for (const line of lines)
      if ('reload' in line) versions.set(line.reload, read(path.resolve(path.dirname(file), line.reload)))
    const compiled = read(graph)
    const play = (inputs: readonly SimulationInput[]): string[] =>
      [...simulate(compiled, inputs, { seed: 1, versions })]
        .filter(({ cause }) => !('restart' in cause) && cause.reload !== 'same')
        .map((line) => traceText(line))
    const plain = play(lines)
    for (const { place, at } of moments(lines)) {
      const before = lines.slice(0, place)
      const after = lines.slice(place)
      const later: SimulationInput[] = after.length > 0 ? after : [{ at: at + 600_000, end: true }]
      const expected = after.length > 0 ? plain : play([...lines, ...later])
      expect(play([...before, { at, restart: true }, ...later])).toEqual(expected)
      // Which version is taken and which one is gone back to is what those lines are about.
      if (!lines.some(moves)) expect(play([...before, { at, reload: 'same' }, ...later])).toEqual(expected)
    }
  })
})
