import type { Compiled } from '#scene-graph/compile/compile.ts'
import { type InterventionKind, nodeOfState, stateKey } from '#scene-graph/compile/names.ts'
import type { PlannedNode } from '#scene-graph/compile/plan.ts'
import { activeKeys, configuration } from './machine.ts'
import type { Configuration } from './memory.ts'
import type { MachineState } from './session.ts'

/** What the game master can do to a node now. */
export type Offer = { readonly node: string; readonly ways: readonly Exclude<InterventionKind, 'jump'>[] }

const known = new WeakMap<Configuration, readonly Offer[]>()

/** Of every active node that has an exit: what a game master can do to it now, in document order. */
export function offersNow(compiled: Compiled, state: MachineState): readonly Offer[] {
  const at = configuration(compiled, state)
  const before = known.get(at)
  if (before !== undefined) return before
  const active = activeKeys(compiled, state)
  const keys = new Set(active)
  const offers: Offer[] = []
  for (const key of active) {
    const planned = compiled.plan.nodes.get(nodeOfState(key))
    if (planned === undefined || planned.interventions.length === 0 || stateKey(planned.node.id) !== key) continue
    const ended = hasEnded(planned, keys)
    // What has come to its end is neither solved nor skipped any more: its exit is taken, or waits to be.
    const ways = planned.interventions.flatMap(({ kind }) =>
      kind === 'jump' || (ended && kind !== 'reset') ? [] : [kind],
    )
    if (ways.length > 0) offers.push({ node: planned.node.id, ways })
  }
  known.set(at, offers)
  return offers
}

function hasEnded({ node, lowering, children }: PlannedNode, keys: ReadonlySet<string>): boolean {
  const key = stateKey(node.id)
  if (lowering.kind === 'steps') return ['done', 'failed', 'skipped'].some((end) => keys.has(`${key}/${end}`))
  if (lowering.kind === 'parallel') return false
  return children.some((c) => c.lowering.kind === 'final' && keys.has(stateKey(c.node.id)))
}

/** Whether a command of the game master means anything now. */
export function canIntervene(compiled: Compiled, state: MachineState, kind: InterventionKind, node: string): boolean {
  if (kind === 'jump') return compiled.plan.nodes.get(node)?.interventions.some((i) => i.kind === kind) === true
  return offersNow(compiled, state).some((offer) => offer.node === node && offer.ways.includes(kind))
}
