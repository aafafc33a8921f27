import type { Compiled } from '#scene-graph/compile/compile.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import type { SessionStart } from '#wire/session-messages.ts'
import { core } from './core.ts'
import { type Game, play as playItem } from './game.ts'
import type { Item } from './journal.ts'
import { moveGame, returnGame } from './move.ts'
import type { Known, StepRecord } from './session.ts'

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
      /** It went back to the version before. */
      readonly back: boolean
    }
  | { readonly kind: 'fault'; readonly message: string }
)

/** One thing that the core was given; where it stood in the stream means nothing here. */
export type ReplayItem = Item

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

export type Replayed = {
  readonly records: number
  readonly steps: number
  readonly parting: Parting | null
  /** Where it stands then; null when it never began. */
  readonly game: Game | null
}

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
  let state: Game | null = null
  for (const [index, record] of recorded.entries()) {
    const parting = (what: string, more: Partial<Parting> = {}): Replayed => {
      const { seq = 0, at = 0 } = state?.session ?? {}
      return { records: index, steps, parting: { record: index, seq, at, what, ...more }, game: state }
    }
    let played: readonly StepRecord[]
    try {
      const next = play(state, record, versionOf)
      if ('blocked' in next) return parting(next.blocked)
      state = next.game
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
    if (exact && record.state !== undefined && core.stateHash(state.session) !== record.state)
      return parting('the same things happen, and the state after them is another')
  }
  return { records: recorded.length, steps, parting: null, game: state }
}

type Playing = { readonly game: Game; readonly records: readonly StepRecord[] }

function play(
  game: Game | null,
  record: Recorded,
  versionOf: (hash: string | null) => Compiled | null,
): Playing | { blocked: string } {
  if (record.kind === 'start') {
    const compiled = versionOf(null)
    if (compiled === null) return { blocked: 'the version that it started with is not there' }
    const { session: sessionId, seed, at, known } = record
    const { session, records } = core.start(compiled, { sessionId, seed, at, known })
    return {
      game: { start: startOf(sessionId, seed, compiled), compiled, session, fault: null, previous: null },
      records,
    }
  }
  if (game === null) return { blocked: 'the journal does not begin with a start' }
  if (record.kind === 'fault') return { game: { ...game, fault: record.message }, records: [] }
  if (record.kind === 'reload') return move(game, record, versionOf)
  let { session, fault, previous } = game
  const records: StepRecord[] = []
  for (const item of record.items) {
    const played = playItem(core, { compiled: game.compiled, session, fault, previous }, item)
    ;({ session, fault, previous } = played)
    records.push(...played.records)
  }
  return { game: { ...game, session, fault, previous }, records }
}

function move(
  game: Game,
  record: Extract<Recorded, { kind: 'reload' }>,
  versionOf: (hash: string | null) => Compiled | null,
): Playing | { blocked: string } {
  const { previous } = game
  if (record.back) {
    if (previous === null || previous.compiled === null) return { blocked: 'the version before is not known' }
    const back = returnGame(core, game, { ...previous, compiled: previous.compiled }, record)
    return back.ok ? back : { blocked: 'the way back is blocked now' }
  }
  const compiled = versionOf(record.version)
  if (compiled === null)
    return { blocked: `version ${record.version.slice(0, 12)}, which it was moved to, is not there` }
  const start = startOf(game.start.session_id, game.start.seed, compiled)
  const order = { move: '', by: '', watchedUntil: 0, mapping: record.mapping }
  const moved = moveGame(core, game, { start, compiled }, order, record)
  return moved.ok ? moved : { blocked: 'the reload is blocked now' }
}

/** Of its start a replay needs no more than the core. */
const startOf = (session_id: string, seed: number, { hash, graph }: Compiled): SessionStart => ({
  ...{ session_id, seed, hash, graph_id: graph.id, graph_name: graph.name, version: 1, bindings: {} },
})

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
