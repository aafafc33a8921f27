import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { component, everyComponent } from './components.ts'
import { covered, neverReached } from './coverage.ts'
import { deviceDependence } from './devices.ts'
import { durationFinding, type Expected, expectedDuration } from './duration.ts'
import type { Bound } from './explore.ts'
import { overheated } from './on-time.ts'
import { type Analysed, finding, list, partsOf } from './part.ts'
import { ALL, Reach } from './reach.ts'
import { brokenInvariants, commandConflicts, restless } from './safety.ts'
import { needsOperator, softLocks } from './traps.ts'
import { watch } from './watch.ts'

export type { Analysed }

export type AnalyseOptions = {
  /** For each part that is explored by itself; default 20,000. */
  readonly maxStates?: number
  /** Asked now and then: true ends the exploration. Default: never. The clock is the caller's. */
  readonly timeUp?: () => boolean
  /** How parts of the scene are compiled, where that takes more than the document. */
  readonly compile?: (graph: SceneGraph) => Compiled
}

/** What was explored by itself. */
export type AnalysedPart = {
  /** The regions that it is; empty: the scene around them. */
  readonly regions: readonly string[]
  readonly states: number
  readonly moves: number
  /** Where it was cut short, in words. */
  readonly bounds: readonly string[]
}

export type Analysis = {
  /** Errors first. */
  readonly findings: readonly Analysed[]
  readonly parts: readonly AnalysedPart[]
  readonly states: number
  /** How long a game takes by what its nodes say; null where no path leads to an end. */
  readonly duration: Expected | null
  /** Nothing was cut short: what is not found is not there. */
  readonly complete: boolean
}

const MAX_STATES = 20_000

/**
 * Explores what a game of this scene can come to, by the runtime's own steps, and says what is wrong with it. Inputs
 * come at the moments when something starts, ends or is due, each signal with few values that stand for all.
 */
export function analyse(compiled: Compiled, options: AnalyseOptions = {}): Analysis {
  const { maxStates = MAX_STATES, timeUp = () => false } = options
  const limits = { maxStates, timeUp, ...(options.compile === undefined ? {} : { compile: options.compile }) }
  const top = component(compiled, limits)
  const watched = watch(compiled)
  const reach = new Reach(top, ALL)
  const parts = partsOf(reach)
  const bounds = everyComponent(top).flatMap(({ regions, exploration }) =>
    [...exploration.bounds].map(([bound, text]) => ({ regions, bound, text })),
  )
  const complete = bounds.length === 0 && parts.every((p) => p.reach.exploration.faults.length === 0)
  const reached = covered(parts)
  const duration = expectedDuration(compiled)
  const findings = [
    ...brokenInvariants(compiled, parts),
    ...restless(compiled, parts),
    ...softLocks(compiled, reach),
    ...commandConflicts(watched, (id) => !complete || reached.has(id)),
    ...overheated(compiled, limits),
    ...deviceDependence(compiled, watched, top, reach),
    ...needsOperator(compiled, reach, new Reach(top, { dead: null, operators: false })),
    ...(complete ? neverReached(compiled, reached) : []),
    ...bounds.map(cutShort),
    ...durationFinding(compiled, duration),
  ]
  const weight = { error: 0, warning: 1, info: 2 }
  return {
    findings: findings.sort((a, b) => weight[a.severity] - weight[b.severity]),
    parts: everyComponent(top).map(({ regions, exploration }) => ({
      regions,
      states: exploration.visits.length,
      moves: exploration.ways.length,
      bounds: [...exploration.bounds.values()],
    })),
    states: everyComponent(top).reduce((sum, c) => sum + c.exploration.visits.length, 0),
    duration,
    complete,
  }
}

function cutShort({ regions, text }: { regions: readonly string[]; bound: Bound; text: string }): Analysed {
  const where = regions.length === 0 ? 'the exploration' : `the exploration of ${list(regions)}`
  const message = `${where} was cut short: ${text}; what is not found here may still be there`
  return finding('info', 'bounded', message, { nodes: regions })
}
