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

let lastTime = { ms: Number.NaN, text: '' }

/** ISO time. Events come many a millisecond, and making the text costs more than all else that is the same in them. */
function isoTime(ms: number): string {
  if (lastTime.ms !== ms) lastTime = { ms, text: new Date(ms).toISOString() }
  return lastTime.text
}

/**
 * The JSON of such an event, for what is written with every report: an object that is made only to be serialised costs
 * several times as much. `payload` is JSON already; names and topics are of our grammar and need no escapes.
 */
export function eventText(event: Omit<NewEvent, 'payload'> & { payload: string }): string {
  const { controller_id, device_id, session_id, mqtt_topic, trace_id, caused_by } = event
  const id = randomUUID()
  let text = `{"event_id":"${id}","type":"${event.type}","tenant_id":"${event.tenant_id}","room_id":"${event.room_id}"`
  if (controller_id !== undefined) text += `,"controller_id":"${controller_id}"`
  if (device_id !== undefined) text += `,"device_id":"${device_id}"`
  if (session_id !== undefined) text += `,"session_id":${JSON.stringify(session_id)}`
  text += `,"payload":${event.payload},"timestamp":"${isoTime(event.now ?? Date.now())}","metadata":{"source":"${event.source}"`
  if (mqtt_topic !== undefined) text += `,"mqtt_topic":"${mqtt_topic}"`
  text += `,"trace_id":${trace_id === undefined ? `"${id}"` : JSON.stringify(trace_id)}`
  if (caused_by !== undefined) text += `,"caused_by":${JSON.stringify(caused_by)}`
  return `${text}}}`
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
