import type { DeviceSummary } from '#app/shell/api-types.ts'
import type { Role } from '#scene-graph/schema/document.ts'
import type { Bindings } from '#wire/session-messages.ts'

/** How well a device can play a role. */
export type Fit = {
  /** Signals and commands that the graph uses and the device does not have, or has with another type. */
  missing: readonly string[]
  sameKind: boolean
}

type Capable = Pick<DeviceSummary, 'kind' | 'signals' | 'commands'>
type Addressed = Capable & Pick<DeviceSummary, 'controller' | 'device'>

export const keyOf = (device: { controller: string; device: string }): string => `${device.controller}/${device.device}`

export function fitOf(role: Role, device: Capable): Fit {
  const missing = [
    ...Object.entries(role.signals).flatMap(([name, { type }]) => {
      const has = device.signals[name]
      if (has === undefined) return [`signal ${name}`]
      return has.type === type ? [] : [`signal ${name} as ${type}`]
    }),
    ...Object.entries(role.commands).flatMap(([name, { params }]) => {
      const has = device.commands[name]
      if (has === undefined) return [`command ${name}`]
      return Object.keys(params)
        .filter((param) => has.params[param] === undefined)
        .map((param) => `command ${name} with ${param}`)
    }),
  ]
  return { missing, sameKind: role.kind === undefined || role.kind === device.kind }
}

/** Fitting first, same kind before others, then by how little is missing; the order within stays. */
export function byFit<D extends Capable>(role: Role, devices: readonly D[]): { device: D; fit: Fit }[] {
  return devices
    .map((device) => ({ device, fit: fitOf(role, device) }))
    .sort((a, b) => a.fit.missing.length - b.fit.missing.length || Number(b.fit.sameKind) - Number(a.fit.sameKind))
}

/** Binds what leaves no doubt: the device of the role's name, or else the only one that fits and is of its kind. */
export function suggest(
  roles: readonly (readonly [string, Role])[],
  bindings: Bindings,
  devices: readonly Addressed[],
): Bindings {
  const taken = new Set(Object.values(bindings).map(({ controller_id, device_id }) => `${controller_id}/${device_id}`))
  const suggested: Bindings = { ...bindings }
  for (const [name, role] of roles) {
    if (suggested[name] !== undefined) continue
    const free = devices.filter((device) => !taken.has(keyOf(device)))
    const fitting = free.filter((device) => fitOf(role, device).missing.length === 0)
    const named = fitting.filter((device) => device.device === name)
    const ofKind = fitting.filter((device) => role.kind !== undefined && device.kind === role.kind)
    const choice = named.length === 1 ? named[0] : ofKind.length === 1 ? ofKind[0] : undefined
    if (choice === undefined) continue
    taken.add(keyOf(choice))
    suggested[name] = { controller_id: choice.controller, device_id: choice.device }
  }
  return suggested
}
