import { z } from 'zod'
import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Core } from './core.ts'
import { type Game, play } from './game.ts'
import { type JournalRecord, journalRecord, type Snapshot, snapshot } from './journal.ts'
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
    const compiled =
      record.kind === 'start' || record.kind === 'reload' ? await version(versions, record.version) : null
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
  return { start, compiled, session, fault }
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
    let { session, fault } = game
    for (const item of record.items)
      ({ session, fault } = play(core, { compiled: game.compiled, session, fault }, item))
    return { ...game, session, fault }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RecoveryFailed(`journal entry ${entry} (${record.kind}) can not be replayed: ${reason}`, { cause: error })
  }
}

function started(core: Core, record: Extract<JournalRecord, { kind: 'start' }>, compiled: Compiled | null): Game {
  if (compiled === null) throw new Error('its version was not fetched')
  const { start, known, started_at } = record
  const { session } = core.start(compiled, { sessionId: start.session_id, seed: start.seed, at: started_at, known })
  return { start, compiled, session, fault: null }
}

function reloaded(
  core: Core,
  game: Game,
  record: Extract<JournalRecord, { kind: 'reload' }>,
  to: Compiled | null,
): Game {
  if (to === null) throw new Error('its version was not fetched')
  const { reload_at: at, known, mapping, graph_name, number, bindings } = record
  const moved = core.reload(game.compiled, to, game.session, { at, known, mapping })
  if (!moved.ok) throw new Error('the reload is blocked now')
  const start = { ...game.start, graph_name, version: number, hash: record.version, bindings }
  return { start, compiled: to, session: moved.session, fault: null }
}
