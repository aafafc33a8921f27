import type { ClockRead, Memory, Occurrence } from '../conditions/compile-condition.ts'
import type { Test } from '../conditions/operands.ts'
import type { Scalar } from '../schema/values.ts'
import { type Context, withFacts } from './context.ts'
import type { MachineEvent } from './machine-event.ts'

/** What must be looked at again whenever a fact changes: what conditions and latches of the active nodes remember. */
export type Observed = {
  /** Node → what its conditions remember, inner ones first. */
  readonly memory: ReadonlyMap<string, readonly Memory[]>
  readonly memoryByKey: ReadonlyMap<string, Memory>
  /** Node → its latching edges. */
  readonly latches: ReadonlyMap<string, readonly { readonly edge: string; readonly test: Test }[]>
  readonly latchByEdge: ReadonlyMap<string, Test>
  /** Node → values that move with time, and what its conditions compare them with. */
  readonly clocks: ReadonlyMap<string, readonly ClockRead[]>
}

const NO_MEMORY: readonly Memory[] = []
const NEVER = { was: false, at: [] } as const

/** The node became active: what its conditions remember begins now (SG5). */
export function observe(observed: Observed, context: Context, node: string): Context {
  const held: Record<string, number | null> = { ...context.held }
  const counts: Record<string, Context['counts'][string]> = { ...context.counts }
  const bases: Record<string, Scalar | null> = { ...context.bases }
  for (const memory of observed.memory.get(node) ?? []) {
    if (memory.kind === 'held') held[memory.key] = null
    else if (memory.kind === 'times') counts[memory.key] = NEVER
    else bases[memory.key] = memory.read(context) ?? null
  }
  return refresh(
    observed,
    withFacts(context, { active: { ...context.active, [node]: context.now }, held, counts, bases }),
  )
}

/** The node was left: what was remembered for it is forgotten. */
export function unobserve(observed: Observed, context: Context, node: string): Context {
  const keys = (observed.memory.get(node) ?? []).map((m) => m.key)
  const latches = (observed.latches.get(node) ?? []).map((l) => l.edge)
  const facts = {
    active: without(context.active, [node]),
    held: without(context.held, keys),
    counts: without(context.counts, keys),
    bases: without(context.bases, keys),
    latched: without(context.latched, latches),
  }
  return refresh(observed, withFacts(context, facts))
}

/** After any fact changed: clocks of conditions that broke stop, those that became true start now. */
export function refresh(observed: Observed, context: Context): Context {
  let held = context.held
  for (const key of Object.keys(context.held)) {
    const since = held[key]
    const memory = observed.memoryByKey.get(key)
    const now = memory?.kind === 'held' && memory.of(withFacts(context, { held }))
    if (now === (since !== null && since !== undefined)) continue
    held = { ...held, [key]: now ? context.now : null }
  }
  const current = held === context.held ? context : withFacts(context, { held })
  const counts = recount(observed, current)
  const bases = rebase(observed, current)
  const broken = Object.keys(context.latched).filter((edge) => observed.latchByEdge.get(edge)?.(current) !== true)
  if (current === context && counts === context.counts && bases === context.bases && broken.length === 0) return context
  return withFacts(context, { held, counts, bases, latched: without(context.latched, broken) })
}

/** Conditions whose becoming true is counted. */
function recount(observed: Observed, context: Context): Context['counts'] {
  let counts = context.counts
  for (const [key, { was, at }] of Object.entries(context.counts)) {
    const memory = observed.memoryByKey.get(key)
    if (memory?.kind !== 'times' || typeof memory.of !== 'function') continue
    const is = memory.of(context)
    if (is === was) continue
    counts = { ...counts, [key]: { was: is, at: is ? happened(at, memory.n, context.now) : at } }
  }
  return counts
}

function rebase(observed: Observed, context: Context): Context['bases'] {
  let bases = context.bases
  for (const [key, base] of Object.entries(context.bases)) {
    const memory = observed.memoryByKey.get(key)
    if (base !== null || memory?.kind !== 'changed') continue
    const value = memory.read(context)
    if (value !== undefined) bases = { ...bases, [key]: value }
  }
  return bases
}

/** Reports of signals that are counted. The facts of the event stand in the context already (SG2). */
export function note(observed: Observed, context: Context, event: MachineEvent): Context {
  let counts = context.counts
  for (const [key, { was, at }] of Object.entries(context.counts)) {
    const memory = observed.memoryByKey.get(key)
    if (memory?.kind !== 'times' || typeof memory.of === 'function') continue
    if (!counted(memory.of, context, event)) continue
    counts = { ...counts, [key]: { was, at: happened(at, memory.n, context.now) } }
  }
  return counts === context.counts ? context : withFacts(context, { counts })
}

const counted = (of: Occurrence, context: Context, event: MachineEvent): boolean =>
  of.event === event.type && (!of.onChange || event.changed === true) && of.passes(context)

/** No more than matter: `n` of them within the window are enough. */
const happened = (at: readonly number[], n: number, now: number): readonly number[] => [...at, now].slice(-n)

/** A time at which somebody has to look again although nothing happened, and what for. */
export type Look = { readonly key: string; readonly node: string; readonly from: number; readonly due: number }

/** When conditions of active nodes may change by time alone, after `now`. */
export function looks(observed: Observed, context: Context): Look[] {
  const found: Look[] = []
  const add = (key: string, node: string, from: number, due: number): void => {
    if (due > context.now) found.push({ key, node, from, due })
  }
  for (const node in context.active) {
    for (const memory of observed.memory.get(node) ?? NO_MEMORY) {
      if (memory.kind === 'held') {
        const since = context.held[memory.key]
        if (since !== null && since !== undefined) add(memory.key, node, since, since + memory.milliseconds(context))
      } else if (memory.kind === 'times') {
        // It stops being true when the oldest that still counts falls out of the window.
        const oldest = context.counts[memory.key]?.at[0]
        if (oldest !== undefined && (context.counts[memory.key]?.at.length ?? 0) >= memory.n)
          add(memory.key, node, oldest, oldest + memory.milliseconds(context) + 1)
      }
    }
  }
  if (observed.clocks.size > 0)
    for (const node in context.active)
      observed.clocks.get(node)?.forEach((clock, i) => {
        for (const due of meetings(clock, context)) add(`${node}/clock-${i}`, node, context.now, due)
      })
  return found
}

/** When a value that moves with time is what it is compared with, and when it is past it. */
function meetings({ of, node, against }: ClockRead, context: Context): number[] {
  const since = context.active[node]
  const timer = context.timers[node]
  if (of === 'elapsed' ? since === undefined : timer === undefined || timer.stoppedAt !== null) return []
  return against.flatMap((read) => {
    const value = read(context)
    if (typeof value !== 'number') return []
    const met = of === 'elapsed' ? (since ?? 0) + value : (timer?.due ?? 0) - value
    const due = Math.ceil(met)
    return [due, due + 1]
  })
}

function without<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Readonly<Record<string, T>> {
  if (keys.every((key) => !(key in record))) return record
  const copy = { ...record }
  for (const key of keys) delete copy[key]
  return copy
}
