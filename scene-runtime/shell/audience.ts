import type { Bindings } from '#wire/session-messages.ts'
import { deviceKey } from '../core/known.ts'
import type { Live } from './live-session.ts'

export type Listener = { live: Live; role: string }

/** Who listens to a device or a controller: one table look-up for an input that concerns nobody (RT5). */
export type Audience = {
  readonly devices: ReadonlyMap<string, readonly Listener[]>
  readonly controllers: ReadonlyMap<string, readonly Listener[]>
}

/** A device may play several roles of a session, and roles of several sessions. */
export function indexAudience(sessions: Iterable<Live>): Audience {
  const devices = new Map<string, Listener[]>()
  const controllers = new Map<string, Listener[]>()
  for (const live of sessions) {
    const bindings: Bindings = live.start.bindings
    for (const [role, { controller_id, device_id }] of Object.entries(bindings)) {
      add(devices, deviceKey(controller_id, device_id), { live, role })
      add(controllers, controller_id, { live, role })
    }
  }
  return { devices, controllers }
}

function add(index: Map<string, Listener[]>, key: string, listener: Listener): void {
  const known = index.get(key)
  if (known === undefined) index.set(key, [listener])
  else known.push(listener)
}
