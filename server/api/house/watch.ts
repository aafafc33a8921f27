import type { Redis } from 'ioredis'
import type { Log } from '#platform/log.ts'
import { messageOf } from '#platform/log.ts'
import { counter, gauge } from '#platform/metrics.ts'
import { CONDITIONS, type Condition } from '#wire/condition.ts'
import { createConditionBook } from './condition-book.ts'
import { lookIntoRedis } from './look.ts'
import { tellHouse } from './tell-house.ts'

const EVERY_MS = 1_000
/** A store that does not answer within this time is away, ms. */
const PATIENCE_MS = 1_500

const active = gauge({
  name: 'studio_condition_active',
  help: '1 while that part of the house is away (RT7)',
  labelNames: ['condition'],
})
const began = counter({
  name: 'studio_conditions_total',
  help: 'How often that part of the house went away',
  labelNames: ['condition'],
})

/**
 * Watches over the house (RT7): what is away, since when. Rooms are told by events as soon as they can be; whoever asks
 * is answered from memory, so that it works when every store is away.
 */
export type HouseWatch = { start(): void; stop(): Promise<void>; conditions(): Condition[] }

export function createHouseWatch(options: {
  postgres: () => Promise<unknown>
  redis: Redis
  log: Log
  now(): number
}): HouseWatch {
  const { redis, log, now } = options
  const book = createConditionBook()
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> = Promise.resolve()
  let stopped = false

  async function look(): Promise<void> {
    const [postgres, seen] = await Promise.all([
      within(options.postgres()).then(
        () => null,
        (error: unknown) => messageOf(error),
      ),
      within(lookIntoRedis(redis, now())).catch((error: unknown) => ({ away: messageOf(error) })),
    ])
    const at = now()
    book.saw('postgres_away', postgres, at)
    if ('away' in seen) book.saw('redis_away', seen.away, at)
    else {
      book.saw('redis_away', null, at)
      for (const name of ['broker_away', 'gateway_away', 'runtime_away'] as const) book.found(name, seen[name], at)
      // Without the database journals wait too: one banner says so.
      book.found('journal_away', postgres === null ? seen.journal_away : null, at)
    }
    for (const name of CONDITIONS) active.set({ condition: name }, book.active(name) === undefined ? 0 : 1)
    for (const change of book.changes()) {
      const { condition, until } = change
      if (until === undefined) began.inc({ condition })
      log[until === undefined ? 'error' : 'info'](until === undefined ? 'part of the house is away' : 'back again', {
        ...change,
      })
    }
    await tellHouse(redis, book, now)
  }

  async function round(): Promise<void> {
    try {
      await look()
    } catch (error) {
      log.warn('the house could not be told what is away; trying again', { error: messageOf(error) })
    }
    if (!stopped) timer = setTimeout(again, EVERY_MS)
  }

  function again(): void {
    working = round()
  }

  return {
    start: again,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await working
    },
    conditions: () => book.all(),
  }
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
