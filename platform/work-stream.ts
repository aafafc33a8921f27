import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Service } from './lifecycle.ts'
import type { Log } from './log.ts'

const BLOCK_MS = 2_000
/** Between tries while something is away. */
const RETRY_MS = 500
/** An entry that another process has had for this long is taken over: it died, or something was away. */
const TAKE_OVER_MS = 5_000
/** Entries that are taken at once. */
const COUNT = 20

const entry = z.tuple([z.string(), z.array(z.string())])
/** Those whose entry was deleted meanwhile come as null. */
const claimedAnswer = z.tuple([z.string(), z.array(entry.nullable())]).rest(z.unknown())
const readAnswer = z.array(z.tuple([z.string(), z.array(entry)])).nullable()

/**
 * Does the work that stands in a stream, one entry after the other, each by one of the processes of a consumer group. An
 * entry stays where it is until `work` has resolved, and is worked on again when that rejected or the process died: so `work`
 * must bear to see an entry twice, and rejects only while something is away.
 */
export function createWorkStream(options: {
  /** Of the service. */
  name: string
  stream: string
  group: string
  /** Waits for entries; used for nothing else. */
  blocking: Redis
  log: Log
  /** What is logged, once, when nothing can be worked on. */
  trouble: string
  /** The JSON of an entry's only field; undefined: it is none. */
  work(said: unknown): Promise<void>
}): Service {
  const { name, stream, group, blocking, log } = options
  const consumer = randomUUID()
  let running = false
  let away = false
  let working: Promise<void> = Promise.resolve()
  let wake: () => void = () => undefined

  async function loop(): Promise<void> {
    let ready = false
    while (running)
      try {
        if (!ready) await makeGroup()
        ready = true
        await round()
        away = false
      } catch (error) {
        ready = false // a Redis that was emptied has forgotten the group
        if (!running) return
        if (!away) log.error(options.trouble, { error })
        away = true
        await pause(RETRY_MS)
      }
  }

  async function makeGroup(): Promise<void> {
    try {
      await blocking.xgroup('CREATE', stream, group, '0', 'MKSTREAM')
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error
    }
  }

  async function round(): Promise<void> {
    const answer = await blocking.xautoclaim(stream, group, consumer, TAKE_OVER_MS, '0', 'COUNT', COUNT)
    const claimed = claimedAnswer.parse(answer)[1].flatMap((one) => (one === null ? [] : [one]))
    const wait = claimed.length > 0 ? 1 : BLOCK_MS
    const read = await blocking.xreadgroup(
      ...(['GROUP', group, consumer, 'COUNT', COUNT, 'BLOCK', wait, 'STREAMS', stream, '>'] as const),
    )
    const fresh = readAnswer.parse(read)?.flatMap(([, entries]) => entries) ?? []
    for (const [id, fields] of [...claimed, ...fresh]) {
      await options.work(parse(fields[1] ?? ''))
      await blocking.multi().xack(stream, group, id).xdel(stream, id).exec()
    }
  }

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  return {
    name,
    start() {
      running = true
      working = loop()
      return Promise.resolve()
    },
    async stop() {
      running = false
      wake()
      blocking.disconnect()
      await working
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
