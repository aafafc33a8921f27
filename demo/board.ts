import { measuresOf } from '#wire/emergency-measures.ts'
import type { Scalar } from '#wire/json.ts'
import type { AckOutcome } from '#wire/messages/acknowledgement.ts'
import type { EmergencyLevel } from '#wire/messages/emergency.ts'
import type { DeviceManifest } from '#wire/messages/register-device.ts'
import type { BoardDefinition, BoardValues, DeviceDefinition, Values } from './definition.ts'

/** The pure life of a board: how it boots, obeys, is set by hand and moves. */

export const bootValues = (board: BoardDefinition): BoardValues =>
  Object.fromEntries(
    board.devices.map(({ device_id, signals, inner }) => [
      device_id,
      { ...inner, ...Object.fromEntries(Object.entries(signals).map(([name, { initial }]) => [name, initial])) },
    ]),
  )

export type Obeyed = { values: BoardValues; outcome: AckOutcome; reason?: string }

/** Carries out a command that is meant for this boot and was not seen before. */
export function obey(
  board: BoardDefinition,
  values: BoardValues,
  command: { device: string; action: string; params: Values },
): Obeyed {
  const device = deviceOf(board, command.device)
  const known = device?.commands[command.action]
  if (device === undefined || known === undefined || !Object.hasOwn(device.commands, command.action))
    return { values, outcome: 'rejected', reason: `${command.device} has no command ${command.action}` }
  const effect = known.effect({ params: command.params, board: values })
  if ('refused' in effect) return { values, outcome: effect.refused, reason: effect.reason }
  return { values: merge(values, effect.changes), outcome: 'applied' }
}

/** A hand turns, presses or shows something. */
export function setByHand(
  board: BoardDefinition,
  values: BoardValues,
  device: string,
  signal: string,
  value: Scalar,
): { ok: true; values: BoardValues } | { ok: false; message: string } {
  const declared = declarationOf(board, device, signal)
  if (declared === undefined) return { ok: false, message: `${board.controller_id}/${device} has no signal ${signal}` }
  if (declared.input !== true)
    return { ok: false, message: `${signal} of ${device} follows from commands, not from hands` }
  const type = typeof value === 'string' ? 'text' : typeof value
  if (type !== declared.type)
    return { ok: false, message: `${signal} is a ${declared.type}, not ${JSON.stringify(value)}` }
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = declared
  if (typeof value === 'number' && (value < min || value > max))
    return { ok: false, message: `${signal} goes from ${min} to ${max}` }
  // A press is over when it was told: the value of a momentary signal does not stay.
  return { ok: true, values: declared.momentary === true ? values : merge(values, { [device]: { [signal]: value } }) }
}

/** What the board's own motion makes of it in `dt` ms. The same object when nothing moves. */
export function move(board: BoardDefinition, values: BoardValues, dt: number): BoardValues {
  const changes = board.devices.flatMap(({ device_id, motion }) => {
    const before = values[device_id] ?? {}
    const moved = Object.entries(motion?.(before, dt, values) ?? {}).filter(([name, value]) => before[name] !== value)
    return moved.length === 0 ? [] : [[device_id, Object.fromEntries(moved)] as const]
  })
  return changes.length === 0 ? values : merge(values, Object.fromEntries(changes))
}

/** Told signals that differ, by device. */
export function differences(board: BoardDefinition, before: BoardValues, after: BoardValues): Map<string, Values> {
  const found = new Map<string, Values>()
  for (const { device_id, signals } of board.devices) {
    const changed = Object.keys(signals).flatMap((name) => {
      const value = after[device_id]?.[name]
      return value === undefined || value === before[device_id]?.[name] ? [] : [[name, value] as const]
    })
    if (changed.length > 0) found.set(device_id, Object.fromEntries(changed))
  }
  return found
}

/** As `…/status/{controller}/{device}/state` tells it: everything that lasts. */
export const stateOf = (device: DeviceDefinition, values: BoardValues): Values =>
  Object.fromEntries(
    Object.entries(device.signals).flatMap(([name, { momentary }]) => {
      const value = values[device.device_id]?.[name]
      return momentary === true || value === undefined ? [] : [[name, value]]
    }),
  )

/** How the board introduces its devices when it registers. */
export const manifestOf = (board: BoardDefinition): DeviceManifest[] =>
  board.devices.map(({ device_id, kind, category, name, signals, commands }) => ({
    device_id,
    kind,
    category,
    friendly_name: name,
    signals: Object.fromEntries(
      Object.entries(signals).map(([signal, { initial: _i, input: _n, presets: _p, ...declaration }]) => [
        signal,
        declaration,
      ]),
    ),
    commands: declared(commands),
  }))

const declared = (commands: DeviceDefinition['commands']): DeviceManifest['commands'] =>
  Object.fromEntries(
    Object.entries(commands).map(([command, { params = {}, emergency }]) => [
      command,
      emergency === undefined ? { params } : { params, emergency },
    ]),
  )

/** What an emergency stop of `level` makes of the board: each device does what the wire says of its kind. */
export function stand(board: BoardDefinition, values: BoardValues, level: EmergencyLevel): BoardValues {
  const measures = board.devices.flatMap(({ device_id, kind, commands }) =>
    measuresOf({ kind, commands: new Map(Object.entries(declared(commands))) }, level).map((measure) => ({
      device: device_id,
      action: measure.command,
      params: measure.params,
    })),
  )
  return measures.reduce((now, measure) => obey(board, now, measure).values, values)
}

export const deviceOf = (board: BoardDefinition, device: string): DeviceDefinition | undefined =>
  board.devices.find(({ device_id }) => device_id === device)

export const declarationOf = (board: BoardDefinition, device: string, signal: string) =>
  new Map(Object.entries(deviceOf(board, device)?.signals ?? {})).get(signal)

const merge = (values: BoardValues, changes: Readonly<Record<string, Values>>): BoardValues => ({
  ...values,
  ...Object.fromEntries(Object.entries(changes).map(([device, own]) => [device, { ...values[device], ...own }])),
})
