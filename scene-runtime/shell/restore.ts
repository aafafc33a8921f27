import type { Redis } from 'ioredis'
import type { PrismaClient } from '#generated/prisma/client.ts'
import { createEvent } from '#platform/events.ts'
import { type Log, messageOf } from '#platform/log.ts'
import { appendEvents } from '#platform/room-stream.ts'
import {
  graphVersion,
  JOURNALS,
  LIVE_STORE_MARK,
  ROOMS,
  ROOMS_NUDGE,
  roomFence,
  roomLease,
  roomPolicyKey,
  roomSessions,
  sessionJournal,
} from '#wire/channels.ts'
import { type RoomAddress, roomKey } from '#wire/names.ts'
import { type RoomPolicy, roomPolicy } from '#wire/room-policy.ts'
import type { SessionStart } from '#wire/session-messages.ts'
import type { Core } from '../core/core.ts'
import { play } from '../core/game.ts'
import { type JournalRecord, journalRecord } from '../core/journal.ts'
import { type JournalEntry, RecoveryFailed, recoverGame } from '../core/recovery.ts'
import type { Versions } from '../core/versions.ts'
import type { Clock } from './clock.ts'
import { timeOf } from './stream-id.ts'

/** Lays a game back, if nobody has laid it there before, and takes its room from whoever holds it: they load it anew. */
const LAY = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
for i = 5, #ARGV, 2 do redis.call('XADD', KEYS[1], ARGV[i], 'record', ARGV[i + 1]) end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('HSET', KEYS[3], ARGV[1], ARGV[3])
redis.call('SADD', KEYS[4], ARGV[4])
redis.call('INCR', KEYS[5])
redis.call('DEL', KEYS[6])
return 1`

/**
 * Brings games back from PostgreSQL after Redis lost everything (RT1, RT7): a disk that died, a file that was deleted.
 * What had not been copied by then is lost: a quarter of a second as a rule, more if PostgreSQL was away before. A mark
 * in Redis says that it was looked at since it was last empty.
 */
export function createRestorer(options: {
  redis: Redis
  prisma: PrismaClient
  core: Core
  versions: Pick<Versions, 'load'>
  clock: Clock
  log: Log
}): { round(): Promise<void> } {
  const { redis, prisma, core, versions, clock, log } = options

  async function restoreAll(): Promise<void> {
    const since = clock.now() - (await uptime(redis))
    const sessions = await prisma.gameSession.findMany({
      where: { endedAt: null, status: { in: ['created', 'running', 'frozen', 'faulted'] } },
      include: { room: { include: { tenant: true, devices: { include: { controller: true } } } } },
      orderBy: { createdAt: 'asc' },
    })
    for (const { room, ...session } of sessions) {
      const address: RoomAddress = { tenant_id: room.tenant.slug, room_id: room.slug }
      if ((await redis.exists(sessionJournal(session.id))) === 1) continue
      await layPolicy(address, room)
      await restore(session, address, since)
    }
  }

  type Stored = { id: string; tenantId: string; graphId: string; createdAt: Date }

  async function restore(stored: Stored, room: RoomAddress, since: number): Promise<void> {
    const entries = await readCopy(stored.id)
    const started = startOf(entries)
    if (started === null) {
      // One that was asked for since stands in the new stream, and is going to begin.
      if (stored.createdAt.getTime() >= since) return
      log.error('a game is lost: the live store was emptied, and there is no copy of its journal', {
        session: stored.id,
      })
      await prisma.gameSession.updateMany({
        where: { id: stored.id, endedAt: null },
        data: { status: 'abandoned', outcome: 'lost', endedAt: new Date(clock.now()) },
      })
      return
    }
    await layVersions(stored, entries)
    const told = await goOn(entries)
    const all = told === null ? entries : [...entries, told.entry]
    const last = all.at(-1)?.entry ?? ''
    const laid = await redis.eval(
      LAY,
      6,
      sessionJournal(stored.id),
      roomSessions(room),
      JOURNALS,
      ROOMS,
      roomFence(room),
      roomLease(room),
      stored.id,
      JSON.stringify(told?.start ?? started),
      entries.at(-1)?.entry ?? '',
      roomKey(room),
      ...all.flatMap(({ entry, record }) => [entry, JSON.stringify(record)]),
    )
    if (laid === 1)
      log.warn('a game was brought back from PostgreSQL; what came after its last copy is lost', {
        session: stored.id,
        room: roomKey(room),
        entries: all.length,
        last,
      })
    if (laid === 1) await appendEvents(redis, [notice(room, stored.id)])
    await redis.publish(ROOMS_NUDGE, 'restored')
  }

  async function readCopy(session: string): Promise<JournalEntry[]> {
    const rows = await prisma.journalRecord.findMany({ where: { sessionId: session } })
    return rows
      .map(({ entryId, record }) => ({ entry: entryId, record: journalRecord.parse(record) }))
      .sort((a, b) => timeOf(a.entry) - timeOf(b.entry))
  }

  /** The runtime replays by the versions that the journal names. */
  async function layVersions({ tenantId, graphId }: Stored, entries: readonly JournalEntry[]): Promise<void> {
    for (const hash of new Set(entries.map(({ record }) => record.version))) {
      const version = await prisma.version.findUnique({
        where: { tenantId_graphId_hash: { tenantId, graphId, hash } },
        select: { document: true },
      })
      if (version !== null) await redis.set(graphVersion(hash), JSON.stringify(version.document))
    }
  }

  /**
   * The game as its copy leaves it, with its steps numbered from far behind those that may have been lost: a step that
   * was lost has sent its commands, and boards know their ids. null: it can not be replayed; the runtime says why.
   */
  async function goOn(entries: readonly JournalEntry[]): Promise<{ start: SessionStart; entry: JournalEntry } | null> {
    try {
      const { game, last } = await recoverGame(core, versions, null, entries)
      const at = Math.max(clock.now(), game.session.at)
      const item = {
        type: 'recover' as const,
        at,
        died_at: Math.max(timeOf(last), game.session.at),
        restored: true as const,
      }
      const { session, fault } = play(core, game, item)
      const before = entries.at(-1)?.record
      if (before === undefined) return null
      const entry = `${Math.max(at, timeOf(last) + 1)}-0`
      const state = core.stateHash(session)
      const record: JournalRecord = {
        v: 1,
        kind: 'inputs',
        items: [item],
        seq: session.seq,
        at: session.at,
        version: before.version,
        status: fault === null ? session.status : 'faulted',
        outcome: session.outcome,
        state,
        token: before.token,
        steps: [],
      }
      return { start: game.start, entry: { entry, record } }
    } catch (error) {
      if (!(error instanceof RecoveryFailed)) throw error
      log.error('a game can not be replayed from its copy', { error: messageOf(error) })
      return null
    }
  }

  async function layPolicy(
    address: RoomAddress,
    room: {
      hardwareAway: RoomPolicy['hardware_away']
      devices: { slug: string; whenOffline: RoomPolicy['devices'][string]; controller: { slug: string } }[]
    },
  ): Promise<void> {
    const policy = roomPolicy.parse({
      hardware_away: room.hardwareAway,
      devices: Object.fromEntries(room.devices.map((d) => [`${d.controller.slug}/${d.slug}`, d.whenOffline])),
    })
    await redis.set(roomPolicyKey(address), JSON.stringify(policy), 'NX')
  }

  return {
    async round() {
      if ((await redis.exists(LIVE_STORE_MARK)) === 1) return
      await restoreAll()
      await redis.set(LIVE_STORE_MARK, String(clock.now()))
    },
  }
}

/** How long this Redis has run, ms: what is older than that is not in its streams. */
async function uptime(redis: Redis): Promise<number> {
  const seconds = /^uptime_in_seconds:(\d+)/m.exec(await redis.info('server'))?.[1]
  if (seconds === undefined) throw new Error('Redis does not say how long it has run')
  return (Number(seconds) + 1) * 1_000
}

const notice = (room: RoomAddress, session_id: string) =>
  createEvent({
    type: 'gm_notice',
    ...room,
    session_id,
    payload: {
      level: 'attention',
      message:
        'The live store was emptied. This game goes on from its copy; what happened in the moment before may be missing.',
    },
    source: 'scene-runtime',
  })

/** As the last record has it: a reload may have moved the game to another version. */
function startOf(entries: readonly JournalEntry[]): SessionStart | null {
  const first = entries.find(({ record }) => record.kind === 'start')?.record
  if (first?.kind !== 'start') return null
  const moved = entries.findLast(({ record }) => record.kind === 'reload')?.record
  if (moved?.kind !== 'reload') return first.start
  const { graph_name, number: version, version: hash, bindings } = moved
  return { ...first.start, graph_name, version, hash, bindings }
}
