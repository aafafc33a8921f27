import type { SceneGraph } from '#scene-graph/parse.ts'
import { type Role, role as roleSchema } from '#scene-graph/schema/document.ts'
import type { CommandDeclaration, SignalDeclaration } from '#wire/messages/capabilities.ts'
import type { DeviceAddress } from '#wire/names.ts'
import type { Bindings } from '#wire/session-messages.ts'
import { freeName, nameFrom, nameProblem } from './names.ts'
import { renameEverywhere } from './references.ts'

/** What a role takes from a device of the room. */
export type DeviceKind = {
  controller: string
  device: string
  kind: string
  signals: Readonly<Record<string, SignalDeclaration>>
  commands: Readonly<Record<string, CommandDeclaration>>
}

const addressOf = (device: DeviceKind): DeviceAddress => ({
  controller_id: device.controller,
  device_id: device.device,
})

const isBoundTo = (address: DeviceAddress | undefined, device: DeviceKind): boolean =>
  address?.controller_id === device.controller && address.device_id === device.device

/** The role that a device of the room already plays in a graph, if any. */
export const roleOf = (graph: SceneGraph, bindings: Bindings, device: DeviceKind): string | null =>
  Object.keys(graph.roles).find((role) => isBoundTo(bindings[role], device)) ?? null

/**
 * The role for a device, made where there is none: named after the device, with its signals and commands, and bound
 * to it. A role of that name that nobody plays yet is given to the device.
 */
export function roleForDevice(
  graph: SceneGraph,
  bindings: Bindings,
  device: DeviceKind,
): { graph: SceneGraph; bindings: Bindings; role: string } {
  const own = nameFrom(device.device)
  const role =
    roleOf(graph, bindings, device) ??
    freeName(own, (name) => graph.roles[name] !== undefined && bindings[name] !== undefined)
  const declared = declaredBy(device)
  const before = graph.roles[role]
  const after: Role =
    before === undefined
      ? declared
      : {
          ...before,
          signals: { ...declared.signals, ...before.signals },
          commands: { ...declared.commands, ...before.commands },
        }
  const same = JSON.stringify(before) === JSON.stringify(after)
  return {
    graph: same ? graph : { ...graph, roles: { ...graph.roles, [role]: after } },
    bindings: isBoundTo(bindings[role], device) ? bindings : { ...bindings, [role]: addressOf(device) },
    role,
  }
}

/** A device's declaration as a role holds it: what the graph's schema has no word for is left out. */
function declaredBy(device: DeviceKind): Role {
  const signals = Object.entries(device.signals).map(([name, { description: _, ...signal }]) => [name, signal])
  const commands = Object.entries(device.commands).map(([name, { params }]) => [name, { params }])
  return roleSchema.parse({
    ...(device.kind === '' ? {} : { kind: device.kind }),
    signals: Object.fromEntries(signals),
    commands: Object.fromEntries(commands),
  })
}

/** Adds a role that no device plays yet. */
export const addRole = (graph: SceneGraph, name: string, role: Role = roleSchema.parse({})): SceneGraph =>
  nameProblem(name, (taken) => graph.roles[taken] !== undefined) === null
    ? { ...graph, roles: { ...graph.roles, [name]: role } }
    : graph

/** Renames a role wherever the document names it; the binding is the room's and is renamed by the caller. */
export function renameRole(graph: SceneGraph, from: string, to: string): SceneGraph {
  if (graph.roles[from] === undefined || nameProblem(to, (name) => graph.roles[name] !== undefined) !== null)
    return graph
  const renamed = renameEverywhere(graph, { role: (role) => (role === from ? to : role) })
  return { ...renamed, roles: renameKey(graph.roles, from, to) }
}

type Energises = NonNullable<Role['commands'][string]['energises']>

/** Says for how long a command may leave the role's device energised, and what ends that; null: nothing is said. */
export function setEnergises(
  graph: SceneGraph,
  name: string,
  command: string,
  energises: Energises | null,
): SceneGraph {
  const role = graph.roles[name]
  const declared = role?.commands[command]
  if (role === undefined || declared === undefined) return graph
  const { energises: _, ...rest } = declared
  const commands = { ...role.commands, [command]: energises === null ? rest : { ...rest, energises } }
  return { ...graph, roles: { ...graph.roles, [name]: { ...role, commands } } }
}

/** Removes a role. What still names it is told by the document's findings. */
export function removeRole(graph: SceneGraph, name: string): SceneGraph {
  if (graph.roles[name] === undefined) return graph
  const { [name]: _, ...roles } = graph.roles
  return { ...graph, roles }
}

/** The record with one key renamed, in its place. */
export const renameKey = <Value>(record: Record<string, Value>, from: string, to: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key === from ? to : key, value]))
