import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { InterventionKind } from '#scene-graph/compile/names.ts'
import type { PlannedNode } from '#scene-graph/compile/plan.ts'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import { graphKey } from '#scene-graph/schema/document.ts'
import type { DomainEventType } from '#wire/domain-event.ts'
import type { PuzzleEnded } from '#wire/events/puzzle-ended.ts'
import type { PuzzleProgressed } from '#wire/events/puzzle-progressed.ts'
import type { PuzzleStarted } from '#wire/events/puzzle-started.ts'
import type { PuzzleProgress } from '#wire/session-view.ts'
import { enteredAt, type Session, type StepRecord } from '../core/session.ts'
import { progressOf } from '../core/view.ts'

export type PuzzleEvent = {
  /** The same whenever the same step is taken (RT2). */
  id: string
  type: Extract<DomainEventType, `puzzle_${string}`>
  payload: PuzzleStarted | PuzzleProgressed | PuzzleEnded
}

/** The puzzles of a scene: puzzle nodes, and contained graphs that are puzzles. `ends`: what reaching a node means. */
type Puzzles = {
  names: ReadonlyMap<string, string>
  ends: ReadonlyMap<string, { puzzle: string; type: PuzzleEvent['type'] }>
}

/** What became of a puzzle; `overridden`: a game master made it so. */
type Result = { type: PuzzleEvent['type']; overridden?: true }

const OUTCOMES: Readonly<Record<string, PuzzleEvent['type']>> = {
  solved: 'puzzle_solved',
  failed: 'puzzle_failed',
  skipped: 'puzzle_skipped',
}

/** What a game master does to a puzzle, by what people are told of it. */
const INTERVENED: Readonly<Partial<Record<InterventionKind, Result>>> = {
  override: { type: 'puzzle_solved', overridden: true },
  bypass: { type: 'puzzle_skipped' },
  reset: { type: 'puzzle_reset' },
}

const known = new WeakMap<Compiled, Puzzles>()

function puzzlesOf(compiled: Compiled): Puzzles {
  const before = known.get(compiled)
  if (before !== undefined) return before
  const names = new Map<string, string>()
  const ends = new Map<string, { puzzle: string; type: PuzzleEvent['type'] }>()
  for (const planned of compiled.plan.nodes.values()) {
    const { id, data } = planned.node
    if (isPuzzle(compiled, planned)) names.set(id, data.name || id)
    // Parents come before their children.
    const puzzle = planned.parent?.node.id
    if (planned.lowering.kind !== 'final' || puzzle === undefined || !names.has(puzzle)) continue
    const type = OUTCOMES[planned.lowering.outcome]
    if (type !== undefined) ends.set(id, { puzzle, type })
  }
  const puzzles: Puzzles = { names, ends }
  known.set(compiled, puzzles)
  return puzzles
}

function isPuzzle({ graph }: Compiled, { node, owner }: PlannedNode): boolean {
  if (owner !== null) return false
  if (node.type !== 'graph') return nodeDefinition(node.type).family === 'puzzle'
  const { graph: contained, version } = node.data
  return graph.graphs[graphKey(String(contained), version as number | 'latest')]?.kind === 'puzzle'
}

/**
 * What became of the puzzles in these steps, in order: begun, solved, failed, skipped, and at last how far those have
 * come that are still before the players. A puzzle that is left without a result ends untold; it begins again with
 * `puzzle_started`. `before` is null for a game that begins. Pure.
 */
export function puzzleEvents(
  compiled: Compiled,
  before: Session | null,
  after: Session,
  records: readonly StepRecord[],
): PuzzleEvent[] {
  const puzzles = puzzlesOf(compiled)
  const { names } = puzzles
  if (names.size === 0 || records.length === 0) return []
  /** Of those that came or went in these steps; null: it was left. */
  const since = new Map<string, number | null>()
  const activeSince = (node: string): number | null =>
    (since.has(node) ? since.get(node) : before === null ? null : enteredAt(before, node)) ?? null
  const events: PuzzleEvent[] = []
  for (const record of records) {
    const prefix = idPrefix(record, after)
    const tell = (type: PuzzleEvent['type'], node: string, more: Partial<PuzzleEnded>) =>
      events.push({ id: `${prefix}.${node}`, type, payload: { node, name: names.get(node) ?? node, ...more } })
    const entered = new Set(record.entered.filter((node) => names.has(node)))
    const reached = reachedEnds(compiled, record, puzzles)
    const finish = (node: string, from: number): void => {
      const result = reached.get(node)
      if (result === undefined) return
      const { type, ...how } = result
      tell(type, node, { duration_ms: Math.max(0, record.at - from), ...how })
    }
    // What was before the players comes to its end first; a puzzle may be entered and solved by the same step.
    for (const node of reached.keys()) {
      const from = activeSince(node)
      if (from !== null) finish(node, from)
    }
    for (const node of entered) {
      tell('puzzle_started', node, {})
      if (activeSince(node) === null) finish(node, record.at)
    }
    for (const node of record.exited) if (names.has(node)) since.set(node, null)
    for (const node of entered) since.set(node, record.at)
  }
  return [...events, ...progressed(compiled, before, after, records.at(-1), names)]
}

/** Puzzles whose end this step reached, by the edges that led there (parts of nodes are entered unseen), or that a game master took. */
function reachedEnds({ plan }: Compiled, { fired, entered }: StepRecord, puzzles: Puzzles): Map<string, Result> {
  const reached = new Map<string, Result>()
  const targets = fired.flatMap((edge) => plan.edges.get(edge)?.target ?? [])
  for (const target of [...targets, ...entered]) {
    const end = puzzles.ends.get(target)
    if (end !== undefined) reached.set(end.puzzle, { type: end.type })
  }
  // What a game master did is that, whatever end of the puzzle it led to.
  for (const id of fired) {
    const done = plan.interventions.get(id)
    const result = done === undefined ? undefined : INTERVENED[done.kind]
    if (done !== undefined && result !== undefined && puzzles.names.has(done.node)) reached.set(done.node, result)
  }
  return reached
}

/** A reload takes no step's number (HR8). */
const idPrefix = ({ seq, cause }: StepRecord, { id, reloads }: Session): string =>
  'reload' in cause ? `${id}.${seq}r${reloads}` : `${id}.${seq}`

const told = new WeakMap<Session, readonly PuzzleProgress[]>()

function progressed(
  compiled: Compiled,
  before: Session | null,
  after: Session,
  last: StepRecord | undefined,
  names: ReadonlyMap<string, string>,
): PuzzleEvent[] {
  if (compiled.progress.size === 0 || last === undefined || after.endedAt !== null) return []
  const was = before === null ? [] : (told.get(before) ?? progressOf(compiled, before))
  const is = progressOf(compiled, after)
  told.set(after, is)
  return is.flatMap((progress): PuzzleEvent[] => {
    const name = names.get(progress.node)
    const earlier = was.find(({ node }) => node === progress.node)
    // One that has just begun is told of by `puzzle_started`, unless something of it is right already.
    const same =
      earlier === undefined ? progress.done === 0 && progress.inputs.every((i) => !i.right) : equal(earlier, progress)
    if (name === undefined || same) return []
    return [
      { id: `${idPrefix(last, after)}.${progress.node}`, type: 'puzzle_progress', payload: { ...progress, name } },
    ]
  })
}

const equal = (a: PuzzleProgress, b: PuzzleProgress): boolean =>
  a.done === b.done && a.total === b.total && a.inputs.every((input, n) => input.right === b.inputs[n]?.right)
