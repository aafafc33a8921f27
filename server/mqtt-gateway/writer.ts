import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { type Log, messageOf } from '#platform/log.ts'
import { APPEND_BATCH, EMPTIED } from './append-script.ts'
import { createOutbox, type Entry } from './outbox.ts'

const MAX_BATCH = 512
/** Arguments of one script: a board that comes online has an event for each device, and nobody else is served meanwhile. */
const MAX_OPS = 4_000
/** How long an entry of `putSoon` waits for company, ms. */
const SOON_MS = 4
/** An answer that takes longer counts as Redis being away, ms. */
const STALLED_AFTER_MS = 1_000
const SHA = createHash('sha1').update(APPEND_BATCH).digest('hex')
/** Answers of Redis that say "not now": the batch is sent again. Any other error answer is about the batch itself. */
const PASSING = /^(LOADING|OOM|READONLY|MISCONF|BUSY|TRYAGAIN|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|NOAUTH|WRONGPASS)/

export type Outage = { rooms: string[]; ms: number; waiting: number; shed: number; superseded: number }

/**
 * The one way from the gateway into Redis: entries are written in the order in which they were put, one batch under
 * way at a time, each batch exactly once. While Redis is away they wait, bounded (RT7); `onRecovered` tells of it.
 */
export type Writer = {
  put(entry: Entry): void
  /** The same, for what nobody waits for: goes along with the next batch, a few ms later at most. */
  putSoon(entry: Entry): void
  /**
   * Calls back at once, or, while more comes than Redis takes, when there is room again: what the broker still has is not lost.
   * Redis being away holds nobody back: then what waits here is what is kept.
   */
  whenRoom(go: () => void): void
  /** Resolves when everything that was put has been written, or after `timeoutMs`: false. */
  drained(timeoutMs: number): Promise<boolean>
  stop(): void
  stats(): { waiting: number; shed: number; superseded: number; away: boolean }
}

export function createWriter(options: {
  redis: Redis
  /** Names this process's life: batches are counted from 1 in each. */
  instance: string
  log: Log
  limits: { entries: number; bytes: number }
  onRecovered(outage: Outage): void
  /** Redis was emptied since the batch before: what it should know must be written anew. */
  onEmptied(): void
}): Writer {
  const { redis, log } = options
  const outbox = createOutbox(options.limits)
  const batchKey = `sentient:gateway:${options.instance}:batch`
  let batchNumber = 0
  let pumping = false
  let stopped = false
  let soon: NodeJS.Timeout | undefined
  const recovered: Outage[] = []
  const heldBack: (() => void)[] = []
  let outage: { since: number; rooms: Set<string>; shed: number; superseded: number } | undefined

  redis.on('close', () => {
    if (!stopped) goneAway('the connection is lost')
  })
  redis.on('ready', () => {
    if (!pumping) backAgain() // nothing waited; else the first batch that is written tells
  })

  function goneAway(reason: string, since = Date.now()): void {
    if (outage !== undefined) return
    outage = { since, rooms: new Set(), shed: outbox.shed, superseded: outbox.superseded }
    outbox.setAway(true)
    log.error('Redis does not take events; they wait here', { reason, waiting: outbox.size })
    letGo()
  }

  const isCrowded = (): boolean => outage === undefined && !stopped && outbox.crowded

  function letGo(): void {
    while (heldBack.length > 0 && !isCrowded()) heldBack.shift()?.()
  }

  function backAgain(): void {
    if (outage === undefined) return
    const over = outage
    outage = undefined
    outbox.setAway(false)
    const report = {
      rooms: [...over.rooms],
      ms: Date.now() - over.since,
      waiting: outbox.size,
      shed: outbox.shed - over.shed,
      superseded: outbox.superseded - over.superseded,
    }
    log.warn('Redis takes events again', { ...report, rooms: report.rooms.length })
    recovered.push(report)
    announce()
  }

  /** Told once there is room again: the news must not be shed for want of it. */
  function announce(): void {
    if (outbox.size > 0) return
    for (const report of recovered.splice(0)) options.onRecovered(report)
  }

  async function append(args: string[]): Promise<unknown> {
    try {
      return await redis.evalsha(SHA, 1, batchKey, ...args)
    } catch (error) {
      if (!messageOf(error).startsWith('NOSCRIPT')) throw error
      return await redis.eval(APPEND_BATCH, 1, batchKey, ...args)
    }
  }

  async function write(batch: Entry[]): Promise<void> {
    const args = [String(++batchNumber)]
    for (const entry of batch) args.push(...entry.ops)
    for (let attempt = 1; !stopped; attempt++) {
      const began = Date.now()
      const stalled = setTimeout(() => goneAway(`no answer within ${STALLED_AFTER_MS} ms`, began), STALLED_AFTER_MS)
      try {
        const answer = await append(args)
        if (answer === EMPTIED) {
          log.error('Redis has lost what it had; what this gateway knows is written anew')
          options.onEmptied()
        }
        if (outage !== undefined) for (const entry of batch) outage.rooms.add(entry.room)
        return backAgain()
      } catch (error) {
        const message = messageOf(error)
        if (error instanceof Error && error.name === 'ReplyError' && !PASSING.test(message)) {
          log.error('Redis refuses a batch; it is dropped', { error: message, entries: batch.length })
          return
        }
        goneAway(message)
        await new Promise((resolve) => setTimeout(resolve, Math.min(50 * attempt, 500)))
      } finally {
        clearTimeout(stalled)
      }
    }
  }

  async function pump(): Promise<void> {
    if (pumping) return
    pumping = true
    try {
      const next = () => outbox.take(MAX_BATCH, MAX_OPS)
      for (let batch = next(); batch.length > 0 && !stopped; batch = next()) {
        await write(batch)
        announce()
        letGo()
      }
    } finally {
      pumping = false
    }
  }

  function keep(entry: Entry): void {
    outbox.put(entry)
    outage?.rooms.add(entry.room)
  }

  function start(): void {
    clearTimeout(soon)
    soon = undefined
    if (!pumping) pump().catch((error: unknown) => log.error('the writer failed', { error }))
  }

  return {
    put(entry) {
      keep(entry)
      start()
    },
    putSoon(entry) {
      keep(entry)
      soon ??= setTimeout(start, SOON_MS)
    },
    whenRoom(go) {
      if (isCrowded()) heldBack.push(go)
      else go()
    },
    async drained(timeoutMs) {
      const deadline = Date.now() + timeoutMs
      while (pumping || outbox.size > 0) {
        if (Date.now() > deadline) return false
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      return true
    },
    stop() {
      stopped = true
      clearTimeout(soon)
      letGo()
    },
    stats: () => ({
      waiting: outbox.size,
      shed: outbox.shed,
      superseded: outbox.superseded,
      away: outage !== undefined,
    }),
  }
}
