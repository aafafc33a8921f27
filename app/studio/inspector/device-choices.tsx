'use client'

import { StatusIcon } from '#app/ui/status-chip.tsx'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { roleOf } from '../model/roles.ts'
import { LiveRoleValue, LiveValue } from '../room/live-value.tsx'
import { playerOf, type RoomDevice, type StudioRoom } from '../room/room-context.tsx'
import type { PickerGroup, PickerOption } from './picker.tsx'

/** A thing to choose: of a device in the room, or of a role that no device of the room plays. */
export type Choice = { device: RoomDevice; item: string } | { role: string; item: string }

const deviceTitle = (device: RoomDevice): string => device.name || device.device

const deviceId = (d: RoomDevice, what: string): string => `device ${d.controller}/${d.device}/${what}`
const roleId = (role: string, what: string): string => `role ${role}/${what}`

/** Reads an option's id back. */
export function choiceOf(room: StudioRoom, id: string): Choice | null {
  const [kind, path = ''] = id.split(' ', 2)
  const parts = path.split('/')
  const last = parts.at(-1) ?? ''
  if (kind === 'role') return { role: parts[0] ?? '', item: last }
  const device = room.devices.find((d) => d.controller === parts[0] && d.device === parts[1])
  return device === undefined ? null : { device, item: last }
}

/** The option that stands for a role's signal or command: its device's where one plays it. */
export function optionOf(room: StudioRoom, role: string, what: string): string {
  const device = playerOf(room, role)
  return device === null ? roleId(role, what) : deviceId(device, what)
}

type Lists = {
  ofDevice: (device: RoomDevice) => readonly string[]
  ofRole: (role: SceneGraph['roles'][string]) => readonly string[]
  /** `angle`, or nothing for the device itself. */
  say: (device: string, what: string) => string
  hint?: (at: { device: RoomDevice } | { role: string }, what: string) => PickerOption['hint']
}

function groupsOf(room: StudioRoom, graph: SceneGraph, { ofDevice, ofRole, say, hint }: Lists): PickerGroup[] {
  const controllers = [...new Set(room.devices.map((d) => d.controller))]
  const byController = controllers.map((controller): PickerGroup => {
    const devices = room.devices.filter((d) => d.controller === controller)
    return {
      label: room.controllers.get(controller) ?? controller,
      options: devices.flatMap((device) => {
        const role = roleOf(graph, room.bindings, device)
        return ofDevice(device).map((what): PickerOption => {
          const shown = hint?.({ device }, what)
          return {
            id: deviceId(device, what),
            label: say(deviceTitle(device), what),
            words: [device.device, device.kind, role ?? ''].join(' '),
            ...(shown === undefined ? {} : { hint: shown }),
          }
        })
      }),
    }
  })
  const unplayed: PickerGroup = {
    label: room.slug === '' ? 'Roles' : 'Roles that no device plays',
    options: Object.entries(graph.roles)
      .filter(([name]) => playerOf(room, name) === null)
      .flatMap(([name, role]) =>
        ofRole(role).map((what): PickerOption => {
          const shown = hint?.({ role: name }, what)
          return { id: roleId(name, what), label: say(name, what), ...(shown === undefined ? {} : { hint: shown }) }
        }),
      ),
  }
  return [...byController, unplayed].filter((g) => g.options.length > 0)
}

/** Every signal that can be chosen, by controller, with its live value. */
export const signalGroups = (room: StudioRoom, graph: SceneGraph): PickerGroup[] =>
  groupsOf(room, graph, {
    ofDevice: (d) => Object.keys(d.signals),
    ofRole: (r) => Object.keys(r.signals),
    say: (device, signal) => `${device} · ${signal}`,
    hint: (at, signal) =>
      'device' in at ? (
        <LiveValue
          controller={at.device.controller}
          device={at.device.device}
          signal={signal}
          unit={at.device.signals[signal]?.unit}
        />
      ) : (
        <LiveRoleValue role={at.role} signal={signal} />
      ),
  })

/** Every command that can be chosen; beside it what the device says of itself. */
export const commandGroups = (room: StudioRoom, graph: SceneGraph): PickerGroup[] =>
  groupsOf(room, graph, {
    ofDevice: (d) => Object.keys(d.commands),
    ofRole: (r) => Object.keys(r.commands),
    say: (device, command) => `${device} · ${command}`,
    hint: (at) => ('device' in at ? <DeviceState device={at.device} /> : undefined),
  })

/** Every device, for what is about the device itself. */
export const deviceGroups = (room: StudioRoom, graph: SceneGraph): PickerGroup[] =>
  groupsOf(room, graph, {
    ofDevice: () => [''],
    ofRole: () => [''],
    say: (device) => device,
    hint: (at) => ('device' in at ? <DeviceState device={at.device} /> : undefined),
  })

/** Health, then the first few signals with their values: enough to see which device it is. */
function DeviceState({ device }: { device: RoomDevice }) {
  const [first] = Object.keys(device.signals)
  return (
    <>
      {first !== undefined && (
        <LiveValue
          controller={device.controller}
          device={device.device}
          signal={first}
          unit={device.signals[first]?.unit}
        />
      )}{' '}
      <StatusIcon
        state={device.status === 'online' ? 'active' : 'offline'}
        label={device.status === 'online' ? 'online' : device.status}
      />
    </>
  )
}

/** What to say where there is nothing to choose. */
export const nothingToPick = (room: StudioRoom): string =>
  room.slug === ''
    ? 'Choose a room in the toolbar to see its devices.'
    : 'This room has no devices yet. They appear here when their controller registers.'
