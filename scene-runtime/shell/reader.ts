import type { Redis } from 'ioredis'
import type { Log } from '#platform/log.ts'
import { markInputs } from '#platform/room-stream.ts'
import { ROOM_INPUTS_GAP, roomInputs, roomStream } from '#wire/channels.ts'
import { roomKey } from '#wire/names.ts'
import type { RoomRunner, StreamEntry } from './room-runner.ts'

/** Entries of one room in one reply. */
const COUNT = 500
/** Between two marks of how far everything was told, ms: what nobody told of is found, and cursors pass our own events. */
const MARK_MS = 500
/** Before a room is looked at again that has enough to do or is not open yet, ms. */
const BUSY_MS = 5
/** Between tries while Redis is away, ms. */
const RETRY_MS = 100
/** What is told while a stream is read is kept up to this many entries; beyond, it is read again. */
const MOST_KEPT = 5000

export type Reader = {
  start(): void
  /** Rooms have come or gone. */
  changed(): void
  stop(): Promise<void>
}

/** `live`: what is told is taken as it comes. `reading`: it waits for what stands in the stream. `behind`: it is not heard. */
type Followed = { runner: RoomRunner; mode: 'behind' | 'reading' | 'live'; told: StreamEntry[] }

/**
 * Hands the entries of the streams of all rooms that are held to their runners: in order and without a gap (RT1).
 *
 * Whoever appends an input to a stream tells it on the room's channel in the same script, so nobody has to ask. Of what
 * is told on one connection nothing is lost, so a room whose stream was read to its end after the subscription is
 * followed by listening alone. After every new connection, when a room had too much to do to listen, and when somebody
 * appended without telling, the stream is read again from where the room stands.
 */
export function createReader(options: {
  /** For subscriptions alone; it must not take them up again by itself. */
  subscriber: Redis
  redis: Redis
  rooms: () => Iterable<RoomRunner>
  after: (ms: number, run: () => void) => () => void
  log: Log
}): Reader {
  const { subscriber, redis, rooms, after, log } = options
  /** By channel. */
  const followed = new Map<string, Followed>()
  let subscribed = new Set<string>()
  let told = new Set<Followed>()
  let running = false
  let cancelMark: () => void = () => {}

  subscriber.on('message', (channel: string, text: string) => {
    const room = followed.get(channel)
    if (room === undefined || room.mode === 'behind') return
    if (text === ROOM_INPUTS_GAP) {
      setBehind(room)
      void catchUp(room)
      return
    }
    const space = text.indexOf(' ')
    room.told.push(space < 0 ? [text, []] : [text.slice(0, space), ['event', text.slice(space + 1)]])
    // What came in one packet is taken together.
    if (told.size === 0) queueMicrotask(takeTold)
    told.add(room)
  })
  subscriber.on('close', () => {
    subscribed = new Set()
    for (const room of followed.values()) setBehind(room)
  })
  subscriber.on('ready', () => reader.changed())

  function setBehind(room: Followed): void {
    room.mode = 'behind'
    room.told = []
  }

  function takeTold(): void {
    const rooms = told
    told = new Set()
    for (const room of rooms) {
      if (room.mode === 'reading' && room.told.length <= MOST_KEPT) continue
      if (room.mode !== 'live' || room.runner.backlogged()) {
        setBehind(room)
        later(room, BUSY_MS)
        continue
      }
      const entries = room.told
      room.told = []
      room.runner.take(entries)
    }
  }

  const isHeld = (room: Followed): boolean => running && followed.get(roomInputs(room.runner.room)) === room
  const later = (room: Followed, ms: number) => after(ms, () => void catchUp(room))

  /** Reads a room's stream to its end; from there on it listens. */
  async function catchUp(room: Followed): Promise<void> {
    const { runner } = room
    if (room.mode !== 'behind' || !isHeld(room) || !subscribed.has(roomInputs(runner.room))) return
    if (runner.backlogged()) {
      later(room, BUSY_MS)
      return
    }
    room.mode = 'reading'
    try {
      for (;;) {
        const entries = await redis.xrange(roomStream(runner.room), `(${runner.position()}`, '+', 'COUNT', COUNT)
        // The connection was lost meanwhile, or too much was told: whoever said so sees to it that it is read again.
        if (room.mode !== 'reading' || !isHeld(room)) return
        runner.take(entries)
        if (entries.length < COUNT) break
        if (!runner.backlogged()) continue
        setBehind(room)
        later(room, BUSY_MS)
        return
      }
      const entries = room.told
      room.told = []
      room.mode = 'live'
      runner.take(entries)
    } catch (error) {
      log.debug('a stream can not be read; trying again', { room: roomKey(runner.room), error })
      setBehind(room)
      later(room, RETRY_MS)
    }
  }

  async function subscribe(channels: string[]): Promise<void> {
    const before = subscribed
    try {
      await subscriber.subscribe(...channels)
    } catch (error) {
      log.debug('rooms can not be listened to; trying again', { error })
      after(RETRY_MS, () => reader.changed())
      return
    }
    if (before !== subscribed) return // it was another connection
    for (const channel of channels) {
      subscribed.add(channel)
      const room = followed.get(channel)
      if (room !== undefined) void catchUp(room)
    }
  }

  /** In case that somebody appended without telling, or that the connection is dead and nobody said so. */
  async function mark(): Promise<void> {
    try {
      void subscriber.ping().catch(() => undefined) // its silence closes the connection
      const live = [...followed.values()].filter(({ mode, runner }) => mode === 'live' && !runner.backlogged())
      await markInputs(
        redis,
        live.map(({ runner }) => runner.room),
      )
    } catch (error) {
      log.debug('how far everything was told can not be asked; trying again', { error })
    }
    if (running) cancelMark = after(MARK_MS, () => void mark())
  }

  const reader: Reader = {
    start() {
      running = true
      reader.changed()
      cancelMark = after(MARK_MS, () => void mark())
    },
    changed() {
      if (!running) return
      const held = new Map([...rooms()].map((runner) => [roomInputs(runner.room), runner]))
      for (const [channel, { runner }] of followed) if (held.get(channel) !== runner) followed.delete(channel)
      for (const [channel, runner] of held) {
        if (!followed.has(channel)) followed.set(channel, { runner, mode: 'behind', told: [] })
      }
      if (subscriber.status !== 'ready') return
      const strange = [...subscribed].filter((channel) => !held.has(channel))
      for (const channel of strange) subscribed.delete(channel)
      if (strange.length > 0) subscriber.unsubscribe(...strange).catch(() => undefined) // the connection is lost
      for (const [channel, room] of followed) if (subscribed.has(channel)) void catchUp(room)
      const missing = [...held.keys()].filter((channel) => !subscribed.has(channel))
      if (missing.length > 0) void subscribe(missing)
    },
    stop() {
      running = false
      cancelMark()
      return Promise.resolve()
    },
  }
  return reader
}
