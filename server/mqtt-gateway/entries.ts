import { EMERGENCIES, REGISTRY, roomPresence, roomSignals } from '#wire/channels.ts'
import type { DomainEvent, DomainEventType } from '#wire/domain-event.ts'
import type { EmergencyRecord } from '#wire/emergency.ts'
import type { Scalar } from '#wire/json.ts'
import { type RoomAddress, roomKey } from '#wire/names.ts'
import type { Refusal } from '#wire/refusal.ts'
import type { RegistryRoom } from '#wire/registry.ts'
import { ROOM_INPUTS } from '#wire/room-inputs.ts'
import type { Presence } from './presence.ts'

/** Operations of the append script (`append-script.ts`), as flat arguments. */

/** To the room's stream and to every listener. */
export const eventOps = (event: DomainEvent): string[] => eventTextOps(event, event.type, JSON.stringify(event))

/** The same for an event that is JSON already. An `input` is told to whoever plays the room besides. */
export const eventTextOps = (room: RoomAddress, type: DomainEventType, text: string): string[] => [
  ROOM_INPUTS.has(type) ? 'input' : 'event',
  roomKey(room),
  text,
]

/** The last known values of a device's signals; `at` is epoch ms. */
export const signalOps = (
  room: RoomAddress,
  controller: string,
  device: string,
  signals: Readonly<Record<string, Scalar>>,
  at: number,
): string[] => {
  const ops: string[] = []
  for (const signal of Object.keys(signals)) {
    const value = JSON.stringify(signals[signal])
    ops.push('hset', roomSignals(room), `${controller}/${device}/${signal}`, `{"value":${value},"at":${at}}`)
  }
  return ops
}

export const presenceOps = ({ board, status, lastSeen, bootId }: Presence): string[] => [
  'hset',
  roomPresence(board),
  board.controller_id,
  JSON.stringify({ status, last_seen: lastSeen, ...(bootId === undefined ? {} : { boot_id: bootId }) }),
]

export const registryOps = (room: RegistryRoom): string[] => ['hset', REGISTRY, roomKey(room), JSON.stringify(room)]

export const refusalOps = (refusal: Refusal): string[] => ['refusal', JSON.stringify(refusal)]

/** The gateway is done with a command: it went out, or was refused. `at` is epoch ms. */
export const commandDoneOps = (member: string, at: number): string[] => ['done', member, String(at)]

/** A stop as it now stands, and for the audit log what made it so. */
export const emergencyOps = (record: EmergencyRecord): string[] => [
  'hset',
  EMERGENCIES,
  roomKey(record),
  JSON.stringify(record),
]
export const auditOps = (event: DomainEvent): string[] => ['emergency', JSON.stringify(event)]

/** A gateway lives. */
export const aliveOps = (): string[] => ['alive']
