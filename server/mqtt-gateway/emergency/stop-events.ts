import { createEvent } from '#platform/events.ts'
import type { DomainEvent } from '#wire/domain-event.ts'
import type { BoardReport, EmergencyRecord } from '#wire/emergency.ts'
import type { EmergencyCleared, EmergencyReported, EmergencyTriggered } from '#wire/events/emergency-told.ts'
import type { Json } from '#wire/json.ts'
import type { EmergencyLevel } from '#wire/messages/emergency.ts'

const SOURCE = 'mqtt-gateway'
const asPayload = (payload: EmergencyTriggered | EmergencyCleared | EmergencyReported): { [key: string]: Json } =>
  Object.fromEntries(Object.entries(payload))

const at = ({ tenant_id, room_id }: EmergencyRecord) => ({ tenant_id, room_id, source: SOURCE })

/** How the audit log calls a board. */
export const boardActor = (controller: string): string => `board:${controller}`

/**
 * A press. That which made the record has an id made of it, so that it is told once although it may be told again;
 * a repeated press (`press`) has its own.
 */
export function triggeredEvent(
  record: EmergencyRecord,
  press?: { level: EmergencyLevel; cause: string; by: string; actor: string; now: number; topic?: string | undefined },
): DomainEvent {
  const { stop_id } = record
  const { level, cause, by, actor } = press ?? record
  const board = actor.startsWith(boardActor('')) ? actor.slice(boardActor('').length) : undefined
  const event = createEvent({
    ...at(record),
    type: 'emergency_stop_triggered',
    controller_id: board,
    payload: asPayload({ stop_id, level, cause, by, actor }),
    mqtt_topic: press?.topic,
    now: press?.now ?? record.at,
  })
  return press === undefined ? { ...event, event_id: `${idOf(record)}:${level}` } : event
}

export function clearedEvent(record: EmergencyRecord, cleared: NonNullable<EmergencyRecord['cleared']>): DomainEvent {
  const { at: now, ...payload } = cleared
  const event = createEvent({
    ...at(record),
    type: 'emergency_stop_cleared',
    payload: asPayload({ stop_id: record.stop_id, ...payload }),
    now,
  })
  return { ...event, event_id: `${idOf(record)}:cleared` }
}

export const reportedEvent = (record: EmergencyRecord, boards: BoardReport[], now: number): DomainEvent =>
  createEvent({
    ...at(record),
    type: 'emergency_stop_reported',
    payload: asPayload({ stop_id: record.stop_id, boards }),
    now,
  })

/** A stop of level 3 has one id in many rooms. */
const idOf = ({ stop_id, tenant_id, room_id }: EmergencyRecord): string => `${stop_id}:${tenant_id}:${room_id}`
