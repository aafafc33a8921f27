import { randomUUID } from 'node:crypto'
import type { DomainEvent, DomainEventType } from '#wire/domain-event.ts'
import type { Json } from '#wire/json.ts'

export type NewEvent = {
  type: DomainEventType
  tenant_id: string
  room_id: string
  controller_id?: string | undefined
  device_id?: string | undefined
  session_id?: string | undefined
  payload: { [key: string]: Json }
  /** The service that writes it, as `mqtt-gateway`. */
  source: string
  mqtt_topic?: string | undefined
  /** Event or command that this one follows from. */
  caused_by?: string | undefined
  /** Kept along a chain of events; a new one is made where a chain begins. */
  trace_id?: string | undefined
  /** Epoch ms; the process's clock unless given. */
  now?: number | undefined
}

/** A complete domain event: fills in its id, its time and its trace. Fields that are undefined are left out. */
export function createEvent(event: NewEvent): DomainEvent {
  return {
    event_id: randomUUID(),
    type: event.type,
    tenant_id: event.tenant_id,
    room_id: event.room_id,
    ...(event.controller_id === undefined ? {} : { controller_id: event.controller_id }),
    ...(event.device_id === undefined ? {} : { device_id: event.device_id }),
    ...(event.session_id === undefined ? {} : { session_id: event.session_id }),
    payload: event.payload,
    timestamp: new Date(event.now ?? Date.now()).toISOString(),
    metadata: {
      source: event.source,
      ...(event.mqtt_topic === undefined ? {} : { mqtt_topic: event.mqtt_topic }),
      trace_id: event.trace_id ?? randomUUID(),
      ...(event.caused_by === undefined ? {} : { caused_by: event.caused_by }),
    },
  }
}
