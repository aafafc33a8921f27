import { z } from 'zod'
import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Core } from './core.ts'
import { type Game, type Previous, play } from './game.ts'
import { type JournalRecord, journalRecord, type Snapshot, snapshot } from './journal.ts'
import { type Moved, moveGame, returnGame } from './move.ts'
import { readJson } from './read-json.ts'
import type { Versions } from './versions.ts'

export type JournalEntry = { readonly entry: string; readonly record: JournalRecord }

/** The session can't be brought back, with the reason for people. Never continued silently from a wrong state. */
export class RecoveryFailed extends Error {
  override name = 'RecoveryFailed'
}

/** What `sessionSnapshot` holds; null when there is none that can be read, and then the journal has it all. */
export function readSnapshot(session: string, text: string | null): Snapshot | null {
  const parsed = snapshot.safeParse(readJson(text))
  return parsed.success && parsed.data.start.session_id === session ? parsed.data : null
}

/** The range of a session's journal that is not in its snapshot, for XRANGE. */
export const journalAfter = (from: Snapshot | null): string => (from === null ? '-' : `(${from.entry}`)

/** Entries of a session's journal as Redis gives them. Throws `RecoveryFailed` for one that can't be read. */
export function readEntries(raw: readonly (readonly [string, readonly string[]])[]): JournalEntry[] {
  return raw.map(([entry, fields]) => {
    const record = journalRecord.safeParse(readJson(fields[1]))
    if (record.success) return { entry, record: record.data }
    throw new RecoveryFailed(`journal entry ${entry} can not be read: ${z.prettifyError(record.error)}`)
  })
}

/**
 * Recovery: the snapshot, then every journal record after it through the pure core; the hash of the state is compared
 * after each. `from` null replays from the `start` record. `last` is the id of the last entry that is in the game.
 * Throws `RecoveryFailed`; rejects as `versions` does.
 */
export async function recoverGame(
  core: Core,
  versions: Pick<Versions, 'load'>,
  from: Snapshot | null,
  entries: readonly JournalEntry[],
): Promise<{ game: Game; last: string }> {
  let game = from === null ? null : await fromSnapshot(core, versions, from)
  let last = from?.entry ?? ''
  for (const { entry, record } of entries) {
    const needed = record.kind === 'start' || (record.kind === 'reload' && record.back === undefined)
    const compiled = needed ? await version(versions, record.version) : null
    game = applied(core, game, entry, record, compiled)
    if (core.stateHash(game.session) !== record.state)
      throw new RecoveryFailed(
        `replaying journal entry ${entry} (${record.kind}, step ${record.seq}) gives another state than it gave before`,
      )
    last = entry
  }
  if (game === null) throw new RecoveryFailed('there is neither a snapshot nor a journal of it')
  return { game, last }
}

async function fromSnapshot(core: Core, versions: Pick<Versions, 'load'>, from: Snapshot): Promise<Game> {
  const compiled = await version(versions, from.start.hash)
  if (core.stateHash(from.session) !== from.state)
    throw new RecoveryFailed(`the snapshot after journal entry ${from.entry} does not have the hash that it names`)
  const { start, session, fault } = from
  return { start, compiled, session, fault, previous: await previousOf(versions, from.previous) }
}

/** A version that is not there any more costs the way back to it, and not the game. */
async function previousOf(versions: Pick<Versions, 'load'>, from: Snapshot['previous']): Promise<Previous | null> {
  if (from === null) return null
  const found = await versions.load(from.start.hash)
  const { move, by, moved_at, watched_until, start, session, touched, mapped } = from
  return {
    move,
    by,
    movedAt: moved_at,
    watchedUntil: watched_until,
    start,
    compiled: found.ok ? found.compiled : null,
    before: { session, touched, mapped },
  }
}

async function version(versions: Pick<Versions, 'load'>, hash: string): Promise<Compiled> {
  const found = await versions.load(hash)
  if (found.ok) return found.compiled
  throw new RecoveryFailed(found.reason)
}

/** The game after one journal record. A core that throws now where it did not before is a failed recovery. */
function applied(core: Core, game: Game | null, entry: string, record: JournalRecord, compiled: Compiled | null): Game {
  try {
    if (record.kind === 'start') return started(core, record, compiled)
    if (game === null) throw new Error(`the journal begins with "${record.kind}"`)
    if (record.kind === 'reload') return reloaded(core, game, record, compiled)
    if (record.kind === 'fault') return { ...game, fault: record.message }
    let { session, fault, previous } = game
    for (const item of record.items)
      ({ session, fault, previous } = play(core, { compiled: game.compiled, session, fault, previous }, item))
    return { ...game, session, fault, previous }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RecoveryFailed(`journal entry ${entry} (${record.kind}) can not be replayed: ${reason}`, { cause: error })
  }
}

function started(core: Core, record: Extract<JournalRecord, { kind: 'start' }>, compiled: Compiled | null): Game {
  if (compiled === null) throw new Error('its version was not fetched')
  const { start, known, started_at } = record
  const { session } = core.start(compiled, { sessionId: start.session_id, seed: start.seed, at: started_at, known })
  return { start, compiled, session, fault: null, previous: null }
}

function reloaded(
  core: Core,
  game: Game,
  record: Extract<JournalRecord, { kind: 'reload' }>,
  to: Compiled | null,
): Game {
  const { reload_at: at, known, mapping, graph_name, number, bindings, move, by, watched_until } = record
  const moved = record.back === undefined ? forth() : back()
  if (!moved.ok) throw new Error('the reload is blocked now')
  return moved.game

  function forth(): Moved {
    if (to === null) throw new Error('its version was not fetched')
    const start = { ...game.start, graph_name, version: number, hash: record.version, bindings }
    const order = { move, by, mapping, watchedUntil: watched_until }
    return moveGame(core, game, { start, compiled: to }, order, { at, known })
  }

  function back(): Moved {
    const { previous } = game
    if (previous === null || previous.compiled === null) throw new Error('the version before is not known')
    return returnGame(core, game, { ...previous, compiled: previous.compiled }, { at, known })
  }
}
