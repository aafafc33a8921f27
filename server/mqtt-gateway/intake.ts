import { createEvent, type NewEvent } from '#platform/events.ts'
import type { DomainEvent } from '#wire/domain-event.ts'
import { roomKey } from '#wire/names.ts'
import type { Commands } from './commands.ts'
import type { Emergency } from './emergency/emergency.ts'
import { eventOps, presenceOps } from './entries.ts'
import type { GatewayMetrics } from './metrics.ts'
import { excerptOf, type Refused, readable } from './payload.ts'
import type { PresenceBook, PresenceChange } from './presence.ts'
import type { RedeliveryFilter } from './redelivery.ts'
import type { Complaint } from './refusals.ts'
import type { Registrations } from './registrations.ts'
import { type BoardAddress, boardKey, type Registry } from './registry.ts'
import type { Message, WaitingRoom } from './waiting-room.ts'
import type { Writer } from './writer.ts'

/** What the handlers of MQTT messages stand on. */
export type IntakeParts = {
  registry: Registry
  presence: PresenceBook
  redelivery: RedeliveryFilter
  writer: Writer
  registrations: Registrations
  waiting: WaitingRoom
  commands: Commands
  emergency: Emergency
  metrics: GatewayMetrics
  maxPayloadBytes: number
  complain(complaint: Complaint, at: number): void
  /** An acknowledgement of a command that is not in memory: did an earlier process send it? */
  askEarlier(ask: { id: string; board: BoardAddress; device: string; found(): void; notFound(): void }): void
}

export type Intake = IntakeParts & {
  /** The message is refused; its room is told where there is such a room. */
  refuse(message: Message, refused: Refused, board?: BoardAddress, device?: string): void
  /** A domain event that this message gives rise to, with its time of receipt. */
  eventOf(
    message: Message,
    event: Pick<NewEvent, 'type' | 'payload'>,
    board: BoardAddress,
    device?: string,
  ): DomainEvent
  /** The board itself spoke: it is there. */
  heard(board: BoardAddress, at: number, bootId?: string): void
  presenceChanged(change: PresenceChange, at: number): void
}

export function createIntake(parts: IntakeParts): Intake {
  const { registry, presence, redelivery, writer } = parts

  function presenceChanged({ reason, ...now }: PresenceChange, at: number): void {
    const { board, status, lastSeen } = now
    const payload = { reason, last_seen: lastSeen }
    const ops = (type: NewEvent['type'], device?: string) =>
      eventOps(createEvent({ ...board, type, device_id: device, payload, source: 'mqtt-gateway', now: at }))
    const devices = [...(registry.controller(board)?.devices.keys() ?? [])]
    writer.put({
      ops: [
        ...presenceOps(now),
        ...ops(status === 'online' ? 'controller_online' : 'controller_offline'),
        ...devices.flatMap((device) => ops(status === 'online' ? 'device_online' : 'device_offline', device)),
      ],
      keep: { as: 'event' },
      room: roomKey(board),
    })
    if (status === 'online') parts.emergency.arrived(board)
  }

  return {
    ...parts,
    presenceChanged,
    refuse(message, refused, board, device) {
      parts.complain(
        {
          topic: readable(message.topic.slice(0, 400)),
          code: refused.code,
          message: refused.message,
          excerpt: excerptOf(message.bytes),
          ...(board !== undefined && registry.room(board) !== undefined ? { board } : {}),
          ...(device === undefined ? {} : { device }),
        },
        message.at,
      )
    },
    eventOf: (message, event, board, device) =>
      createEvent({
        ...board,
        ...event,
        device_id: device,
        source: 'mqtt-gateway',
        mqtt_topic: message.topic,
        now: message.at,
      }),
    heard(board, at, bootId) {
      const { change, rebooted } = presence.heard(board, at, bootId)
      if (rebooted) redelivery.forget(boardKey(board))
      if (change !== undefined) presenceChanged(change, at)
    },
  }
}
