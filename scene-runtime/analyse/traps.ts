import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Component } from './components.ts'
import { type Analysed, finding, list, nameOf } from './part.ts'
import type { Reach } from './reach.ts'
import { type Place, traceTo } from './trace.ts'

/** As many traps are told apart; a scene that has more has one cause for most of them. */
const MAX_TRAPS = 20

/** States that a game can come to and from which no path leads to its end, each by a shortest way into it. */
export function softLocks(compiled: Compiled, reach: Reach): Analysed[] {
  const found = new Map<string, Analysed>()
  let more = 0
  for (const place of traps(reach)) {
    if (found.size >= MAX_TRAPS) {
      more += 1
      continue
    }
    const trace = traceTo(compiled, place)
    const { inputs, active } = trace
    const key = active.join(' ')
    if (found.has(key)) continue
    const where = list(active.map((id) => nameOf(compiled, id)))
    const start = inputs.length === 0
    const message = start
      ? `from the start, ${where}, no path leads to an end of the game`
      : `the game can come to ${where} with no path to an end from there`
    found.set(key, finding('warning', 'soft-lock', message, { nodes: active, trace }))
  }
  const told = [...found.values()]
  if (more > 0)
    told.push(finding('info', 'soft-lock-more', `${more} more ways into traps were found and are not shown`))
  return told
}

/** The ways into the traps of a component and of its parts, as far as nothing else leads out of these. */
export function traps(reach: Reach): Place[] {
  const { ends, first } = reach
  const own = reach.reached().filter((at) => {
    const before = first.get(at)
    return !ends.has(at) && (before === null || before === undefined || ends.has(before.from))
  })
  const places: Place[] = own.map((at) => ({ reach, at }))
  for (const split of reach.component.splits) {
    const without = reach.endsWithout(split)
    const stuck = reach.playing(split).find((at) => ends.has(at) && !without.has(at))
    if (stuck === undefined) continue
    for (const group of split.groups)
      for (const place of traps(reach.part(group))) places.push({ reach, at: stuck, inner: { split, group, place } })
  }
  return places
}

/** Where the game waits for its master and for nothing else that could lead on. */
export function needsOperator(compiled: Compiled, reach: Reach, alone: Reach): Analysed[] {
  const found = new Map<string, Analysed>()
  for (const { nodes, actions } of waiting(reach, alone)) {
    const known = nodes.filter((id) => compiled.plan.nodes.has(id))
    const where = list(known.map((id) => nameOf(compiled, id)))
    const message = `at ${where} only the game master leads on: ${list(actions)}`
    found.set(`${known} ${actions}`, finding('info', 'needs-operator', message, { nodes: known }))
  }
  return [...found.values()]
}

type Waiting = { readonly nodes: readonly string[]; readonly actions: readonly string[] }

function waiting(reach: Reach, alone: Reach): Waiting[] {
  const { visits, ways } = reach.exploration
  const stands = reach.reached().filter((at) => reach.ends.has(at) && !alone.ends.has(at))
  const result: Waiting[] = []
  for (const group of lastOf(stands, reach, alone)) {
    const members = new Set(group)
    if (group.some((at) => partsNeedHelp(reach, alone, at))) continue
    const buttons = group.flatMap((at) =>
      (visits[at]?.out ?? []).flatMap((n) => {
        const way = ways[n]
        if (way === undefined || way.move.kind !== 'operator' || !reach.ends.has(way.to) || members.has(way.to))
          return []
        return [way.move]
      }),
    )
    if (buttons.length === 0) continue
    const nodes = [...new Set(buttons.flatMap((b) => b.node ?? []))].sort()
    result.push({ nodes, actions: [...new Set(buttons.map((b) => b.action))].sort() })
  }
  for (const split of reach.component.splits) {
    const without = alone.endsWithout(split)
    const helpless = reach.playing(split).some((at) => reach.ends.has(at) && !without.has(at))
    if (helpless) for (const group of split.groups) result.push(...waiting(reach.part(group), alone.part(group)))
  }
  return result
}

/** Its regions are what needs help: said of them. */
const partsNeedHelp = (reach: Reach, alone: Reach, at: number): boolean =>
  reach.component.splits.some((split) => {
    const plays = reach.exploration.visits[at]?.situation.nodes.includes(split.waiting)
    const needs = (group: Component): boolean => reach.part(group).canEnd && !alone.part(group).canEnd
    return plays && split.groups.some(needs)
  })

/** Sets of states that lead to one another and, without the game master, to nothing else (strongly connected, last). */
function lastOf(states: readonly number[], reach: Reach, alone: Reach): number[][] {
  const { visits, ways } = reach.exploration
  const within = new Set(states)
  const next = (at: number): number[] =>
    (visits[at]?.out ?? []).flatMap((n) => {
      const way = ways[n]
      return way !== undefined && alone.possible(way) && within.has(way.to) ? [way.to] : []
    })
  const index = new Map<number, number>()
  const low = new Map<number, number>()
  const onStack = new Set<number>()
  const stack: number[] = []
  const setOf = new Map<number, number>()
  const sets: number[][] = []
  // Tarjan's algorithm with a stack of its own: paths are longer than the call stack is deep.
  for (const root of states) {
    if (index.has(root)) continue
    const calls: { at: number; rest: number[] }[] = []
    const open = (at: number): void => {
      index.set(at, index.size)
      low.set(at, index.get(at) ?? 0)
      stack.push(at)
      onStack.add(at)
      calls.push({ at, rest: next(at) })
    }
    open(root)
    for (let call = calls.at(-1); call !== undefined; call = calls.at(-1)) {
      const { at, rest } = call
      const to = rest.pop()
      if (to !== undefined) {
        if (!index.has(to)) open(to)
        else if (onStack.has(to)) low.set(at, Math.min(low.get(at) ?? 0, index.get(to) ?? 0))
        continue
      }
      calls.pop()
      const caller = calls.at(-1)
      if (caller !== undefined) low.set(caller.at, Math.min(low.get(caller.at) ?? 0, low.get(at) ?? 0))
      if (low.get(at) !== index.get(at)) continue
      const set: number[] = []
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        onStack.delete(member)
        setOf.set(member, sets.length)
        set.push(member)
        if (member === at) break
      }
      sets.push(set)
    }
  }
  return sets.filter((set, number) => set.every((at) => next(at).every((to) => setOf.get(to) === number)))
}
