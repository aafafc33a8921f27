import type { Chart, ChartState, ChartTransition } from '../chart.ts'
import type { Losses } from '../foreign-error.ts'
import { isAbove, type Placed, parallelAround, placedStates } from './tree.ts'

type Deadline = { readonly at: Placed; readonly ms: number; readonly transition: ChartTransition }

/**
 * Tells which delays may be over at one moment where it matters which goes first: XState takes the one that began first,
 * a scene the inner one (SG3). It matters where one of them ends the other's state.
 */
export function tellDeadlines(chart: Chart, losses: Losses): void {
  const placed = placedStates(chart)
  const deadlines = new Map(placed.map((at) => [at, deadlinesOf(at)]))
  for (const outer of placed) {
    const own = deadlines.get(outer) ?? []
    if (own.length === 0) continue
    // What may be active together with it: what lies in it, or in a parallel around it.
    const around = outer.above.find(({ kind }) => kind === 'parallel') ?? outer.state
    const near = withAllInside(around, placed).flatMap((at) => deadlines.get(at) ?? [])
    const other = own
      .map((one) => near.find((two) => two.at !== outer && meet(one, two, near, placed)))
      .find((found) => found !== undefined)
    if (other === undefined) continue
    losses.add(
      'deadline/order',
      `a delay of “${outer.state.id}” may be over at the same moment as one of “${other.at.state.id}”: the inner one goes first here, in XState the one that began first`,
      outer.state.place,
    )
  }
}

/** In document order what lies in a state stands right behind it. */
function withAllInside(state: ChartState, placed: readonly Placed[]): readonly Placed[] {
  const from = placed.findIndex((one) => one.state === state)
  const length = placed.slice(from + 1).findIndex(({ above }) => !above.includes(state))
  return length < 0 ? placed.slice(from) : placed.slice(from, from + 1 + length)
}

function deadlinesOf(at: Placed): Deadline[] {
  return at.state.transitions.flatMap((transition): Deadline[] => {
    const { when, own } = transition
    if (own !== null || when.type !== 'trigger' || when.trigger.type !== 'after') return []
    const ms = when.trigger.duration
    return typeof ms === 'number' ? [{ at, ms, transition }] : []
  })
}

/** Whether `one` may be over at the moment of `two`, and the order of both be seen. `one` is the outer, or the one that leaves. */
function meet(one: Deadline, two: Deadline, all: readonly Deadline[], placed: readonly Placed[]): boolean {
  if (isAbove(one.at, two.at)) {
    // The inner state begins when the outer does, or after delays in it.
    const inside = all.filter(({ at }) => isAbove(one.at, at)).map(({ ms }) => ms)
    return one.ms === two.ms ? beginsWith(one.at, two.at, placed) : isSum(one.ms - two.ms, inside)
  }
  const around = parallelAround(one.at, two.at)
  if (around === null) return false
  const { targets, reenter } = one.transition
  const leaves =
    targets.includes(around.id) ||
    (targets.length > 0 && !targets.every((id) => around.children.some((child) => holds(child, id)))) ||
    (reenter === true && one.at.state === around)
  if (!leaves) return false
  const inRegion = (of: Placed): number[] => {
    const region = around.children.find((child) => holds(child, of.state.id))
    return all.filter(({ at }) => region !== undefined && holds(region, at.state.id)).map(({ ms }) => ms)
  }
  return isSum(one.ms - two.ms, inRegion(two.at)) || isSum(two.ms - one.ms, inRegion(one.at))
}

const holds = (state: Placed['state'], id: string): boolean =>
  state.id === id || state.children.some((child) => holds(child, id))

/** Whether `inner` may be entered in the step in which `outer` is: it begins there, or something outside leads to it. */
function beginsWith(outer: Placed, inner: Placed, placed: readonly Placed[]): boolean {
  const path = [...inner.above.slice(outer.above.length), inner.state]
  if (path.slice(1).every((state, i) => path[i]?.kind === 'parallel' || path[i]?.initial?.targets.includes(state.id)))
    return true
  return placed.some(
    (from) =>
      from !== inner &&
      !(isAbove(outer, from) && from.state.kind !== 'shallow' && from.state.kind !== 'deep') &&
      from.state.transitions.some(({ targets }) => targets.some((id) => holds(inner.state, id))),
  )
}

/** Whether a time is the sum of some delays, each as often as one likes. Of many and long ones it is taken to be. */
function isSum(ms: number, parts: readonly number[]): boolean {
  if (ms < 0 || !Number.isInteger(ms)) return false
  const sizes = [...new Set(parts)].filter((part) => part > 0)
  const unit = sizes.reduce(gcd, ms)
  if (ms === 0 || unit === 0) return ms === 0
  const goal = ms / unit
  if (goal > 100_000) return sizes.length > 0
  const reached = new Uint8Array(goal + 1)
  reached[0] = 1
  for (let at = 1; at <= goal; at++)
    if (sizes.some((size) => at >= size / unit && reached[at - size / unit] === 1)) reached[at] = 1
  return reached[goal] === 1
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))
