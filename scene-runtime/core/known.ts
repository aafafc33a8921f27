import { z } from 'zod'
import { type Scalar, scalar } from '#wire/json.ts'
import type { DeviceAddress } from '#wire/names.ts'
import type { Bindings } from '#wire/session-messages.ts'
import { readJson } from './read-json.ts'
import type { Known } from './session.ts'

/** What is known of a room's devices: last values by device, health by device and by controller. */
export type DeviceValues = {
  readonly signals: Map<string, Map<string, Scalar>>
  readonly devices: Map<string, 'online' | 'offline'>
  readonly controllers: Map<string, 'online' | 'offline'>
}

export const noValues = (): DeviceValues => ({ signals: new Map(), devices: new Map(), controllers: new Map() })

/** How a device is called in these maps. */
export const deviceKey = (controller: string, device: string): string => `${controller}/${device}`

const lastValue = z.object({ value: scalar })
const presence = z.object({ status: z.enum(['online', 'offline']) })

/** As the gateway keeps it, in the hashes `roomSignals` and `roomPresence`. Entries that can't be read are left out. */
export function valuesIn(
  signals: Readonly<Record<string, string>>,
  boards: Readonly<Record<string, string>>,
): DeviceValues {
  const values = noValues()
  for (const [path, text] of Object.entries(signals)) {
    const slash = path.lastIndexOf('/')
    const known = lastValue.safeParse(readJson(text))
    if (known.success) signalsOf(values, path.slice(0, slash)).set(path.slice(slash + 1), known.data.value)
  }
  for (const [controller, text] of Object.entries(boards)) {
    const known = presence.safeParse(readJson(text))
    if (known.success) values.controllers.set(controller, known.data.status)
  }
  return values
}

export function signalsOf(values: DeviceValues, device: string): Map<string, Scalar> {
  const known = values.signals.get(device)
  if (known !== undefined) return known
  const fresh = new Map<string, Scalar>()
  values.signals.set(device, fresh)
  return fresh
}

/** The same, in a graph's own words: values by `role.signal`, health by role. */
export function knownOf(values: DeviceValues, bindings: Bindings): Known {
  const signals: Record<string, Scalar> = {}
  const health: Record<string, 'online' | 'offline'> = {}
  for (const [role, address] of Object.entries(bindings)) {
    const key = deviceKey(address.controller_id, address.device_id)
    for (const [signal, value] of values.signals.get(key) ?? []) signals[`${role}.${signal}`] = value
    if (values.controllers.has(address.controller_id) || values.devices.has(key))
      health[role] = healthOf(values, address)
  }
  return { signals, health }
}

/** A device is offline when it says so itself or its controller is; online until something else was heard. */
export function healthOf(values: DeviceValues, { controller_id, device_id }: DeviceAddress): 'online' | 'offline' {
  return values.controllers.get(controller_id) === 'offline' ||
    values.devices.get(deviceKey(controller_id, device_id)) === 'offline'
    ? 'offline'
    : 'online'
}
