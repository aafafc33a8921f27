import { setTo } from '../nodes/build.ts'
import { type Lowering, part } from '../nodes/define-node.ts'
import type { Action } from '../schema/action.ts'
import type { Edge } from '../schema/document.ts'
import { initialOf } from './initial.ts'
import { type InterventionKind, interventionOf, stateKey, stepKey } from './names.ts'

/** A node as far as it is planned. */
type Bare = {
  readonly node: { readonly id: string; readonly type: string }
  readonly lowering: Lowering
  readonly children: readonly (Pick<Bare, 'node' | 'lowering'> & { readonly otherwise: string | null })[]
  readonly edges: readonly Edge[]
}

/** A transition that only a game master's command takes. Its machine takes it like any other (`intervene.ts`). */
export type Intervention = {
  /** `interventionId`: what the trace of a step calls it, as it calls an edge. */
  readonly id: string
  readonly kind: InterventionKind
  readonly node: string
  /**
   * Where it leads: to a state inside the node (`to`) or by the node's own exit, as if its time had come (`exit`); or the
   * node begins anew (`anew`, at a state inside it if it has any), without what stands beside it being left.
   */
  readonly way:
    | { readonly to: string }
    | { readonly exit: true }
    | { readonly anew: string | null; readonly forget: readonly Action[] }
}

const interventionId = (kind: InterventionKind, node: string): string => part(node, `/${kind}`)

/** Which of these a machine's event asks for; undefined: it is no game master's command, or means nothing there. */
export function interventionFor(
  interventions: ReadonlyMap<string, Intervention>,
  event: string,
): Intervention | undefined {
  const asked = interventionOf(event)
  return asked === null ? undefined : interventions.get(interventionId(asked.kind, asked.node))
}

/** The end of a node that was bypassed; no id of a contained document can be this one. */
export const skippedEnd = (node: string): string => part(node, '/skipped')

/** Outcomes that nobody would call a success. */
const NOT_SOLVED = new Set(['failed', 'aborted', 'skipped', 'timeout', 'lost'])
const SOLVED_FIRST = ['solved', 'done', 'completed']

/** Which of these outcomes counts as solved; undefined: none does. */
const solvedOutcome = (outcomes: readonly string[]): string | undefined =>
  SOLVED_FIRST.find((outcome) => outcomes.includes(outcome)) ?? outcomes.find((outcome) => !NOT_SOLVED.has(outcome))

/** What a node can come to: a cue by the names of its exits, others by the ends inside them. */
function outcomesOf({ lowering, children }: Pick<Bare, 'lowering' | 'children'>): string[] {
  if (lowering.kind === 'steps') return ['done', 'failed']
  return children.flatMap((c) => (c.lowering.kind === 'final' ? [c.lowering.outcome] : []))
}

/**
 * Which outcome's edges a bypassed node leaves by beside those for `skipped`: as if it were solved, where nothing leaves
 * by `skipped`.
 */
export function leavesAs(bare: Pick<Bare, 'lowering' | 'children' | 'edges'>): { as?: string } {
  if (bare.edges.some((e) => e.trigger.type === 'done' && e.sourcePort === 'skipped')) return {}
  const as = solvedOutcome(outcomesOf(bare))
  return as === undefined ? {} : { as }
}

/** Whether it has to be given an end of its own for when it is bypassed. */
export function wantsSkippedEnd(bare: Bare): boolean {
  const { lowering, node } = bare
  if (lowering.kind !== 'compound' && lowering.kind !== 'built') return false
  // A contained graph can always be skipped; a group that nobody can come to the end of is not left that way.
  const outcomes = outcomesOf(bare)
  return node.type === 'graph' || (outcomes.length > 0 && !outcomes.includes('skipped'))
}

/** What can be done to this node. `children` hold its `skippedEnd` already, if it wants one. */
export function interventionsOf(bare: Bare): Intervention[] {
  const { node, lowering, children, edges } = bare
  const { id } = node
  const made = (kind: InterventionKind, way: Intervention['way']): Intervention => ({
    id: interventionId(kind, id),
    kind,
    node: id,
    way,
  })
  const to = (kind: InterventionKind, key: string): Intervention => made(kind, { to: key })
  const anew = (at: string | null, forget: readonly Action[] = []): Intervention => made('reset', { anew: at, forget })
  switch (lowering.kind) {
    case 'transient':
      return lowering.mark === true ? [to('jump', stateKey(id))] : []
    case 'steps': {
      const inside = (name: string): string => `${stateKey(id)}/${name}`
      const [first] = lowering.steps
      const start = inside(first === undefined ? 'done' : stepKey(first.id))
      return [to('override', inside('done')), to('bypass', inside('skipped')), anew(start)]
    }
    case 'timed':
    case 'gate':
    case 'parallel': {
      const leaves = edges.some((e) => e.trigger.type === 'done')
      const exits = leaves ? [made('override', { exit: true }), made('bypass', { exit: true })] : []
      const [region] = children
      if (lowering.kind === 'gate') return exits
      return [...exits, anew(region === undefined ? null : stateKey(region.node.id))]
    }
    case 'compound':
    case 'built': {
      const end = (outcome: string | undefined) =>
        children.find((c) => c.lowering.kind === 'final' && c.lowering.outcome === outcome)?.node.id
      const good = end(solvedOutcome(outcomesOf(bare)))
      const skipped = end('skipped')
      return [
        ...(good === undefined ? [] : [to('override', stateKey(good))]),
        ...(skipped === undefined ? [] : [to('bypass', stateKey(skipped))]),
        anew(...beginning(bare)),
      ]
    }
    case 'atomic':
    case 'draw':
    case 'final':
    case 'history':
    case 'contained':
    case 'attached':
    case 'none':
      return []
  }
}

/** Where a node begins; one that keeps how far it was has that to forget first. */
function beginning({ lowering, children }: Bare): [string | null, Action[]] {
  const first = initialOf({ lowering, children })
  if (first === undefined) return [null, []]
  if (lowering.kind !== 'built') return [stateKey(first.node.id), []]
  const at = first.lowering.kind === 'history' ? (first.otherwise ?? first.node.id) : first.node.id
  return [stateKey(at), Object.entries(lowering.variables).map(([name, { initial }]) => setTo(name, initial))]
}
