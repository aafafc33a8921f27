import type { SceneGraph } from '../parse.ts'
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

/** Every role is played by a device of the room that has its signals and commands. */
export function checkBindings(graph: SceneGraph, room: RoomDevices, report: Report): void {
  for (const [name, role] of Object.entries(graph.roles)) {
    const path = `roles.${name}`
    const binding = room.bindings[name]
    if (binding === undefined) {
      report.document('warning', 'role/unbound', `role "${name}" is played by no device of this room`, path)
      continue
    }
    const device = room.devices.find(
      (d) => d.controller_id === binding.controller_id && d.device_id === binding.device_id,
    )
    const title = `${binding.controller_id}/${binding.device_id}`
    if (device === undefined) {
      report.document(
        'warning',
        'role/device-missing',
        `role "${name}" is bound to ${title}, which this room does not have`,
        path,
      )
      continue
    }
    for (const [signal, declared] of Object.entries(role.signals)) {
      const real = device.signals[signal]
      if (real === undefined)
        report.document(
          'warning',
          'role/signal-missing',
          `${title} reports no "${signal}", which role "${name}" needs`,
          `${path}.signals.${signal}`,
        )
      else if (real.type !== declared.type)
        report.document(
          'warning',
          'role/signal-type',
          `${title} reports "${signal}" as ${real.type}; role "${name}" expects ${declared.type}`,
          `${path}.signals.${signal}`,
        )
    }
    for (const command of Object.keys(role.commands))
      if (device.commands[command] === undefined)
        report.document(
          'warning',
          'role/command-missing',
          `${title} has no command "${command}", which role "${name}" needs`,
          `${path}.commands.${command}`,
        )
  }
}
