import type { Compiled } from '#scene-graph/compile/compile.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import { stateHash } from './hash.ts'
import { recover } from './recover.ts'
import { reload } from './reload.ts'
import type { Input, Known, Session, StepRecord } from './session.ts'
import { start } from './start.ts'
import { advance, step } from './step.ts'

/** What is replayed of a journal record: what the core was given, and what it did then. */
export type Recorded = { readonly steps: readonly StepRecord[]; readonly state?: string | undefined } & (
  | {
      readonly kind: 'start'
      readonly session: string
      readonly seed: number
      readonly at: number
      readonly known: Known
    }
  | { readonly kind: 'inputs'; readonly items: readonly ReplayItem[] }
  | {
      readonly kind: 'reload'
      readonly version: string
      readonly at: number
      readonly known: Known
      readonly mapping: Readonly<Record<string, string>>
    }
  | { readonly kind: 'fault'; readonly message: string }
)

export type ReplayItem =
  | { readonly type: 'input'; readonly input: Input }
  | { readonly type: 'advance'; readonly to: number }
  | { readonly type: 'recover'; readonly at: number; readonly died_at: number }

/** Where a session played again does something else than it did: in which record, at which step, and what. */
export type Parting = {
  /** Counted from 0. */
  readonly record: number
  readonly seq: number
  readonly at: number
  readonly what: string
  /** What it did, and what it does now. */
  readonly was?: unknown
  readonly is?: unknown
}

export type Replayed = { readonly records: number; readonly steps: number; readonly parting: Parting | null }

/** What of a step people would call the same; `cause` is what was given, `variables` follow from the rest. */
const COMPARED = ['active', 'outcome', 'variables', 'effects', 'fired'] as const

/**
 * Plays a recorded session again and stops where it parts from what it did. `versionOf` gives the version for a hash, or
 * the one to play against; with `exact`, the state's hash is compared after each record as well (the same version).
 */
export function replaySession(
  recorded: readonly Recorded[],
  { versionOf, exact }: { readonly versionOf: (hash: string | null) => Compiled | null; readonly exact: boolean },
): Replayed {
  let steps = 0
  let state: { compiled: Compiled; session: Session } | null = null
  for (const [index, record] of recorded.entries()) {
    if (record.kind === 'fault') return { records: index + 1, steps, parting: null }
    const parting = (what: string, more: Partial<Parting> = {}): Replayed => {
      const { seq = 0, at = 0 } = state?.session ?? {}
      return { records: index, steps, parting: { record: index, seq, at, what, ...more } }
    }
    let played: readonly StepRecord[]
    try {
      const next = play(state, record, versionOf)
      if ('blocked' in next) return parting(next.blocked)
      state = next
      played = next.records
    } catch (error) {
      return parting(`it goes wrong now: ${error instanceof Error ? error.message : String(error)}`)
    }
    for (const [i, was] of record.steps.entries()) {
      const difference = differenceOf(was, played[i])
      if (difference !== null) return parting(difference.what, { seq: was.seq, at: was.at, ...difference })
      steps += 1
    }
    const more = played[record.steps.length]
    if (more !== undefined)
      return parting('something happens now that did not then', { seq: more.seq, at: more.at, is: more })
    if (exact && record.state !== undefined && stateHash(state.session) !== record.state)
      return parting('the same things happen, and the state after them is another')
  }
  return { records: recorded.length, steps, parting: null }
}

type Playing = { compiled: Compiled; session: Session; records: readonly StepRecord[] }

function play(
  state: { compiled: Compiled; session: Session } | null,
  record: Exclude<Recorded, { kind: 'fault' }>,
  versionOf: (hash: string | null) => Compiled | null,
): Playing | { blocked: string } {
  if (record.kind === 'start') {
    const compiled = versionOf(null)
    if (compiled === null) return { blocked: 'the version that it started with is not there' }
    const { session, seed, at, known } = record
    return { compiled, ...start(compiled, { sessionId: session, seed, at, known }) }
  }
  if (state === null) return { blocked: 'the journal does not begin with a start' }
  const { compiled } = state
  if (record.kind === 'reload') {
    const next = versionOf(record.version)
    if (next === null) return { blocked: `version ${record.version.slice(0, 12)}, which it was moved to, is not there` }
    const moved = reload(compiled, next, state.session, record)
    return moved.ok ? { compiled: next, ...moved } : { blocked: 'the reload is blocked now' }
  }
  let { session } = state
  const records: StepRecord[] = []
  for (const item of record.items) {
    if (item.type === 'recover') {
      session = recover(session, item.at, item.died_at)
      continue
    }
    const stepped = item.type === 'input' ? step(compiled, session, item.input) : advance(compiled, session, item.to)
    session = stepped.session
    records.push(...stepped.records)
  }
  return { compiled, session, records }
}

type Difference = { what: string; was: unknown; is?: unknown }

function differenceOf(was: StepRecord, is: StepRecord | undefined): Difference | null {
  if (is === undefined) return { what: 'something happened then that does not now', was }
  if (was.seq !== is.seq || was.at !== is.at)
    return { what: 'a step comes at another time', was: placeOf(was), is: placeOf(is) }
  for (const field of COMPARED)
    if (canonicalJson(was[field]) !== canonicalJson(is[field]))
      return { what: `${field} differ`, was: was[field], is: is[field] }
  return null
}

const placeOf = ({ seq, at }: StepRecord): unknown => ({ seq, at })
