import type { PlannedNode } from '#scene-graph/compile/plan.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import type { Edge } from '#scene-graph/schema/document.ts'
import { addTo, gather, type Looks, noLooks } from './looks.ts'
import { expressionUses, type Watch } from './watch.ts'

/** Regions of a parallel that have nothing to do with the rest, in groups that have nothing to do with each other. */
export type Independent = {
  readonly parallel: string
  readonly groups: readonly (readonly string[])[]
  /** Ids of the invariants that are about a group alone, for each group. */
  readonly invariants: readonly (readonly string[])[]
}

type Share = Looks & { readonly nodes: ReadonlySet<string>; readonly facts: ReadonlySet<string> }

/** The rest of the scene counts as one more region, which the parallel's own edges belong to. */
const REST = -1

/**
 * Which regions of a parallel can be explored without the others, and give the same answers.
 *
 * Two regions are put together when any input could concern both (a signal, a device, an event; a game master's press can
 * name the node that is meant), when one
 * writes a variable or emits an event that the other goes by, when one asks whether something in the other is active,
 * when an edge leads across, or when an invariant speaks of both. Otherwise every input concerns one region at most, and
 * what it does there depends on that region alone: a play of all is a play of each, interleaved, and any plays of each
 * can be interleaved to one of all. Time is common, but a region's clock begins when the parallel is entered and no other
 * region can stop it, so plays are laid side by side on the same clock. What could tell their lengths apart is the rest
 * of the scene, by a deadline that runs meanwhile: regions with times of their own are then explored with it. So are
 * regions that would find something else than at the first time when the parallel is entered again, and those that an
 * edge can lead out of their end again, since all must be at their ends at one moment. Where the time for which a device
 * is energised (`role`) is followed, so are regions that command it or have times of their own.
 */
export function independentRegions(
  watch: Watch,
  parallel: PlannedNode,
  startsIn: boolean,
  role?: string,
): Independent | null {
  const { plan, graph } = watch.compiled
  // A contained graph is explored as it was placed: its nodes are not the document's.
  if (!graph.nodes.some((n) => n.id === parallel.node.id)) return null
  const regions = parallel.children
  const again = reenterable(plan.nodes, parallel)
  if (regions.length < 2 || (startsIn && again) || remembered(plan.nodes, parallel)) return null
  const shares = regions.map((region) => share(watch, subtree(region)))
  const inRegions = new Set(shares.flatMap((s) => [...s.nodes]))
  const outside = [...plan.nodes.values()].filter((n) => !inRegions.has(n.node.id))
  const rest = share(watch, outside)
  const meanwhile = share(
    watch,
    outside.filter((n) => concurrent(n, parallel)),
  )
  // An edge that takes any event would take the one that stands for their end as well.
  if ([...meanwhile.listens].some((name) => name.includes('*'))) return null
  const union = new Union()
  shares.forEach((one, i) => {
    const region = regions[i]
    const joins =
      touchesRest(one, rest, meanwhile) ||
      (role !== undefined && (one.timed || one.commands.has(role))) ||
      (again && carriesOver(watch, one)) ||
      (region !== undefined && !staysEnded(region))
    if (joins) union.join(i, REST)
    for (let j = 0; j < i; j++) {
      const other = shares[j]
      if (other !== undefined && touch(one, other)) union.join(i, j)
    }
  })
  crossings(graph, shares, union)
  const owners = invariantOwners(watch, shares, rest, union)
  const groups = union.groups(regions.length)
  const apart = groups.flat().length
  if (apart === 0 || (groups.length === 1 && apart === regions.length)) return null
  return {
    parallel: parallel.node.id,
    groups: groups.map((group) => group.flatMap((i) => regions[i]?.node.id ?? [])),
    invariants: groups.map((group) =>
      graph.invariants.filter((v) => group.includes(owners.get(v.id) ?? REST)).map((v) => v.id),
    ),
  }
}

class Union {
  private readonly parents = new Map<number, number>()
  root(i: number): number {
    const parent = this.parents.get(i)
    return parent === undefined ? i : this.root(parent)
  }
  /** The rest is always the root of what it is joined with. */
  join(i: number, j: number): void {
    const [a, b] = [this.root(i), this.root(j)]
    if (a !== b) this.parents.set(Math.max(a, b), Math.min(a, b))
  }
  /** Without the one that the rest is in. */
  groups(count: number): number[][] {
    const groups = new Map<number, number[]>()
    for (let i = 0; i < count; i++) {
      const root = this.root(i)
      if (root !== REST) groups.set(root, [...(groups.get(root) ?? []), i])
    }
    return [...groups.values()]
  }
}

export function subtree(planned: PlannedNode): PlannedNode[] {
  return [planned, ...planned.children.flatMap(subtree)]
}

function share(watch: Watch, nodes: readonly PlannedNode[]): Share {
  const sum = noLooks()
  const ids = new Set(nodes.map((n) => n.node.id))
  for (const id of ids) addTo(sum, watch.own(id))
  for (const node of sum.ages) sum.activeNodes.add(node)
  for (const { node } of watch.compiled.timers.values()) if (ids.has(node)) sum.timed = true
  for (const planned of nodes) if (planned.lowering.kind === 'gate') sum.operators.add(planned.lowering.action)
  return { ...sum, nodes: ids, facts: new Set(sum.readers.map((r) => r.fact)) }
}

const meet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => {
  for (const item of a) if (b.has(item)) return true
  return false
}

/** Patterns of events may mean anything. */
const hears = (listens: ReadonlySet<string>, emits: ReadonlySet<string>): boolean =>
  meet(listens, emits) || (emits.size > 0 && [...listens].some((name) => name.includes('*')))

const bothHear = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => hears(a, b) || hears(b, a)

/** Something that happens in one is noticed in the other. */
const speaks = (a: Share, b: Share): boolean =>
  hears(b.listens, a.emits) || meet(a.writes, b.reads) || meet(a.activeNodes, b.nodes) || meet(a.timers, b.nodes)

const touch = (a: Share, b: Share): boolean =>
  meet(a.facts, b.facts) || bothHear(a.listens, b.listens) || speaks(a, b) || speaks(b, a)

const touchesRest = (region: Share, rest: Share, meanwhile: Share): boolean =>
  // A value that was reported before the parallel began is found there: facts are shared over time.
  meet(region.facts, rest.facts) ||
  bothHear(region.listens, meanwhile.listens) ||
  speaks(region, rest) ||
  speaks(rest, region) ||
  (region.timed && meanwhile.timed) ||
  region.clock ||
  region.payloads.size > 0

/** A second time it would find what the first time left: variables, histories, how often a step was tried. */
const carriesOver = (watch: Watch, region: Share): boolean =>
  meet(region.reads, region.writes) ||
  [...region.nodes].some((id) => {
    const lowering = watch.compiled.plan.nodes.get(id)?.lowering
    return lowering?.kind === 'history' || (lowering?.kind === 'steps' && lowering.retries > 0)
  })

/** Once it has come to its end, nothing leads out of that. */
const staysEnded = (region: PlannedNode): boolean =>
  region.edges.every((e) => e.target === null) &&
  (region.lowering.kind !== 'parallel' || region.children.every(staysEnded))

/** Active at the same time as the regions: what is around them, and beside what is around them. */
function concurrent(node: PlannedNode, parallel: PlannedNode): boolean {
  const around = new Set<PlannedNode>()
  for (let up: PlannedNode | null = parallel; up !== null; up = up.parent) around.add(up)
  for (let at: PlannedNode | null = node; at !== null; at = at.parent) {
    if (around.has(at)) return at === node
    if (at.parent !== null && around.has(at.parent)) return at.parent.lowering.kind === 'parallel'
  }
  return false
}

/** Whether edges could lead back into the parallel once it was left. */
function reenterable(nodes: ReadonlyMap<string, PlannedNode>, parallel: PlannedNode): boolean {
  const seen = new Set<PlannedNode>()
  const queue: PlannedNode[] = []
  const follow = ({ target, alsoTargets }: Edge): void => {
    for (const id of [target ?? [], alsoTargets].flat()) {
      const node = nodes.get(id)
      if (node === undefined || seen.has(node)) continue
      seen.add(node)
      queue.push(node)
    }
  }
  for (let up: PlannedNode | null = parallel; up !== null; up = up.parent) up.edges.forEach(follow)
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const inner of subtree(at)) {
      if (inner === parallel) return true
      inner.edges.forEach(follow)
    }
    for (let up: PlannedNode | null = at; up !== null; up = up.parent) {
      if (up === parallel) return true
      up.edges.forEach(follow)
    }
  }
  return false
}

/** A history that could put the regions back to where they were. */
function remembered(nodes: ReadonlyMap<string, PlannedNode>, parallel: PlannedNode): boolean {
  const around = new Set<string | null>()
  for (let up: PlannedNode | null = parallel; up !== null; up = up.parent) around.add(up.node.id)
  return [...nodes.values()].some((n) => n.lowering.kind === 'history' && around.has(n.parent?.node.id ?? null))
}

function crossings(graph: SceneGraph, shares: readonly Share[], union: Union): void {
  const regionOf = (id: string): number => shares.findIndex((s) => s.nodes.has(id))
  for (const { source, target, alsoTargets } of graph.edges)
    for (const id of [target ?? [], alsoTargets].flat()) {
      const [from, to] = [regionOf(source), regionOf(id)]
      if (from !== to) union.join(from, to)
    }
}

/** Which region an invariant is about alone; those that are about several, or about more, put them together. */
function invariantOwners(watch: Watch, shares: readonly Share[], rest: Share, union: Union): Map<string, number> {
  const owners = new Map<string, number>()
  for (const { id, never } of watch.compiled.graph.invariants) {
    const looks = noLooks()
    gather(watch.compiled, never, expressionUses(watch.compiled), looks)
    const about = new Set<number>()
    const find = (has: (share: Share) => boolean): void => {
      const found = shares.flatMap((s, i) => (has(s) ? [i] : []))
      for (const i of found.length === 0 ? [REST] : found) about.add(i)
    }
    for (const { fact } of looks.readers) find((s) => s.facts.has(fact))
    for (const name of looks.reads) {
      find((s) => s.writes.has(name))
      if (rest.writes.has(name)) about.add(REST)
    }
    for (const node of [...looks.activeNodes, ...looks.ages]) find((s) => s.nodes.has(node))
    const [first = REST, ...more] = about
    owners.set(id, first)
    for (const other of more) union.join(first, other)
    if (looks.timed) union.join(first, REST)
  }
  return owners
}
