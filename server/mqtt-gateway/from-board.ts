import { acknowledgement } from '#wire/messages/acknowledgement.ts'
import { connection } from '#wire/messages/connection.ts'
import { type Emergency, emergency } from '#wire/messages/emergency.ts'
import { heartbeat } from '#wire/messages/heartbeat.ts'
import { EMERGENCY_DEVICE, roomKey } from '#wire/names.ts'
import { eventOps, presenceOps } from './entries.ts'
import type { Intake } from './intake.ts'
import { type Payload, type Refused, refuse } from './payload.ts'
import { type BoardAddress, boardKey } from './registry.ts'
import type { Message } from './waiting-room.ts'

/** What a board may tell of itself, bytes of JSON. */
const MAX_DIAGNOSTICS = 8 * 1024
/** A heartbeat becomes an event this often per board, ms; its time is kept at every one. */
const HEARTBEAT_EVENT_EVERY_MS = 15_000
const DIAGNOSTICS_EVERY_MS = 5_000

/** Handlers of what a board says of itself. */
export type BoardHandlers = {
  beat(from: FromBoard): void
  diagnosed(from: FromBoard): void
  connected(from: FromBoard): void
  /** The board as a whole answered a stop, or its end. */
  stopAnswered(from: FromBoard): void
  /** Taken from any board of a known room, registered or not, and whatever its payload is. */
  emergencyPressed(board: BoardAddress, payload: Payload | Refused, message: Message): void
}
export type FromBoard = { board: BoardAddress; payload: Payload; message: Message }

export function createBoardHandlers(intake: Intake): BoardHandlers {
  const { writer, presence } = intake
  const lastHeartbeat = new Map<string, number>()
  const lastDiagnostics = new Map<string, number>()

  return {
    beat({ board, payload, message }) {
      const read = heartbeat.safeParse('json' in payload ? payload.json : undefined)
      if (!read.success) {
        intake.refuse(message, refuse('payload', 'a heartbeat is a JSON object, as {"uptime_ms": 5000}'), board)
        return
      }
      if (message.retained) return // the broker kept it: nothing beats
      intake.heard(board, message.at, read.data.boot_id)
      const now = presence.get(board)
      const room = roomKey(board)
      if (now !== undefined)
        writer.put({ ops: presenceOps(now), keep: { as: 'level', key: `${boardKey(board)} presence` }, room })
      if (tooSoon(lastHeartbeat, board, message.at, HEARTBEAT_EVENT_EVERY_MS)) return
      const { uptime_ms, free_memory, reset_cause, boot_id } = read.data
      const told = Object.entries({ uptime_ms, free_memory, reset_cause, boot_id })
      const payloadOfEvent = Object.fromEntries(told.flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])))
      const event = intake.eventOf(message, { type: 'controller_heartbeat', payload: payloadOfEvent }, board)
      writer.put({ ops: eventOps(event), keep: { as: 'note' }, room })
    },

    diagnosed({ board, payload, message }) {
      const diagnostics = 'json' in payload ? payload.json : payload.text
      if (JSON.stringify(diagnostics).length > MAX_DIAGNOSTICS) {
        const refused = refuse('oversize', `diagnostics of more than ${MAX_DIAGNOSTICS} bytes are not passed on`)
        intake.refuse(message, refused, board)
        return
      }
      if (message.retained || tooSoon(lastDiagnostics, board, message.at, DIAGNOSTICS_EVERY_MS)) return
      const event = intake.eventOf(message, { type: 'controller_heartbeat', payload: { diagnostics } }, board)
      writer.put({ ops: eventOps(event), keep: { as: 'note' }, room: roomKey(board) })
    },

    connected({ board, payload, message }) {
      const read = connection.safeParse('text' in payload ? payload.text.toLowerCase() : payload.json)
      if (!read.success) {
        intake.refuse(message, refuse('payload', 'a connection is "online" or "offline"'), board)
        return
      }
      if (read.data === 'online') {
        const known = presence.get(board)?.status === 'online'
        intake.heard(board, message.at)
        // It may have booted before anybody noticed that it was gone.
        if (known && !message.retained) intake.emergency.arrived(board)
        return
      }
      const change = presence.gone(board, message.at)
      if (change !== undefined) intake.presenceChanged(change, message.at)
    },

    emergencyPressed(board, payload, message) {
      if (message.retained) {
        const refused = refuse('payload', 'an emergency stop must not be retained: a kept one is no stop')
        intake.refuse(message, refused, board)
        return
      }
      const read = emergency.safeParse(payload.ok && 'json' in payload ? payload.json : undefined)
      if (!read.success) {
        const refused = refuse('payload', 'an emergency is {"level": 1, 2 or 3, "cause": text}; taken as level 2')
        intake.refuse(message, refused, board)
      }
      const { level, cause } = read.success ? read.data : UNREADABLE_STOP
      intake.emergency.pressedAt(board, { level, cause, topic: message.topic, at: message.at })
    },

    stopAnswered({ board, payload, message }) {
      const ack = acknowledgement.safeParse('json' in payload ? payload.json : undefined)
      if (!ack.success) {
        intake.refuse(message, refuse('payload', 'an acknowledgement is {"command_id", "outcome"}'), board)
        return
      }
      if (!message.retained)
        intake.emergency.acknowledged({ ...board, device_id: EMERGENCY_DEVICE }, ack.data, message.at)
    },
  }
}

/** Fails safe: somebody pressed something; motion stops and the way out opens. */
const UNREADABLE_STOP: Emergency = { v: 1, level: 2, cause: 'a local stop whose message can not be read' }

/** Whether this was done for the board less than `every` ms ago; if not, it counts as done now. */
function tooSoon(last: Map<string, number>, board: BoardAddress, at: number, every: number): boolean {
  const key = boardKey(board)
  const before = last.get(key)
  if (before !== undefined && at - before < every) return true
  last.set(key, at)
  return false
}
