import { type Compiled, compile, InvalidGraph } from '#scene-graph/compile/compile.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { start } from '../core/start.ts'
import type { Limit } from './energised.ts'
import { type Exploration, explore } from './explore.ts'
import { independentRegions } from './independence.ts'
import { healthFact } from './looks.ts'
import { groupGraph, restGraph } from './project.ts'
import { type Watch, watch } from './watch.ts'

/** A part of a scene that is explored by itself: the whole, what is left of it, or independent regions of a parallel. */
export type Component = {
  /** The regions that it is; empty: the scene, as far as it is not in `splits`. */
  readonly regions: readonly string[]
  /** The edge that fires when all of these regions have come to their ends; null: the scene ends by itself. */
  readonly done: string | null
  readonly watch: Watch
  readonly splits: readonly Split[]
  readonly exploration: Exploration
  /** The same where this role's device is dead from the start; `news`: or dies in the game, and that is heard. */
  readonly without: (role: string, news: boolean) => Exploration
  /** The same where the game master may override whatever is active. */
  readonly overridden: (role: string) => Exploration
}

/** Regions that were taken out of a parallel. */
export type Split = {
  readonly parallel: string
  /** The event that stands for all of them coming to their ends, and the state in which the rest waits for it. */
  readonly event: string
  readonly waiting: string
  readonly groups: readonly Component[]
}

export type Limits = {
  /** For each part that is explored by itself. */
  readonly maxStates: number
  readonly timeUp: () => boolean
  readonly compile?: (graph: SceneGraph) => Compiled
  /** What is energised is followed through the scene, and what commands it or runs meanwhile is explored together. */
  readonly limit?: Limit
}

export function component(compiled: Compiled, limits: Limits): Component {
  return build(compiled, limits, { regions: [], done: null, inherits: false, splits: new Map() })
}

type Build = {
  readonly regions: readonly string[]
  readonly done: string | null
  readonly inherits: boolean
  /** Parallels that were split already. */
  readonly splits: ReadonlyMap<string, Split>
}

function build(compiled: Compiled, limits: Limits, from: Build): Component {
  const watched = watch(compiled)
  const { entered } = whatStarts(compiled)
  for (const planned of compiled.plan.nodes.values()) {
    const { id } = planned.node
    if (planned.lowering.kind !== 'parallel' || from.splits.has(id)) continue
    const startsIn = entered.has(id)
    const independent = independentRegions(watched, planned, startsIn, limits.limit?.role)
    if (independent === null) continue
    const { graph } = compiled
    const rest = restGraph(graph, independent)
    const inherits = startsIn ? from.inherits : true
    const parts = independent.groups.flatMap((regions, i) => {
      const { graph: group, done } = groupGraph(graph, independent, i)
      const part = compiledOrNull(group, limits)
      return part === null ? [] : [{ part, from: { regions, done, inherits, splits: new Map() } }]
    })
    const left = compiledOrNull(rest.graph, limits)
    if (left === null || parts.length < independent.groups.length) continue
    const groups = parts.map(({ part, from }) => build(part, limits, from))
    const split = { parallel: id, event: rest.event, waiting: rest.waiting, groups }
    return build(left, limits, { ...from, splits: new Map([...from.splits, [id, split]]) })
  }
  const follows = limits.limit === undefined || from.regions.length > 0 ? {} : { limit: limits.limit }
  const options = { maxStates: limits.maxStates, timeUp: limits.timeUp, inherits: from.inherits, ...follows }
  const exploration = explore(watched, options)
  const health = new Set(
    [watched.always, ...[...compiled.plan.nodes.keys()].map(watched.own)].flatMap((l) => l.readers.map((r) => r.fact)),
  )
  const without = new Map<string, Exploration>()
  const overridden = new Map<string, Exploration>()
  return {
    regions: from.regions,
    done: from.done,
    watch: watched,
    splits: [...from.splits.values()],
    exploration,
    without: (role, news) => {
      if (!health.has(healthFact(role))) return exploration
      const key = `${role} ${news}`
      const dead = { dead: role, ...(news ? { news } : {}) }
      const known = without.get(key) ?? explore(watched, { ...options, ...dead })
      without.set(key, known)
      return known
    },
    overridden: (role) => {
      // A device whose health nobody looks at is dead by what does not come of it.
      const dead = health.has(healthFact(role)) ? { dead: role } : {}
      const key = dead.dead ?? ''
      const done = from.done === null ? {} : { done: from.done }
      const known = overridden.get(key) ?? explore(watched, { ...options, ...dead, ...done, overrides: true })
      overridden.set(key, known)
      return known
    },
  }
}

function whatStarts(compiled: Compiled): { entered: ReadonlySet<string> } {
  try {
    const { records } = start(compiled, { sessionId: 'sim', seed: 1, at: 0, known: { signals: {}, health: {} } })
    return { entered: new Set(records.flatMap((r) => r.entered)) }
  } catch {
    return { entered: new Set() }
  }
}

/** A part that does not compile by itself stays with the rest. */
function compiledOrNull(graph: SceneGraph, limits: Limits): Compiled | null {
  try {
    return (limits.compile ?? compile)(graph)
  } catch (error) {
    if (error instanceof InvalidGraph) return null
    throw error
  }
}

/** The component and all those inside it. */
export const everyComponent = (top: Component): Component[] => [
  top,
  ...top.splits.flatMap((split) => split.groups.flatMap(everyComponent)),
]
