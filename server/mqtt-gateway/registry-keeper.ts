import type { Redis } from 'ioredis'
import { z } from 'zod'
import { type Log, messageOf } from '#platform/log.ts'
import { REGISTRY, roomPresence } from '#wire/channels.ts'
import { type RoomAddress, roomKey } from '#wire/names.ts'
import { type RegistryRoom, registryRoom } from '#wire/registry.ts'
import type { ApiClient } from './api-client.ts'
import { presenceOps, registryOps } from './entries.ts'
import type { PresenceBook } from './presence.ts'
import { boardKey, type Registry } from './registry.ts'
import type { Writer } from './writer.ts'

const RELOAD_EVERY_MS = 30_000
const RETRY_MS = { first: 250, most: 5_000 }

const storedPresence = z.object({
  status: z.enum(['online', 'offline']),
  last_seen: z.number(),
  boot_id: z.string().optional(),
})

/**
 * Keeps the registry as the API has it, and a copy in Redis, so that a gateway that starts while the API is away
 * knows the rooms. With a room come the presences that an earlier gateway judged.
 */
export type RegistryKeeper = {
  /** False when the API is away; it is tried again by `tick`. */
  load(): Promise<boolean>
  loadRemembered(): Promise<void>
  /** A room changed: its copy is written at the next tick. */
  changed(room: RoomAddress): void
  tick(now: number): void
  /** Redis was emptied: rooms and presences are written again, as they are known here. */
  writeAnew(): void
  /** Writes the copies of changed rooms now. */
  flush(): void
}

export function createRegistryKeeper(options: {
  api: ApiClient
  redis: Redis
  registry: Registry
  presence: PresenceBook
  writer: Writer
  log: Log
  now(): number
  /** The API answered for the first time. */
  onFirstLoad(): void
}): RegistryKeeper {
  const { api, redis, registry, presence, writer, log, now } = options
  const changedRooms = new Map<string, RoomAddress>()
  let nextLoad = 0
  let failures = 0
  let loading = false
  let loaded = false
  /** Of the registry as it was loaded last. */
  let tag: string | null = null

  async function takeOver(rooms: readonly RegistryRoom[]): Promise<void> {
    registry.load(rooms)
    for (const { tenant_id, room_id } of rooms) {
      const stored = await redis.hgetall(roomPresence({ tenant_id, room_id }))
      for (const [controller_id, json] of Object.entries(stored)) {
        const board = { tenant_id, room_id, controller_id }
        if (registry.controller(board) === undefined || presence.get(board) !== undefined) continue
        const { status, last_seen: lastSeen, boot_id: bootId } = storedPresence.parse(JSON.parse(json))
        presence.restore({ board, status, lastSeen, bootId }, now())
      }
    }
  }

  function failed(reason: string): false {
    if (failures === 0) log.error('the registry can not be loaded; working from what is known', { reason })
    nextLoad = now() + Math.min(RETRY_MS.first * 2 ** failures, RETRY_MS.most)
    failures += 1
    return false
  }

  async function load(): Promise<boolean> {
    const answer = await api.registry(tag)
    if ('away' in answer) return failed(answer.away)
    if (failures > 0) log.info('the API answers again')
    failures = 0
    nextLoad = now() + RELOAD_EVERY_MS
    // Fifty thousand devices take a third of a second to read, in which nothing reaches a game.
    if ('unchanged' in answer) return true
    await takeOver(answer.rooms)
    tag = answer.tag
    for (const { tenant_id, room_id } of answer.rooms)
      changedRooms.set(roomKey({ tenant_id, room_id }), { tenant_id, room_id })
    if (!loaded) options.onFirstLoad()
    loaded = true
    return true
  }

  const keeper: RegistryKeeper = {
    async load() {
      if (loading) return false
      loading = true
      try {
        return await load()
      } catch (error) {
        return failed(messageOf(error))
      } finally {
        loading = false
      }
    },
    async loadRemembered() {
      const stored = await redis.hgetall(REGISTRY)
      const rooms = Object.values(stored).map((json) => registryRoom.parse(JSON.parse(json)))
      await takeOver(rooms)
      log.warn('working from the registry of an earlier run', { rooms: rooms.length })
    },
    changed(room) {
      changedRooms.set(roomKey(room), { tenant_id: room.tenant_id, room_id: room.room_id })
    },
    writeAnew() {
      for (const { board } of registry.controllers()) {
        keeper.changed(board)
        const known = presence.get(board)
        if (known === undefined) continue
        writer.put({
          ops: presenceOps(known),
          keep: { as: 'level', key: `${boardKey(board)} presence` },
          room: roomKey(board),
        })
      }
    },
    tick(at) {
      if (at >= nextLoad && !loading) void keeper.load()
      keeper.flush()
    },
    flush() {
      for (const [key, room] of changedRooms) {
        const known = registry.export(room)
        if (known === undefined) continue
        writer.put({ ops: registryOps(known), keep: { as: 'level', key: `registry ${key}` }, room: key })
      }
      changedRooms.clear()
    },
  }
  return keeper
}
