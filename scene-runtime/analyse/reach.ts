import type { Component, Split } from './components.ts'
import { type Exploration, tellsDeath, type Way } from './explore.ts'
import { roleOf } from './looks.ts'

/**
 * Under which circumstances: whose device is dead (`news`: or dies in the game, and that is heard), whether the game master may press anything, and override what is
 * active besides.
 */
export type Circumstances =
  | { readonly dead: string | null; readonly operators: boolean; readonly overrides?: false }
  | { readonly dead: string; readonly operators: true; readonly overrides: true }
  | { readonly dead: string; readonly operators: true; readonly overrides?: false; readonly news: true }

export const ALL: Circumstances = { dead: null, operators: true }

/** Where a component can go under some circumstances, with its independent parts put together again. */
export class Reach {
  readonly exploration: Exploration
  /** Which states can be reached, and by which way first (null: a start). */
  readonly first = new Map<number, Way | null>()
  /** From which states an end can still come; a state that was not followed further counts as one. */
  readonly ends: ReadonlySet<number>
  private readonly parts = new Map<Component, Reach>()
  /** Where it has come to its end. */
  private readonly over: ReadonlySet<number>

  constructor(
    readonly component: Component,
    readonly under: Circumstances,
  ) {
    this.exploration = explorationOf(component, under)
    this.over = over(component, this.exploration)
    for (const split of component.splits)
      for (const group of split.groups) this.parts.set(group, new Reach(group, under))
    this.forward()
    this.ends = this.backward((way) => this.possible(way))
  }

  part(group: Component): Reach {
    const found = this.parts.get(group)
    if (found === undefined) throw new Error('it is no part of this component')
    return found
  }

  every(): Reach[] {
    return [this, ...[...this.parts.values()].flatMap((part) => part.every())]
  }

  /** A start of it from which an end can come. */
  get canEnd(): boolean {
    return this.starts().some((at) => this.ends.has(at))
  }

  starts(): number[] {
    const { dead } = this.under
    return this.exploration.starts
      .filter(({ known }) => dead === null || known.every((m) => m.kind !== 'fact' || roleOf(m.fact) !== dead))
      .map((s) => s.at)
  }

  splitOf(way: Way): Split | undefined {
    const { move } = way
    return move.kind === 'event' ? this.component.splits.find((s) => s.event === move.name) : undefined
  }

  possible(way: Way): boolean {
    const { dead, operators } = this.under
    if (dead !== null && way.roles.includes(dead) && !(heardOfDeath(this.under) && tellsDeath(way.move, dead)))
      return false
    if (!operators && way.move.kind === 'operator') return false
    const split = this.splitOf(way)
    return split === undefined || split.groups.every((group) => this.part(group).canEnd)
  }

  /** Reached states, first come first. */
  reached(): number[] {
    return [...this.first.keys()]
  }

  /** The ways to a state, from a start. */
  waysTo(at: number): Way[] {
    const ways: Way[] = []
    for (let way = this.first.get(at) ?? null; way !== null; way = this.first.get(way.from) ?? null) ways.unshift(way)
    return ways
  }

  ended(at: number): boolean {
    return this.over.has(at)
  }

  /** Not followed further: what comes after is not known. */
  open(at: number): boolean {
    return this.exploration.visits[at]?.expanded === false
  }

  /** States in which the regions taken out of a parallel play. */
  playing(split: Split): number[] {
    return this.reached().filter((at) => this.exploration.visits[at]?.situation.nodes.includes(split.waiting))
  }

  /**
   * From which states an end can come though a split's regions never get to theirs. Once the parallel was left and is
   * entered again, they begin anew.
   */
  endsWithout(split: Split): ReadonlySet<number> {
    const playing = new Set(this.playing(split))
    const leaves = (way: Way): boolean => way.exited.includes(split.parallel) || !playing.has(way.to)
    const stays = new Set<number>()
    for (const at of playing) if (this.ended(at) || this.open(at)) stays.add(at)
    const can = (way: Way): boolean => this.possible(way) && this.splitOf(way) !== split
    const queue: number[] = []
    for (const at of playing) {
      const out = this.exploration.visits[at]?.out ?? []
      const away = out.some((n) => {
        const way = this.exploration.ways[n]
        return way !== undefined && can(way) && leaves(way) && this.ends.has(way.to)
      })
      if (away) stays.add(at)
    }
    queue.push(...stays)
    for (let at = queue.pop(); at !== undefined; at = queue.pop())
      for (const n of this.exploration.visits[at]?.into ?? []) {
        const way = this.exploration.ways[n]
        if (way === undefined || stays.has(way.from) || !playing.has(way.from) || !can(way) || leaves(way)) continue
        stays.add(way.from)
        queue.push(way.from)
      }
    return stays
  }

  private forward(): void {
    const queue: number[] = []
    for (const at of this.starts())
      if (!this.first.has(at)) {
        this.first.set(at, null)
        queue.push(at)
      }
    for (let i = 0; i < queue.length; i++) {
      const at = queue[i]
      if (at === undefined) break
      for (const n of this.exploration.visits[at]?.out ?? []) {
        const way = this.exploration.ways[n]
        if (way === undefined || this.first.has(way.to) || !this.possible(way)) continue
        this.first.set(way.to, way)
        queue.push(way.to)
      }
    }
  }

  private backward(can: (way: Way) => boolean): Set<number> {
    const ends = new Set<number>()
    const queue = this.exploration.visits.flatMap((_, at) => (this.ended(at) || this.open(at) ? [at] : []))
    for (const at of queue) ends.add(at)
    for (let at = queue.pop(); at !== undefined; at = queue.pop())
      for (const n of this.exploration.visits[at]?.into ?? []) {
        const way = this.exploration.ways[n]
        if (way === undefined || ends.has(way.from) || !can(way)) continue
        ends.add(way.from)
        queue.push(way.from)
      }
    return ends
  }
}

function explorationOf(component: Component, under: Circumstances): Exploration {
  if (under.dead === null) return component.exploration
  return under.overrides === true
    ? component.overridden(under.dead)
    : component.without(under.dead, heardOfDeath(under))
}

const heardOfDeath = (under: Circumstances): boolean => 'news' in under

/** States in which the session has ended, or all regions of a group have: these stay ended (`independentRegions`). */
function over({ done }: Component, { visits, ways, starts }: Exploration): Set<number> {
  const found = new Set<number>()
  visits.forEach((visit, at) => {
    if (visit.session.endedAt !== null) found.add(at)
  })
  if (done === null) return found
  const queue: number[] = []
  const add = (at: number): void => {
    if (found.has(at)) return
    found.add(at)
    queue.push(at)
  }
  for (const start of starts) if (start.fired.includes(done)) add(start.at)
  for (const way of ways) if (way.fired.includes(done)) add(way.to)
  for (let at = queue.pop(); at !== undefined; at = queue.pop())
    for (const n of visits[at]?.out ?? []) {
      const way = ways[n]
      if (way !== undefined) add(way.to)
    }
  return found
}

/** The fewest presses of the game master with which a game can end; infinite where it cannot. */
export function presses(reach: Reach): number {
  const { visits, ways } = reach.exploration
  const cost = new Map<number, number>()
  const buckets: number[][] = [reach.starts()]
  for (let price = 0; price < buckets.length; price++) {
    const queue = buckets[price] ?? []
    for (let i = 0; i < queue.length; i++) {
      const at = queue[i]
      if (at === undefined || cost.has(at)) continue
      cost.set(at, price)
      if (reach.ended(at)) return price
      for (const n of visits[at]?.out ?? []) {
        const way = ways[n]
        if (way === undefined || !reach.possible(way)) continue
        const split = reach.splitOf(way)
        const parts = split?.groups.map((group) => presses(reach.part(group))) ?? []
        const next =
          price +
          (way.move.kind === 'operator' || way.move.kind === 'override' ? 1 : 0) +
          parts.reduce((a, b) => a + b, 0)
        if (!Number.isFinite(next)) continue
        while (buckets.length <= next) buckets.push([])
        buckets[next]?.push(way.to)
      }
    }
  }
  return Number.POSITIVE_INFINITY
}
