import type { Redis } from 'ioredis'
import type { Log } from '#platform/log.ts'
import { roomStream } from '#wire/channels.ts'
import type { RoomRunner } from './room-runner.ts'

/** Entries of one room in one reply. */
const COUNT = '500'
/** How long a read waits for something to come, ms; and while a room is left out because it has enough to do. */
const BLOCK_MS = '1000'
const BLOCK_BRIEFLY_MS = '5'
/** Between tries while Redis is away, ms. */
const RETRY_MS = 100

export type Reader = {
  start(): void
  /** Rooms have come or gone: a read that waits is taken back. */
  changed(): void
  stop(): Promise<void>
}

/** Reads the streams of all rooms that are held, on a connection of its own (`blocking`), and hands entries on. */
export function createReader(options: {
  blocking: Redis
  redis: Redis
  rooms: () => Iterable<RoomRunner>
  after: (ms: number, run: () => void) => () => void
  log: Log
}): Reader {
  const { blocking, redis, rooms, after, log } = options
  let running = false
  let done: Promise<void> = Promise.resolve()
  let client: string | null = null
  let wake: () => void = () => {}

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = after(ms, resolve)
      wake = () => {
        cancel()
        resolve()
      }
    })

  async function loop(): Promise<void> {
    while (running) {
      try {
        await readOnce()
      } catch (error) {
        client = null
        if (!running) return
        log.debug('the streams can not be read; trying again', { error })
        await pause(RETRY_MS)
      }
    }
  }

  async function readOnce(): Promise<void> {
    client ??= String(await blocking.client('ID'))
    const held = [...rooms()]
    const reading = held.filter((runner) => !runner.backlogged())
    if (reading.length === 0) return pause(held.length === 0 ? RETRY_MS : Number(BLOCK_BRIEFLY_MS))
    const block = reading.length === held.length ? BLOCK_MS : BLOCK_BRIEFLY_MS
    const streams = reading.map((runner) => roomStream(runner.room))
    const positions = reading.map((runner) => runner.position())
    const reply = await blocking.xread('COUNT', COUNT, 'BLOCK', block, 'STREAMS', ...streams, ...positions)
    if (reply === null) return
    const byStream = new Map(reading.map((runner, index) => [streams[index], runner]))
    for (const [stream, entries] of reply) byStream.get(stream)?.take(entries)
  }

  return {
    start() {
      running = true
      done = loop()
    },
    changed() {
      wake()
      // It may have come back by itself meanwhile; then there is nobody to unblock.
      if (client !== null) void redis.call('CLIENT', 'UNBLOCK', client).catch(() => {})
    },
    async stop() {
      running = false
      this.changed()
      await done
    },
  }
}
