import { EMERGENCY_DEVICE, roomKey } from '#wire/names.ts'
import { parseTopic, type Topic } from '#wire/topics.ts'
import { createBoardHandlers } from './from-board.ts'
import { createDeviceHandlers } from './from-device.ts'
import type { Intake } from './intake.ts'
import { type Refused, readPayload, refuse } from './payload.ts'
import { type Registration, readRegistration } from './registrations.ts'
import type { BoardAddress, KnownController } from './registry.ts'
import type { Message } from './waiting-room.ts'

type BoardTopic = Exclude<Topic, { kind: 'register-controller' | 'register-device' | 'command' | 'emergency' }>

/**
 * Sorts MQTT messages by their topic and judges whether anybody is known there; the handlers do the rest. A message
 * of a board whose registration is under way waits for it, once.
 */
export type Inbound = {
  receive(message: Message): void
  /** The same, for a message that has waited long enough. */
  receiveNow(message: Message): void
}

/** Topics whose reading is remembered: boards speak on the same ones again and again. */
const TOPICS_KEPT = 20_000

export function createInbound(intake: Intake): Inbound {
  const { registry, metrics, maxPayloadBytes } = intake
  const topics = new Map<string, ReturnType<typeof parseTopic>>()
  const boards = createBoardHandlers(intake)
  const devices = createDeviceHandlers(intake)

  function read(text: string): ReturnType<typeof parseTopic> {
    const known = topics.get(text)
    if (known !== undefined) return known
    const topic = parseTopic(text)
    if (topics.size >= TOPICS_KEPT) topics.clear()
    topics.set(text, topic)
    return topic
  }

  function handle(message: Message, mayWait: boolean): void {
    const topic = read(message.topic)
    metrics.messages.inc({ category: topic.kind })
    switch (topic.kind) {
      case 'refused':
        intake.refuse(message, refuse('topic', topic.reason))
        break
      case 'command':
        intake.refuse(message, refuse('topic', 'commands come from the studio only'))
        break
      case 'register-controller':
        register('controller', message)
        break
      case 'register-device':
        register('device', message)
        break
      case 'emergency':
        emergency(addressOf(topic), message)
        break
      default:
        fromBoard(topic, message, mayWait)
    }
  }

  function register(kind: Registration['kind'], message: Message): void {
    const payload = readPayload(message.bytes, maxPayloadBytes)
    const read = payload.ok ? readRegistration(kind, payload, message) : payload
    const refused = read.ok ? intake.registrations.submit(read.registration) : read
    if (refused !== undefined) intake.refuse(message, refused)
  }

  function emergency(board: BoardAddress, message: Message): void {
    if (registry.room(board) === undefined) {
      intake.refuse(message, stranger(board), board)
      return
    }
    if (registry.controller(board) !== undefined && !message.retained) intake.heard(board, message.at)
    boards.emergencyPressed(board, readPayload(message.bytes, maxPayloadBytes), message)
  }

  function fromBoard(topic: BoardTopic, message: Message, mayWait: boolean): void {
    const board = addressOf(topic)
    const controller = registry.controller(board)
    const missing = controller === undefined ? stranger(board) : missingDevice(controller, topic)
    if (mayWait && (missing !== undefined || isNewSignal(controller, topic)) && waits(board, message)) return
    if (controller === undefined) {
      intake.refuse(message, missing ?? stranger(board), board)
      return
    }
    if (message.bytes.byteLength === 0 && topic.kind !== 'sensor') return // a retained message was taken back
    if (!message.retained && topic.kind !== 'connection' && topic.kind !== 'heartbeat') intake.heard(board, message.at)
    const payload = readPayload(message.bytes, maxPayloadBytes)
    const refused = missing ?? (payload.ok ? undefined : payload)
    if (refused !== undefined || !payload.ok) {
      const device = 'device' in topic && missing === undefined ? topic.device : undefined
      if (refused !== undefined) intake.refuse(message, refused, board, device)
      return
    }
    if (isStopAnswer(topic)) boards.stopAnswered({ board, payload, message })
    else if (topic.kind === 'heartbeat') boards.beat({ board, payload, message })
    else if (topic.kind === 'connection') boards.connected({ board, payload, message })
    else if (topic.kind === 'diagnostics') boards.diagnosed({ board, payload, message })
    else {
      const device = controller.devices.get(topic.device)
      if (device === undefined) return // said above: `missing`
      const from = { board, device, payload, message }
      if (topic.kind === 'sensor') devices.sensed(topic.signal, from)
      else if (topic.kind === 'state') devices.stateTold(from)
      else devices.acknowledged(from)
    }
  }

  const waits = (board: BoardAddress, message: Message): boolean =>
    intake.registrations.expects(board) && intake.waiting.hold(board.controller_id, message)

  function stranger(board: BoardAddress): Refused {
    if (registry.room(board) === undefined)
      return refuse('unknown_room', `there is no room ${board.room_id} of tenant ${board.tenant_id}`)
    return refuse('unknown_controller', `${board.controller_id} never registered in room ${roomKey(board)}`)
  }

  return {
    receive: (message) => handle(message, true),
    receiveNow: (message) => handle(message, false),
  }
}

function missingDevice(controller: KnownController, topic: BoardTopic): Refused | undefined {
  if (!('device' in topic) || controller.devices.has(topic.device) || isStopAnswer(topic)) return undefined
  const known = [...controller.devices.keys()].slice(0, 24).join(', ') || 'none'
  return refuse('unknown_device', `${topic.controller} has no device ${topic.device}; it has ${known}`)
}

/** The board as a whole answers: no device has that name. */
const isStopAnswer = (topic: BoardTopic): boolean => topic.kind === 'ack' && topic.device === EMERGENCY_DEVICE

/** A known device reports something that it did not declare so far: perhaps it is just declaring it. */
function isNewSignal(controller: KnownController | undefined, topic: BoardTopic): boolean {
  if (topic.kind !== 'sensor') return false
  const device = controller?.devices.get(topic.device)
  return device !== undefined && !device.signals.has(topic.signal)
}

const addressOf = (topic: { tenant: string; room: string; controller: string }): BoardAddress => ({
  tenant_id: topic.tenant,
  room_id: topic.room,
  controller_id: topic.controller,
})
