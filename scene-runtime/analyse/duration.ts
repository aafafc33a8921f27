import type { Compiled } from '#scene-graph/compile/compile.ts'
import { initialChild, initialOf } from '#scene-graph/compile/initial.ts'
import type { PlannedNode } from '#scene-graph/compile/plan.ts'
import { describeMs } from '#scene-graph/describe.ts'
import type { Edge } from '#scene-graph/schema/document.ts'
import type { Duration } from '#scene-graph/schema/values.ts'
import { type Analysed, finding } from './part.ts'

/** ms: by the shortest path to an end, by the first edges, and by the longest path that goes round no loop twice. */
export type Expected = { readonly min: number; readonly typical: number; readonly max: number }

/**
 * How long a game takes by what its nodes say: `expected` where they have it, else the times of their own delays and
 * waits. What waits for people and says nothing counts as no time.
 */
export function expectedDuration(compiled: Compiled): Expected | null {
  const { plan, graph } = compiled
  const clock = new Clock(compiled)
  return clock.path(plan.roots, initialChild(plan.roots, graph.initial))
}

/** The same as a finding; none where nothing takes any time. */
export function durationFinding(compiled: Compiled, expected: Expected | null): Analysed[] {
  if (expected === null || expected.max === 0) return []
  const { min, typical, max } = expected
  const silent = [...compiled.plan.nodes.values()].filter(
    (n) => n.owner === null && n.lowering.kind === 'built' && n.node.data.expected === null && clockless(n),
  )
  const unsaid = silent.length === 0 ? '' : `; ${silent.length} of its puzzles say no expected time`
  const range = min === max ? '' : `, from ${describeMs(min)} to ${describeMs(max)}`
  const message = `a game is expected to take ${describeMs(typical)}${range}${unsaid}`
  return [finding('info', 'expected-duration', message, { nodes: silent.map((n) => n.node.id) })]
}

const clockless = (planned: PlannedNode): boolean =>
  planned.lowering.kind === 'built' && planned.lowering.progress !== null

const NO_TIME: Expected = { min: 0, typical: 0, max: 0 }

class Clock {
  private readonly known = new Map<PlannedNode, Expected>()

  constructor(private readonly compiled: Compiled) {}

  /** A node's time while nothing but its own end leads out of it. */
  private of(planned: PlannedNode): Expected {
    const known = this.known.get(planned)
    if (known !== undefined) return known
    // Against a history or an edge that leads back into what is being added up.
    this.known.set(planned, NO_TIME)
    const { expected } = planned.node.data
    const made =
      planned.owner === null && typeof expected === 'number'
        ? { min: expected, typical: expected, max: expected }
        : this.own(planned)
    this.known.set(planned, made)
    return made
  }

  private own(planned: PlannedNode): Expected {
    const { lowering, children } = planned
    switch (lowering.kind) {
      case 'timed':
        return times(lowering.running ? this.ms(lowering.duration) : 0, NO_TIME)
      case 'steps':
        return times(
          lowering.steps.reduce((sum, { wait }) => sum + (wait.type === 'duration' ? wait.ms : 0), 0),
          NO_TIME,
        )
      case 'parallel': {
        const regions = children.map((region) => this.of(region))
        const longest = (key: keyof Expected): number => Math.max(0, ...regions.map((r) => r[key]))
        return { min: longest('min'), typical: longest('typical'), max: longest('max') }
      }
      case 'compound':
      case 'built':
      case 'contained':
        return this.path(children, initialOf(planned)) ?? NO_TIME
      default:
        return NO_TIME
    }
  }

  private ms(duration: Duration): number {
    if (typeof duration === 'number') return duration
    const value = duration.type === 'variable' ? this.compiled.plan.variables.get(duration.name)?.initial : undefined
    return typeof value === 'number' ? value : 0
  }

  /** From where a container starts to one of its ends, or out of it. */
  path(children: readonly PlannedNode[], first: PlannedNode | undefined): Expected | null {
    if (first === undefined) return null
    return this.walk(children, first, false) ?? this.walk(children, first, true)
  }

  private walk(children: readonly PlannedNode[], first: PlannedNode, operators: boolean): Expected | null {
    const results = new Map<PlannedNode, Expected | null>()
    const siblings = new Set(children)
    const onPath = new Set<PlannedNode>()
    const from = (at: PlannedNode): Expected | null => {
      const known = results.get(at)
      if (known !== undefined) return known
      if (at.lowering.kind === 'final') return NO_TIME
      if (onPath.size > LONGEST_WAY) return null
      onPath.add(at)
      const ways = at.edges.flatMap((edge) => {
        if (edge.target === null || (edge.trigger.type === 'operator' && !operators)) return []
        const next = this.compiled.plan.nodes.get(edge.target)
        const sibling = next === undefined ? undefined : besideIn(siblings, next)
        // A way back goes round a loop: not twice.
        if (sibling !== undefined && onPath.has(sibling)) return []
        const rest = sibling === undefined ? NO_TIME : from(sibling)
        return rest === null ? [] : [times(0, rest, this.leaving(at, edge))]
      })
      onPath.delete(at)
      const [main] = ways
      const result =
        main === undefined
          ? null
          : {
              min: Math.min(...ways.map((w) => w.min)),
              typical: main.typical,
              max: Math.max(...ways.map((w) => w.max)),
            }
      results.set(at, result)
      return result
    }
    return from(first)
  }

  private leaving(at: PlannedNode, { trigger }: Edge): Expected {
    if (trigger.type !== 'after') return this.of(at)
    return times(this.ms(trigger.duration), NO_TIME)
  }
}

const times = (ms: number, a: Expected, b: Expected = NO_TIME): Expected => ({
  min: ms + a.min + b.min,
  typical: ms + a.typical + b.typical,
  max: ms + a.max + b.max,
})

/** Nodes one after the other that a way is followed through: a longer one says nothing of how long a game takes. */
const LONGEST_WAY = 1_000

/** Which of them the node is, or lies in. */
function besideIn(siblings: ReadonlySet<PlannedNode>, node: PlannedNode): PlannedNode | undefined {
  for (let at: PlannedNode | null = node; at !== null; at = at.parent) if (siblings.has(at)) return at
  return undefined
}
