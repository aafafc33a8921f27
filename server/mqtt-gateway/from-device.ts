import { eventText } from '#platform/events.ts'
import type { SignalsReported } from '#wire/device-events.ts'
import type { Json } from '#wire/json.ts'
import { acknowledgement } from '#wire/messages/acknowledgement.ts'
import { roomKey } from '#wire/names.ts'
import { eventOps, eventTextOps, signalOps } from './entries.ts'
import type { Intake } from './intake.ts'
import { readSensor, readState, type Signals } from './normalise.ts'
import { type Payload, refuse } from './payload.ts'
import { type BoardAddress, boardKey, type KnownDevice } from './registry.ts'
import type { Message } from './waiting-room.ts'

/** What a device may tell of its state for display, bytes of JSON. */
const MAX_STATE = 8 * 1024

/** Handlers of what one device says. Each takes the message wholly or refuses it. */
export type DeviceHandlers = {
  sensed(signal: string, from: FromDevice): void
  stateTold(from: FromDevice): void
  acknowledged(from: FromDevice): void
}
export type FromDevice = { board: BoardAddress; device: KnownDevice; payload: Payload; message: Message }

export function createDeviceHandlers(intake: Intake): DeviceHandlers {
  const { writer, redelivery, commands, metrics } = intake
  /** The last state of each device, as text: a broker hands out the retained one again after every reconnect. */
  const lastState = new Map<string, string>()

  return {
    sensed(signal, { board, device, payload, message }) {
      const reading = readSensor(payload, signal, device.signals)
      if (!reading.ok) {
        intake.refuse(message, reading, board, device.device_id)
        return
      }
      for (const problem of reading.problems) intake.refuse(message, problem, board, device.device_id)
      const { seq } = reading
      const report = { board: boardKey(board), device: device.device_id, signal, bytes: message.bytes }
      if (seq !== undefined && redelivery.isRedelivered({ ...report, seq })) {
        metrics.redelivered.inc()
        return
      }
      // What the broker kept is how things stood, and no event: a press is not pressed again by a restart of ours.
      const signals = message.retained ? levelsOf(reading.signals, device.signals) : reading.signals
      const names = Object.keys(signals).sort()
      if (names.length === 0) return
      const told = (seq === undefined ? { signals } : { signals, seq }) satisfies SignalsReported
      const event = eventText({
        type: 'device_state_changed',
        tenant_id: board.tenant_id,
        room_id: board.room_id,
        controller_id: board.controller_id,
        device_id: device.device_id,
        payload: JSON.stringify(told),
        source: 'mqtt-gateway',
        mqtt_topic: message.topic,
        now: message.at,
      })
      const ops = signalOps(board, board.controller_id, device.device_id, signals, message.at)
      ops.push(...eventTextOps(board, 'device_state_changed', event))
      writer.put({
        ops,
        keep: names.some((name) => isMomentary(device.signals, name))
          ? { as: 'event' }
          : { as: 'level', key: `${boardKey(board)}/${device.device_id} ${names.join(' ')}` },
        room: roomKey(board),
      })
    },

    stateTold({ board, device, payload, message }) {
      const key = `${boardKey(board)}/${device.device_id}`
      const { signals, state, problems } = readState(payload, device.signals)
      for (const problem of problems) intake.refuse(message, problem, board, device.device_id)
      const text = JSON.stringify(state)
      const tooLong = text.length > MAX_STATE
      if (tooLong) {
        const refused = refuse('oversize', `a state of more than ${MAX_STATE} bytes is not passed on, its signals are`)
        intake.refuse(message, refused, board, device.device_id)
      }
      if (message.retained && lastState.get(key) === text) return
      if (!tooLong) lastState.set(key, text)
      const told: { [key: string]: Json } = tooLong ? { signals } : { signals, state }
      const event = intake.eventOf(message, { type: 'device_state_changed', payload: told }, board, device.device_id)
      writer.put({
        ops: [...signalOps(board, board.controller_id, device.device_id, signals, message.at), ...eventOps(event)],
        keep: { as: 'level', key: `${key} state` },
        room: roomKey(board),
      })
    },

    acknowledged({ board, device, payload, message }) {
      const ack = acknowledgement.safeParse('json' in payload ? payload.json : undefined)
      if (!ack.success) {
        const issue = ack.error.issues[0]
        const reason = `no acknowledgement: ${issue?.path.join('.') || 'payload'}: ${issue?.message ?? 'unreadable'}`
        intake.refuse(message, refuse('payload', reason), board, device.device_id)
        return
      }
      if (message.retained) return // a broker kept it: its command is long over
      const address = { ...board, device_id: device.device_id }
      if (intake.emergency.acknowledged(address, ack.data, message.at)) return
      if (ack.data.outcome === 'stopped') intake.emergency.standsStill(board)
      const from = { topic: message.topic, at: message.at }
      const unmatched = (why: string): void =>
        intake.refuse(
          message,
          refuse('unmatched_ack', `command ${ack.data.command_id} ${why}`),
          board,
          device.device_id,
        )
      const taken = commands.acknowledged(address, ack.data, from)
      if (taken === 'elsewhere') unmatched('was for another device')
      if (taken !== 'unknown') return
      intake.askEarlier({
        id: ack.data.command_id,
        board,
        device: device.device_id,
        found: () => commands.acknowledgedEarlier(address, ack.data, from),
        notFound: () => unmatched('was never sent to this device'),
      })
    },
  }
}

const isMomentary = (signals: Signals, name: string): boolean => signals.get(name)?.momentary === true

const levelsOf = <T>(values: Readonly<Record<string, T>>, signals: Signals): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !isMomentary(signals, name)))
