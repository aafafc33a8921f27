import type { Role } from '#scene-graph/schema/document.ts'
import type { DeviceSummary } from '#server/api/devices/service.ts'

/** How well a device can play a role. */
export type Fit = {
  /** Signals and commands that the graph uses and the device does not have, or has with another type. */
  missing: readonly string[]
  sameKind: boolean
}

type Capable = Pick<DeviceSummary, 'kind' | 'signals' | 'commands'>

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
