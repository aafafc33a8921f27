import type { ConditionName } from '#wire/condition.ts'
import { type RoomPolicy, roomPolicy } from '#wire/room-policy.ts'
import type { Bindings } from '#wire/session-messages.ts'
import { type DeviceValues, deviceKey, noValues, signalsOf } from '../core/known.ts'
import type { Session } from '../core/session.ts'
import type { RoomEvent } from './inputs.ts'

/** What is known of a room as of the cursor. */
export type RoomValues = DeviceValues & {
  /** What of the house is away (RT7). */
  readonly away: Set<ConditionName>
  policy: RoomPolicy
}

export const emptyValues = (): RoomValues => ({ ...noValues(), away: new Set(), policy: roomPolicy.parse({}) })

/** Takes an event into what is known. A device that reports is no proof of health: only health events are. */
export function learn(values: RoomValues, event: RoomEvent): void {
  if (event.type === 'signals') {
    const device = signalsOf(values, event.device)
    for (const signal in event.signals) {
      const value = event.signals[signal]
      if (value !== undefined) device.set(signal, value)
    }
  } else if (event.type === 'health') {
    if (event.device === null) values.controllers.set(event.controller, event.health)
    else values.devices.set(event.device, event.health)
  } else if (event.type === 'policy') values.policy = event.policy
  else if (event.type === 'condition') {
    if (event.away) values.away.add(event.condition)
    else values.away.delete(event.condition)
  }
}

/**
 * What a game that is brought back knows of its own devices: of a device alone, nobody else keeps whether it is offline.
 * What was heard of it otherwise counts for more.
 */
export function recall(values: RoomValues, session: Session, bindings: Bindings): void {
  const held = new Set(session.hold?.causes)
  for (const [role, address] of Object.entries(bindings)) {
    const key = deviceKey(address.controller_id, address.device_id)
    const offline = held.has(key) || session.machine.context.health[role] === 'offline'
    if (offline && !values.devices.has(key)) values.devices.set(key, 'offline')
  }
}

/** Keys of what an event changes, for the look back that `room-load.ts` takes. */
export function keysOf(event: RoomEvent): string[] {
  if (event.type === 'signals') return Object.keys(event.signals).map((signal) => `signal ${event.device}/${signal}`)
  if (event.type === 'health')
    return [event.device === null ? `controller ${event.controller}` : `device ${event.device}`]
  return []
}

/** Forgets one of those keys. */
export function forget(values: RoomValues, key: string): void {
  const [kind, name] = [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)]
  if (kind === 'controller') values.controllers.delete(name)
  else if (kind === 'device') values.devices.delete(name)
  else {
    const slash = name.lastIndexOf('/')
    values.signals.get(name.slice(0, slash))?.delete(name.slice(slash + 1))
  }
}
