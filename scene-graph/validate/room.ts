import type { SceneGraph } from '../parse.ts'
import type { Role } from '../schema/document.ts'
import type { Report } from './report.ts'

/** A room as far as validation needs it: what its devices report and do, and who plays which role. */
export type RoomDevices = {
  readonly devices: readonly {
    readonly controller_id: string
    readonly device_id: string
    readonly signals: Readonly<Record<string, { type: string }>>
    readonly commands: Readonly<Record<string, unknown>>
  }[]
  readonly bindings: Readonly<Record<string, { controller_id: string; device_id: string }>>
}

/** Topics have no other segments, and devices declare no other names: nobody would ever hear of one. */
const ON_THE_WIRE = /^[a-z0-9_-]{1,64}$/
const UNCARRIED = 'can not be sent on the wire: use a–z, 0–9, _ and -'

/** Says which names of a role no device can have; answers their places. Its own name stays in the document. */
function wireNames(role: Role, say: (kind: string, name: string, at: string) => void): Set<string> {
  const found = new Set<string>()
  const check = (kind: string, name: string, at: string): void => {
    if (ON_THE_WIRE.test(name)) return
    found.add(at)
    say(kind, name, at)
  }
  for (const signal of Object.keys(role.signals)) check('signal', signal, `signals.${signal}`)
  for (const [command, { params }] of Object.entries(role.commands)) {
    check('command', command, `commands.${command}`)
    for (const param of Object.keys(params)) check('parameter', param, `commands.${command}.params.${param}`)
  }
  return found
}

/** Every role is played by a device of the room that has its signals and commands. */
export function checkBindings(graph: SceneGraph, room: RoomDevices, report: Report): void {
  const devices = new Map(room.devices.map((d) => [`${d.controller_id}/${d.device_id}`, d]))
  for (const [name, role] of Object.entries(graph.roles)) {
    const path = `roles.${name}`
    const warn = (code: string, message: string, at: string): void => {
      report.document(code, message, at, { severity: 'warning' })
    }
    const silent = wireNames(role, (kind, wrong, at) =>
      warn('role/wire-name', `${kind} "${wrong}" of role "${name}" ${UNCARRIED}`, `${path}.${at}`),
    )
    const binding = Object.hasOwn(room.bindings, name) ? room.bindings[name] : undefined
    if (binding === undefined) {
      warn('role/unbound', `role "${name}" is played by no device of this room`, path)
      continue
    }
    const title = `${binding.controller_id}/${binding.device_id}`
    const device = devices.get(title)
    if (device === undefined) {
      warn('role/device-missing', `role "${name}" is bound to ${title}, which this room does not have`, path)
      continue
    }
    for (const [signal, declared] of Object.entries(role.signals)) {
      const real = device.signals[signal]
      const at = `${path}.signals.${signal}`
      if (silent.has(`signals.${signal}`)) continue
      if (real === undefined)
        warn('role/signal-missing', `${title} reports no "${signal}", which role "${name}" needs`, at)
      else if (real.type !== declared.type) {
        const message = `${title} reports "${signal}" as ${real.type}; role "${name}" expects ${declared.type}`
        warn('role/signal-type', message, at)
      }
    }
    for (const command of Object.keys(role.commands))
      if (!silent.has(`commands.${command}`) && device.commands[command] === undefined) {
        const message = `${title} has no command "${command}", which role "${name}" needs`
        warn('role/command-missing', message, `${path}.commands.${command}`)
      }
  }
}
