import { type Analysed, type Analysis, analyse } from '#scene-runtime/analyse/analyse.ts'
import { compiledOrFindings } from './compile.ts'
import { formatFinding } from './files.ts'
import type { Io } from './io.ts'
import { readGraph } from './read-graph.ts'

/** Longer than this nobody waits for an answer, ms. */
const MOST_TIME = 60_000

/**
 * `analyse GRAPH [--json] [--max-states N]`: what can come of a game of this scene, with the inputs that lead there, as
 * `simulate` plays them. 1 where something is wrong; what is merely worth knowing is told.
 */
export function analyseCommand(file: string, options: { json: boolean; maxStates?: number }, io: Io): number {
  const compiled = compiledOrFindings(file, readGraph(file), io)
  if (compiled === null) return 1
  const until = performance.now() + MOST_TIME
  const { maxStates } = options
  const analysis = analyse(compiled, {
    timeUp: () => performance.now() > until,
    ...(maxStates === undefined ? {} : { maxStates }),
  })
  if (options.json) io.out(JSON.stringify(analysis, null, 2))
  else {
    for (const found of analysis.findings) for (const line of lines(file, found)) io.out(line)
    io.out(`${file}: ${summary(analysis)}`)
  }
  return analysis.findings.some((f) => f.severity !== 'info') ? 1 : 0
}

const lines = (file: string, found: Analysed): string[] => [
  formatFinding(file, found),
  ...(found.seed === undefined ? [] : [`  with --seed ${found.seed}`]),
  ...(found.trace ?? []).map((line) => `  ${JSON.stringify(line)}`),
]

/** `1,204 states explored (1,180 around, 24 in boiler), everything` */
function summary({ states, parts, complete }: Analysis): string {
  const each = parts.map(
    (p) => `${count(p.states)} ${p.regions.length === 0 ? 'around' : `in ${p.regions.join(', ')}`}`,
  )
  const where = parts.length > 1 ? ` (${each.join('; ')})` : ''
  const bounds = [...new Set(parts.flatMap((p) => p.bounds))]
  const how = complete ? 'all that there are' : `not all: ${bounds.join('; ') || 'it does not come to rest'}`
  return `${count(states)} states explored${where}, ${how}`
}

const count = (n: number): string => n.toLocaleString('en')
