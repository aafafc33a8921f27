import type { Redis } from 'ioredis'
import type { Prisma, PrismaClient } from '#generated/prisma/client.ts'
import type { Service } from '#platform/lifecycle.ts'
import { type Log, messageOf } from '#platform/log.ts'
import { counter, gauge } from '#platform/metrics.ts'
import {
  JOURNAL_TROUBLE,
  JOURNAL_WRITER_LEASE,
  JOURNALS,
  sessionJournal,
  sessionSnapshot,
  sessionView,
} from '#wire/channels.ts'
import type { Condition } from '#wire/condition.ts'
import { type JournalRecord, journalRecord } from '../core/journal.ts'
import { readJson } from '../core/read-json.ts'
import type { Clock } from './clock.ts'
import { timeOf } from './stream-id.ts'

const POLL_MS = 250
/** While PostgreSQL or Redis is away. */
const RETRY_MS = 1000
const LEASE_MS = 5000
/** A complaint that nobody repeats is over, ms: its writer is gone, and another one copies. */
const TROUBLE_MS = 10_000
/** Journal records of one session in one transaction. */
const PAGE = 200
/** What is in PostgreSQL stays in Redis for this long, for consoles that still show the game. */
const KEEP_SECONDS = 24 * 60 * 60

const HOLD = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`

type Entry = { entry: string; record: JournalRecord }

/**
 * Copies journals from Redis to PostgreSQL, where they stay, and keeps the stored session's status, outcome and times
 * in step with them. Games never wait for it: while PostgreSQL is away it tries again (RT7). Copying twice changes
 * nothing: records are addressed by session and entry. One process at a time does it.
 */
export function createJournalWriter(options: {
  process: string
  redis: Redis
  prisma: PrismaClient
  clock: Clock
  log: Log
  /** What is done first, by the one process that copies: games are brought back that Redis has lost. */
  restore?: () => Promise<void>
}): Service & { round(): Promise<void> } {
  const { redis, prisma, clock, log } = options
  const copied = counter({ name: 'journal_records_copied_total', help: 'Journal records written to PostgreSQL' })
  const behind = gauge({ name: 'journal_sessions_behind', help: 'Sessions with records that are not in PostgreSQL' })
  let running = false
  let failingSince: number | null = null
  let cancel: () => void = () => {}
  let working: Promise<void> = Promise.resolve()

  async function round(): Promise<void> {
    if ((await redis.eval(HOLD, 1, JOURNAL_WRITER_LEASE, options.process, LEASE_MS)) !== 1) return
    await options.restore?.()
    let waiting = 0
    for (const [session, cursor] of Object.entries(await redis.hgetall(JOURNALS)))
      if (await copySession(session, cursor)) waiting += 1
    behind.set(waiting)
  }

  /** True when there is more than one page to copy. */
  async function copySession(session: string, cursor: string): Promise<boolean> {
    const raw = await redis.xrange(sessionJournal(session), `(${cursor}`, '+', 'COUNT', PAGE)
    const last = raw.at(-1)
    if (last === undefined) return false
    const entries = raw.flatMap(([entry, fields]): Entry[] => {
      const record = journalRecord.safeParse(readJson(fields[1]))
      if (record.success) return [{ entry, record: record.data }]
      log.error('a journal record can not be read and is not copied', { session, entry, error: record.error })
      return []
    })
    const stored = await prisma.gameSession.findUnique({
      where: { id: session },
      select: { tenantId: true, graphId: true },
    })
    if (stored === null) log.warn('a journal belongs to no stored session; it is not copied', { session })
    else await store(session, stored, entries)
    if (entries.some(({ record }) => isFinal(record))) await conclude(session)
    else await redis.hset(JOURNALS, session, last[0])
    return raw.length === PAGE
  }

  async function store(id: string, { tenantId, graphId }: { tenantId: string; graphId: string }, entries: Entry[]) {
    const newest = entries.at(-1)?.record
    if (newest === undefined) return
    const first = entries[0]?.record
    const version = await prisma.version.findUnique({
      where: { tenantId_graphId_hash: { tenantId, graphId, hash: newest.version } },
      select: { id: true },
    })
    await prisma.$transaction([
      prisma.journalRecord.createMany({
        skipDuplicates: true,
        data: entries.map(({ entry, record }) => ({
          sessionId: id,
          entryId: entry,
          tenantId,
          seq: record.seq,
          at: new Date(timeOf(entry)),
          // The schema's own output is JSON; Prisma's type does not know.
          record: record as unknown as Prisma.InputJsonValue,
        })),
      }),
      prisma.gameSession.updateMany({
        // The API may have closed a game that is over before its journal was copied: it does not run again by that.
        where: { id, ...(isFinal(newest) ? {} : { endedAt: null }) },
        data: {
          status: newest.status,
          outcome: newest.outcome,
          ...(first?.kind === 'start' ? { startedAt: new Date(first.started_at) } : {}),
          ...(isFinal(newest) ? { endedAt: new Date(newest.at) } : {}),
          ...(version === null ? {} : { versionId: version.id }),
        },
      }),
    ])
    copied.inc(entries.length)
  }

  async function conclude(session: string): Promise<void> {
    await Promise.all(
      [sessionJournal(session), sessionSnapshot(session), sessionView(session)].map((key) =>
        redis.expire(key, KEEP_SECONDS),
      ),
    )
    await redis.hdel(JOURNALS, session)
  }

  async function roundOrRetry(): Promise<number> {
    try {
      await round()
      if (failingSince !== null) {
        log.info('journals are copied again')
        await redis.del(JOURNAL_TROUBLE)
      }
      failingSince = null
      return POLL_MS
    } catch (error) {
      if (failingSince === null)
        log.error('journals can not be copied now; games go on, and it is tried again', { error })
      failingSince ??= clock.now()
      await complain(failingSince, messageOf(error))
      return RETRY_MS
    }
  }

  /** Whoever watches over the house tells people. While Redis is away there is nobody to tell it to. */
  async function complain(since: number, reason: string): Promise<void> {
    const trouble: Condition = { condition: 'journal_away', since, reason: reason.slice(0, 500) }
    await redis.set(JOURNAL_TROUBLE, JSON.stringify(trouble), 'PX', TROUBLE_MS).catch(() => undefined)
  }

  const schedule = (ms: number) => {
    if (!running) return
    cancel = clock.after(ms, () => {
      working = roundOrRetry().then(schedule)
    })
  }

  return {
    name: 'journal-writer',
    round,
    start() {
      running = true
      schedule(0)
      return Promise.resolve()
    },
    async stop() {
      running = false
      cancel()
      await working
    },
  }
}

const isFinal = (record: JournalRecord): boolean =>
  record.kind === 'end' || record.status === 'completed' || record.status === 'abandoned'
