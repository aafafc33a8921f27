import { randomBytes } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Log } from '#platform/log.ts'
import { EMERGENCIES } from '#wire/channels.ts'
import type { DomainEvent } from '#wire/domain-event.ts'
import {
  type EmergencyClearing,
  type EmergencyPress,
  type EmergencyRecord,
  type EmergencyReport,
  emergencyRecord,
} from '#wire/emergency.ts'
import type { Acknowledgement } from '#wire/messages/acknowledgement.ts'
import { type RoomAddress, roomKey } from '#wire/names.ts'
import { auditOps, emergencyOps, eventOps } from '../entries.ts'
import type { PresenceBook } from '../presence.ts'
import { type BoardAddress, boardKey, type Registry } from '../registry.ts'
import type { Writer } from '../writer.ts'
import { createStopBook, type Telling } from './stop-book.ts'
import { boardActor, clearedEvent, reportedEvent, triggeredEvent } from './stop-events.ts'
import type { StopFile } from './stop-file.ts'
import { messagesOf } from './stop-messages.ts'

/** The same button of the same board within this is one press (MQTT may bring it twice), ms. */
const SAME_PRESS_MS = 2_000
/** A board that answers `stopped` in a room that goes on is told so, at most this often, ms. */
const REMIND_MS = 1_000
/** Acknowledgements that come together are told together, ms. */
const TOGETHER_MS = 25

/**
 * The software emergency stop. It needs no session, no database, no runtime and no Redis: the registry that the gateway
 * has in memory, and the broker. What it did is written when there is somewhere to write.
 */
export type Emergency = {
  /** Brings back what stood when the gateway ended. Rejects while Redis is away: until then nobody is sure. */
  load(): Promise<void>
  /** The stop that forbids commands to a room; `unsure` until what was stored is known. */
  forbids(room: RoomAddress): EmergencyRecord | 'unsure' | undefined
  /** Stops the room, at level 3 all of its venue. Undefined where there is no such room. */
  press(press: EmergencyPress): EmergencyReport[] | undefined
  /** A board's own button. */
  pressedAt(board: BoardAddress, press: { level: 1 | 2 | 3; cause: string; topic: string; at: number }): void
  clear(clearing: EmergencyClearing): EmergencyReport[]
  /** Whether the acknowledgement was of a stop. */
  acknowledged(at: BoardAddress & { device_id: string }, ack: Acknowledgement, now: number): boolean
  /** A board connected, or booted anew. */
  arrived(board: BoardAddress): void
  /** The room of this board goes on, and the board does not know it. */
  standsStill(board: BoardAddress): void
  /** The broker is back: whoever has not answered is told again at once. */
  reconnected(): void
  /** Tells again who did not answer, and what changed since. */
  tick(now: number): void
  reports(tenant: string): EmergencyReport[]
  stop(): Promise<void>
}

export function createEmergency(options: {
  registry: Registry
  presence: PresenceBook
  writer: Writer
  redis: Redis
  file: StopFile | undefined
  log: Log
  now(): number
  publish(topic: string, payload: string): void
}): Emergency {
  const { registry, presence, writer, redis, file, log } = options
  const book = createStopBook()
  const presses = new Map<string, number>()
  const reminded = new Map<string, number>()
  /** Rooms whose report changed since it was last told, and reports that may change by time alone. */
  const changed = new Map<string, RoomAddress>()
  const lastTold = new Map<string, string>()
  let sure = false
  let telling: NodeJS.Timeout | undefined

  const boardsOf = (room: RoomAddress) => registry.room(room)?.controllers.values() ?? []

  function send(tellings: readonly Telling[]): void {
    const now = options.now()
    // Boards as a whole first, in every room; then what their devices are told one by one.
    const messages = tellings.map((telling) =>
      messagesOf(telling, now, presence.get(telling.board)?.bootId ?? registry.controller(telling.board)?.bootId),
    )
    for (const { whole } of messages) options.publish(whole.topic, whole.payload)
    // In a turn of their own: the boards' answers need not wait until all of these are written.
    setImmediate(() => {
      for (const { devices } of messages) for (const { topic, payload } of devices) options.publish(topic, payload)
    })
    for (const { board } of tellings) changed.set(roomKey(board), board)
  }

  function keep(record: EmergencyRecord, events: readonly DomainEvent[]): void {
    file?.save(book.records())
    writer.put({
      ops: [...emergencyOps(record), ...events.flatMap((event) => [...eventOps(event), ...auditOps(event)])],
      keep: { as: 'event' },
      room: roomKey(record),
    })
  }

  function pressRooms(rooms: readonly RoomAddress[], press: EmergencyPress, topic?: string): void {
    const now = options.now()
    const changes = rooms.map(({ tenant_id, room_id }) =>
      book.press({ ...press, tenant_id, room_id }, boardsOf({ tenant_id, room_id }), now),
    )
    send(changes.flatMap(({ tell }) => tell))
    for (const { record, fresh } of changes) {
      const { level, cause, by, actor } = press
      keep(record, [triggeredEvent(record, fresh ? undefined : { level, cause, by, actor, now, topic })])
    }
    log.warn('EMERGENCY STOP', {
      level: press.level,
      cause: press.cause,
      by: press.actor,
      rooms: rooms.map(roomKey),
      boards: changes.reduce((sum, { tell }) => sum + tell.length, 0),
    })
  }

  /** The rooms that a press is for; level 3 is for all of a venue, and of those whose venue nobody knows. */
  function roomsOf({ tenant_id, room_id, level }: Pick<EmergencyPress, 'tenant_id' | 'room_id' | 'level'>) {
    const all = [...registry.rooms()].filter(({ address }) => address.tenant_id === tenant_id)
    if (room_id === null) return all.map(({ address }) => address)
    const pressed = registry.room({ tenant_id, room_id })
    if (pressed === undefined) return []
    if (level < 3) return [pressed.address]
    const { venue } = pressed
    return all
      .filter((room) => venue === undefined || room.venue === undefined || room.venue === venue)
      .map(({ address }) => address)
  }

  const parted =
    (room: RoomAddress) =>
    (controller_id: string): boolean =>
      presence.get({ tenant_id: room.tenant_id, room_id: room.room_id, controller_id })?.parted === true

  const report = (room: RoomAddress): EmergencyReport[] => {
    const found = book.report(room, options.now(), parted(room))
    return found === undefined ? [] : [found]
  }

  function tellReports(): void {
    const now = options.now()
    clearTimeout(telling)
    telling = undefined
    for (const [key, room] of changed) {
      const [current] = report(room)
      if (current === undefined) continue
      const { boards, ...record } = current
      const text = JSON.stringify(boards.map((board) => ({ ...board, after_ms: undefined })))
      if (lastTold.get(key) === text) continue
      lastTold.set(key, text)
      writer.putSoon({
        ops: eventOps(reportedEvent(record, boards, now)),
        keep: { as: 'level', key: `${key} emergency report` },
        room: key,
      })
    }
    changed.clear()
  }

  /** A stop that can't be read is a stop: somebody clears it. */
  function readRecord(key: string, text: string): EmergencyRecord {
    try {
      return emergencyRecord.parse(JSON.parse(text))
    } catch (error) {
      log.error('a stored emergency stop can not be read; the room counts as stopped', { key, error })
      const [tenant_id = '', room_id = ''] = key.split(':')
      const cause = 'what was stored of an earlier stop can not be read'
      const by = { by: 'Sentient Studio', actor: 'mqtt-gateway' }
      return { stop_id: newStopId(), tenant_id, room_id, level: 2, cause, ...by, at: options.now(), cleared: null }
    }
  }

  function arrived(board: BoardAddress): void {
    const controller = registry.controller(board)
    const told = controller === undefined ? undefined : book.arrived(controller, options.now())
    if (told !== undefined) send([told])
  }

  return {
    async load() {
      for (const record of (await file?.load()) ?? []) book.restore(record)
      const stored = await redis.hgetall(EMERGENCIES)
      const inRedis = new Map(Object.entries(stored).map(([key, text]) => [key, readRecord(key, text)]))
      for (const record of inRedis.values()) book.restore(record)
      for (const record of book.records()) {
        const known = inRedis.get(roomKey(record))
        if (known !== undefined && JSON.stringify(known) === JSON.stringify(record)) continue
        // It happened while Redis was away, and this process's predecessor could not write it.
        const told = [
          triggeredEvent(record),
          ...(record.cleared === null ? [] : [clearedEvent(record, record.cleared)]),
        ]
        keep(record, told)
      }
      sure = true
      const standing = book.records().filter(({ cleared }) => cleared === null)
      if (standing.length > 0) log.warn('rooms stand still by an emergency stop', { rooms: standing.map(roomKey) })
    },
    forbids: (room) => book.stopped(room) ?? (sure ? undefined : 'unsure'),
    press(press) {
      const rooms = roomsOf(press)
      if (rooms.length === 0) return undefined
      pressRooms(rooms, press)
      return rooms.flatMap(report)
    },
    pressedAt(board, { level, cause, topic, at }) {
      const key = `${boardKey(board)} ${level}`
      const before = presses.get(key)
      if (before !== undefined && at - before < SAME_PRESS_MS) return
      presses.set(key, at)
      const { tenant_id, room_id, controller_id } = board
      const by = { by: controller_id, actor: boardActor(controller_id) }
      const press = { stop_id: newStopId(), tenant_id, room_id, level, cause, ...by }
      pressRooms(roomsOf(press), press, topic)
    },
    clear(clearing) {
      const now = options.now()
      const rooms = book
        .records()
        .filter(({ tenant_id, cleared }) => tenant_id === clearing.tenant_id && cleared === null)
        .filter(({ room_id }) => clearing.room_id === null || room_id === clearing.room_id)
      for (const { tenant_id, room_id } of rooms) {
        const room = { tenant_id, room_id }
        const change = book.clear({ ...clearing, room_id }, boardsOf(room), now)
        if (change?.record.cleared === null || change === undefined) continue
        send(change.tell)
        keep(change.record, [clearedEvent(change.record, change.record.cleared)])
        log.warn('emergency stop cleared', { room: roomKey(room), by: clearing.actor, reason: clearing.reason })
      }
      return rooms.flatMap(report)
    },
    acknowledged(at, ack, now) {
      const { matched, changed: news } = book.acknowledged(at, ack, now)
      if (news) {
        changed.set(roomKey(at), at)
        telling ??= setTimeout(tellReports, TOGETHER_MS)
      }
      return matched
    },
    arrived,
    standsStill(board) {
      const now = options.now()
      const key = boardKey(board)
      if (book.stopped(board) !== undefined || now - (reminded.get(key) ?? 0) < REMIND_MS) return
      reminded.set(key, now)
      arrived(board)
    },
    reconnected: () => send(book.due(boardsOf, options.now(), true)),
    tick(now) {
      send(book.due(boardsOf, now))
      for (const record of book.records()) if (record.cleared === null) changed.set(roomKey(record), record)
      tellReports()
    },
    reports: (tenant) => book.records().flatMap((record) => (record.tenant_id === tenant ? report(record) : [])),
    async stop() {
      clearTimeout(telling)
      await file?.written()
    },
  }
}

const newStopId = (): string => randomBytes(8).toString('hex')
