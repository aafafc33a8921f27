import type { Compiled } from '#scene-graph/compile/compile.ts'
import { leaves } from '../core/active.ts'
import type { Input, Session } from '../core/session.ts'
import type { SimulationInput } from '../core/simulation-input.ts'
import { start } from '../core/start.ts'
import { advance, step } from '../core/step.ts'
import type { Component, Split } from './components.ts'
import { type Drawn, seedFor } from './drawn.ts'
import { inputOf, type Move } from './moves.ts'
import type { Reach } from './reach.ts'

/** How to come to a state: lines of an inputs file, and what is so when they were played. */
export type Trace = {
  readonly inputs: readonly SimulationInput[]
  /** What the dice fell by; 1 unless the scene draws. */
  readonly seed: number
  readonly active: readonly string[]
  readonly session: Session
}

/** A state of a component; or of a group of regions while the rest of the component stands in `at`. */
export type Place = {
  readonly reach: Reach
  readonly at: number
  readonly inner?: { readonly split: Split; readonly group: Component; readonly place: Place }
}

type Timed = { readonly at: number; readonly move: Move }

/** A play of a component with its parts put in: what was known before it, and moves at their times. */
type Play = {
  readonly known: readonly Move[]
  readonly moves: readonly Timed[]
  readonly lasts: number
  /** What every node draws, each in its order. */
  readonly drawn: readonly Drawn[]
}

/** Puts the plays of regions, which were found apart, beside each other on one clock. */
function playTo({ reach, at, inner }: Place): Play {
  const ways = reach.waysTo(at)
  const first = ways[0]?.from ?? at
  const began = reach.exploration.starts.find((s) => s.at === first)
  const known: Move[] = [...(began?.known ?? [])]
  const moves: Timed[] = []
  const drawn: Drawn[] = [...(began?.drawn ?? [])]
  let now = 0
  /** When each parallel was entered, and where in the list: what its regions find known comes before. */
  const entries = new Map<string, { time: number; place: number }>()
  const enter = (entered: readonly string[], time: number, place: number): void => {
    for (const { parallel } of reach.component.splits)
      if (entered.includes(parallel)) entries.set(parallel, { time, place })
  }
  enter(began?.entered ?? [], 0, -1)
  const lay = (parallel: string, part: Play): void => {
    const entry = entries.get(parallel) ?? { time: now, place: moves.length }
    if (entry.place < 0) known.push(...part.known)
    else {
      const time = moves[entry.place]?.at ?? now
      moves.splice(entry.place, 0, ...part.known.map((move) => ({ at: time, move })))
      for (const other of entries.values()) if (other.place > entry.place) other.place += part.known.length
    }
    // A region without times of its own may begin at any moment; one with them began with the parallel.
    const base = part.lasts === 0 ? now : entry.time
    for (const { at, move } of part.moves) moves.push({ at: base + at, move })
    now = Math.max(now, base + part.lasts)
    drawn.push(...part.drawn)
  }
  for (const way of ways) {
    const place = moves.length
    for (const move of way.before) moves.push({ at: now, move })
    const split = reach.splitOf(way)
    if (split !== undefined)
      for (const group of split.groups) {
        const part = reach.part(group)
        const end = part.reached().find((n) => part.ended(n))
        if (end !== undefined) lay(split.parallel, playTo({ reach: part, at: end }))
      }
    else {
      moves.push({ at: now, move: way.move })
      if (way.move.kind === 'wait') now += way.move.ms
    }
    drawn.push(...way.drawn)
    enter(way.entered, now, place)
  }
  if (inner !== undefined) lay(inner.split.parallel, playTo(inner.place))
  const inTime = moves
    .map((timed, index) => ({ ...timed, index }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .map(({ at, move }) => ({ at, move }))
  return { known, moves: inTime, lasts: now, drawn }
}

/**
 * Plays the way to a place in the whole scene, with the core, and writes it down as lines of an inputs file. `last` is a
 * move that the core cannot take: the lines end with it.
 */
export function traceTo(compiled: Compiled, place: Place, last?: Move): Trace {
  const play = playTo(place)
  const wanted = leavesOf(compiled, place)
  const first = played(compiled, play, seedOf(compiled, play), last)
  if (compiled.logic.choices.size === 0 || wanted.every((id) => first.active.includes(id))) return first
  for (let seed = 2; seed <= SEEDS; seed++) {
    const trace = played(compiled, play, seed, last)
    if (wanted.every((id) => trace.active.includes(id))) return trace
  }
  return first
}

/** Where the dice fall otherwise with every seed that was looked through, so many games are played to find one. */
const SEEDS = 500

/** A seed with which the dice fall as they did. */
function seedOf({ logic: { choices } }: Compiled, { drawn }: Play): number {
  const counts = new Map<string, number>()
  const inOrder = drawn.map(({ node, port }) => {
    const count = (counts.get(node) ?? 0) + 1
    counts.set(node, count)
    return { node, count, port }
  })
  return seedFor(inOrder, choices) ?? 1
}

/** Nodes of the whole scene that are active there and have no active ones inside. */
function leavesOf(compiled: Compiled, { reach, at, inner }: Place): string[] {
  const nodes = (reach.exploration.visits[at]?.situation.nodes ?? []).filter((id) => compiled.plan.nodes.has(id))
  const around = new Set(nodes.map((id) => reach.component.watch.compiled.plan.nodes.get(id)?.parent?.node.id))
  const own = nodes.filter((id) => !around.has(id))
  return inner === undefined ? own : [...own, ...leavesOf(compiled, inner.place)]
}

function played(compiled: Compiled, play: Play, seed: number, last: Move | undefined): Trace {
  let session = start(compiled, { sessionId: 'sim', seed, at: 0, known: { signals: {}, health: {} } }).session
  const inputs: SimulationInput[] = []
  for (const { at, move } of play.moves) {
    session = advance(compiled, session, at).session
    const input = inputOf(move, session, at)
    if (input === null) continue
    const line = lineOf(input)
    if (line === null) continue
    inputs.push(line)
    session = step(compiled, session, input).session
  }
  session = advance(compiled, session, play.lasts).session
  const until = play.lasts + (last?.kind === 'wait' ? last.ms : 0)
  const final = last === undefined ? null : inputOf(last, session, play.lasts)
  const line = final === null ? null : lineOf(final)
  if (line !== null) inputs.push(line)
  if (until > (inputs.at(-1)?.at ?? 0)) inputs.push({ at: until, end: true })
  return { inputs, seed, active: leaves(compiled, session.machine), session }
}

/** An input in the words of an inputs file. */
function lineOf(input: Input): SimulationInput | null {
  const { at } = input
  switch (input.type) {
    case 'signal': {
      const [[name, value] = ['', false]] = Object.entries(input.signals)
      return { at, signal: { role: input.role, name, value } }
    }
    case 'health':
      return { at, device: { role: input.role, health: input.health } }
    case 'operator':
      return { at, operator: { action: input.action, ...(input.node === undefined ? {} : { node: input.node }) } }
    case 'event':
      return { at, event: { name: input.name, data: { ...input.data } } }
    case 'ack':
      return { at, ack: { command: input.command, outcome: input.outcome === 'applied' ? 'applied' : 'rejected' } }
    default:
      return null
  }
}
