import type { Redis } from 'ioredis'
import { type Log, messageOf } from '#platform/log.ts'
import { type RoomAddress, roomKey } from '#wire/names.ts'
import { LeaseLost } from './append.ts'
import type { Clock } from './clock.ts'
import { beat, claim, type Held, release, resign, unheld } from './leases.ts'
import type { RuntimeMetrics } from './metrics.ts'
import type { RoomRunner } from './room-runner.ts'

/** Between two looks at the rooms, ms: with the lease's length, what a take-over takes at most (RT3: 2 s). */
export const BEAT_MS = 200
/** Idle rooms write their cursor every so many beats. */
const CURSOR_BEATS = 25

export type Supervisor = {
  start(): Promise<void>
  /** Looks at the rooms now: one was released, or is new. */
  look(): void
  runners(): Iterable<RoomRunner>
  stop(): Promise<void>
}

export type SupervisorOptions = {
  /** This process among those that run rooms. */
  process: string
  redis: Redis
  clock: Clock
  log: Log
  metrics: RuntimeMetrics
  createRunner: (room: RoomAddress, token: number, onLost: (error: Error) => void) => RoomRunner
  /** The rooms that are held have changed. */
  onChange: () => void
}

/**
 * Holds rooms for this process: claims what nobody holds, up to its share of all rooms; gives back what is above it
 * when a process joins; drops a room at once when its lease is lost, and loads it again when it can be had.
 */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { redis, clock, log, metrics } = options
  const held = new Map<string, RoomRunner>()
  /** Tokens of rooms that were dropped because it was not certain what Redis had: they need not wait for the lease. */
  const dropped = new Map<string, number>()
  const opening = new Set<Promise<void>>()
  let beats = 0
  let away = false
  let running = false
  let again = false
  let looking: Promise<void> | null = null
  let cancel: () => void = () => {}

  const asHeld = (): Held[] => [...held.values()].map(({ room, token }) => ({ room, token }))

  function lost(runner: RoomRunner, error: Error): void {
    const key = roomKey(runner.room)
    if (held.get(key) !== runner) return
    held.delete(key)
    if (!(error instanceof LeaseLost)) dropped.set(key, runner.token)
    metrics.roomsLost.inc()
    log.warn('a room was dropped; it goes on from what is durable', { room: key, reason: messageOf(error) })
    // Not at once: what is wrong may still be, and the next look is near.
    options.onChange()
  }

  async function round(): Promise<void> {
    const { processes, rooms, lost: gone } = await beat(redis, options.process, asHeld(), clock.now())
    for (const { room, token } of gone) {
      const runner = held.get(roomKey(room))
      if (runner?.token !== token) continue
      runner.drop()
      lost(runner, new LeaseLost('another process has it, or Redis was emptied'))
    }
    const share = Math.ceil(rooms.length / Math.max(1, processes))
    await claimFree(rooms, share)
    await shed(share)
    beats += 1
    // Not all at one beat: what fifty rooms write at once, a press would wait for.
    for (const [place, runner] of [...held.values()].entries())
      if ((beats + place) % CURSOR_BEATS === 0) runner.keepCursor()
    metrics.rooms.set(held.size)
    metrics.sessions.set([...held.values()].reduce((sum, runner) => sum + runner.sessions(), 0))
  }

  async function claimFree(rooms: readonly RoomAddress[], share: number): Promise<void> {
    const others = rooms.filter((room) => !held.has(roomKey(room)))
    const free = await unheld(redis, others)
    const ours = others.filter((room) => dropped.has(roomKey(room)) && !free.includes(room))
    await Promise.all(
      [...ours, ...free].slice(0, Math.max(0, share - held.size)).map(async (room) => {
        const key = roomKey(room)
        const token = await claim(redis, room, clock.now(), dropped.get(key))
        dropped.delete(key)
        if (token !== null && running) openSoon(room, token)
      }),
    )
  }

  /** Beats go on meanwhile: many rooms at once take longer to load than a lease lasts (RT3). */
  function openSoon(room: RoomAddress, token: number): void {
    const opened = openRoom(room, token).finally(() => opening.delete(opened))
    opening.add(opened)
  }

  async function openRoom(room: RoomAddress, token: number): Promise<void> {
    const key = roomKey(room)
    const runner: RoomRunner = options.createRunner(room, token, (error) => lost(runner, error))
    held.set(key, runner)
    try {
      await runner.open()
      options.onChange()
    } catch (error) {
      runner.drop()
      // It may have been lost meanwhile, and claimed anew.
      if (held.get(key) !== runner) return
      held.delete(key)
      dropped.set(key, token)
      log.error('a room could not be opened; trying again', { room: key, error })
    }
  }

  /** Rooms above the share go to whoever joined; those without a game first. */
  async function shed(share: number): Promise<void> {
    const excess = [...held.values()]
      .sort((a, b) => a.sessions() - b.sessions())
      .slice(0, Math.max(0, held.size - share))
    for (const runner of excess) {
      log.info('a room is given to another process', { room: roomKey(runner.room) })
      await giveBack(runner)
    }
  }

  async function giveBack(runner: RoomRunner): Promise<void> {
    held.delete(roomKey(runner.room))
    options.onChange()
    await runner.close()
    await release(redis, runner, clock.now())
  }

  async function lookNow(): Promise<void> {
    try {
      await round()
      if (away) log.info('Redis answers again; the rooms go on')
      away = false
    } catch (error) {
      if (!away) log.error('Redis does not answer; games stand still until it does', { error })
      away = true
    }
  }

  const supervisor: Supervisor = {
    async start() {
      running = true
      await lookNow()
      schedule()
      await Promise.all(opening)
    },
    look() {
      if (!running) return
      again = looking !== null
      if (again) return
      cancel()
      looking = lookNow().finally(() => {
        looking = null
        if (again) supervisor.look()
        else schedule()
      })
    },
    runners: () => held.values(),
    async stop() {
      running = false
      cancel()
      await looking
      for (const runner of [...held.values()])
        await giveBack(runner).catch((error: unknown) => {
          // The lease runs out by itself; whoever takes the room reads what is durable.
          log.warn('a room could not be given back', { room: roomKey(runner.room), error })
        })
      await resign(redis, options.process).catch((error: unknown) => {
        log.warn('this process could not be signed off; it is forgotten in a moment', { error })
      })
    },
  }

  function schedule(): void {
    cancel()
    if (running) cancel = clock.after(BEAT_MS, () => supervisor.look())
  }

  return supervisor
}
