import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Core } from './core.ts'
import type { JournalRecord, Snapshot } from './journal.ts'
import { type Live, play } from './live-session.ts'
import { timeOf } from './stream-id.ts'
import type { Versions } from './versions.ts'

export type JournalEntry = { entry: string; record: JournalRecord }

/** The session can't be brought back, with the reason for people. Never continued silently from a wrong state. */
export class RecoveryFailed extends Error {
  override name = 'RecoveryFailed'
}

/**
 * Recovery: the snapshot, then every journal record after it through the pure core; the hash of the state is compared
 * after each. `from` null replays from the `start` record. Throws `RecoveryFailed`; a Redis that is away rejects.
 */
export async function replay(
  core: Core,
  versions: Versions,
  from: Snapshot | null,
  entries: readonly JournalEntry[],
): Promise<{ live: Live; replayed: number }> {
  let live = from === null ? null : await fromSnapshot(core, versions, from)
  for (const { entry, record } of entries) {
    const compiled =
      record.kind === 'start' || record.kind === 'reload' ? await version(versions, record.version) : null
    live = applied(core, live, entry, record, compiled)
    const state = core.stateHash(live.session)
    if (state !== record.state)
      throw new RecoveryFailed(
        `replaying journal entry ${entry} (${record.kind}, step ${record.seq}) gives another state than it gave before`,
      )
    live.lastEntry = timeOf(entry)
    live.sinceSnapshot += 1
  }
  if (live === null) throw new RecoveryFailed('there is neither a snapshot nor a journal of it')
  return { live, replayed: entries.length }
}

async function fromSnapshot(core: Core, versions: Versions, from: Snapshot): Promise<Live> {
  const compiled = await version(versions, from.start.hash)
  if (core.stateHash(from.session) !== from.state)
    throw new RecoveryFailed(`the snapshot after journal entry ${from.entry} does not have the hash that it names`)
  const { start, session, fault } = from
  return { start, compiled, session, fault, lastEntry: timeOf(from.entry), sinceSnapshot: 0 }
}

async function version(versions: Versions, hash: string): Promise<Compiled> {
  const found = await versions.load(hash)
  if (found.ok) return found.compiled
  throw new RecoveryFailed(found.reason)
}

/** The session after one journal record. A core that throws now where it did not before is a failed recovery. */
function applied(core: Core, live: Live | null, entry: string, record: JournalRecord, compiled: Compiled | null): Live {
  try {
    if (record.kind === 'start') return started(core, record, compiled)
    if (live === null) throw new Error(`the journal begins with "${record.kind}"`)
    if (record.kind === 'reload') return reloaded(core, live, record, compiled)
    if (record.kind === 'fault') return { ...live, fault: record.message }
    let { session, fault } = live
    for (const item of record.items)
      ({ session, fault } = play(core, { compiled: live.compiled, session, fault }, item))
    return { ...live, session, fault }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RecoveryFailed(`journal entry ${entry} (${record.kind}) can not be replayed: ${reason}`, { cause: error })
  }
}

function started(core: Core, record: Extract<JournalRecord, { kind: 'start' }>, compiled: Compiled | null): Live {
  if (compiled === null) throw new Error('its version was not fetched')
  const { start, known, started_at } = record
  const { session } = core.start(compiled, { sessionId: start.session_id, seed: start.seed, at: started_at, known })
  return { start, compiled, session, fault: null, lastEntry: 0, sinceSnapshot: 0 }
}

function reloaded(
  core: Core,
  live: Live,
  record: Extract<JournalRecord, { kind: 'reload' }>,
  to: Compiled | null,
): Live {
  if (to === null) throw new Error('its version was not fetched')
  const { reload_at: at, known, mapping, graph_name, number, bindings } = record
  const moved = core.reload(live.compiled, to, live.session, { at, known, mapping })
  if (!moved.ok) throw new Error('the reload is blocked now')
  const start = { ...live.start, graph_name, version: number, hash: record.version, bindings }
  return { ...live, start, compiled: to, session: moved.session, fault: null }
}
