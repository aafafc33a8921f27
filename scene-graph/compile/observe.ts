import type { Held, Test } from '../conditions/compile-condition.ts'
import type { Context } from './context.ts'

/** What must be looked at again whenever a fact changes: `held` clocks and latches of the active nodes. */
export type Observed = {
  /** Node → its `held` conditions, inner ones first. */
  readonly held: ReadonlyMap<string, readonly Held[]>
  /** Node → its latching edges. */
  readonly latches: ReadonlyMap<string, readonly { readonly edge: string; readonly test: Test }[]>
  readonly heldByKey: ReadonlyMap<string, Held>
  readonly latchByEdge: ReadonlyMap<string, Test>
}

/** The node became active: its `held` clocks start if their conditions are true (SG5). */
export function observe(observed: Observed, context: Context, node: string): Context {
  const started: Record<string, number | null> = { ...context.held }
  for (const held of observed.held.get(node) ?? []) started[held.key] = null
  return refresh(observed, { ...context, active: { ...context.active, [node]: true }, held: started })
}

/** The node was left: what was remembered for it is forgotten. */
export function unobserve(observed: Observed, context: Context, node: string): Context {
  const held = without(
    context.held,
    (observed.held.get(node) ?? []).map((h) => h.key),
  )
  const latched = without(
    context.latched,
    (observed.latches.get(node) ?? []).map((l) => l.edge),
  )
  return refresh(observed, { ...context, active: without(context.active, [node]), held, latched })
}

/** After any fact changed: clocks of conditions that broke stop, those that became true start now. */
export function refresh(observed: Observed, context: Context): Context {
  let held = context.held
  for (const key of Object.keys(context.held)) {
    const since = held[key]
    const now = observed.heldByKey.get(key)?.of({ ...context, held }) ?? false
    if (now === (since !== null && since !== undefined)) continue
    held = { ...held, [key]: now ? context.now : null }
  }
  const broken = Object.keys(context.latched).filter((edge) => observed.latchByEdge.get(edge)?.(context) !== true)
  if (held === context.held && broken.length === 0) return context
  return { ...context, held, latched: without(context.latched, broken) }
}

function without<T>(record: Readonly<Record<string, T>>, keys: readonly string[]): Readonly<Record<string, T>> {
  if (keys.every((key) => !(key in record))) return record
  const copy = { ...record }
  for (const key of keys) delete copy[key]
  return copy
}
