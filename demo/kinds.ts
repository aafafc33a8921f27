import type { Scalar } from '#wire/json.ts'
import type { CommandDefinition, DeviceDefinition, Values } from './definition.ts'

/** Devices as the field has them, so that a board's file only says which it has. */

type Named = { id: string; name: string }
const told = (id: string, changes: Values): CommandDefinition => ({ effect: () => ({ changes: { [id]: changes } }) })

/** From level 1 on: a relay does not say itself what hangs on it. */
const AT_ONCE = { emergency: { level: 1 as const, params: {} } }

/** On and off by two commands of its own names. A stop turns lights on and effects off. */
export const relay = (
  { id, name }: Named,
  on: string,
  off: string,
  category: DeviceDefinition['category'] = 'actuator',
  kind = 'relay',
): DeviceDefinition => ({
  device_id: id,
  kind,
  category,
  name,
  signals: { on: { type: 'boolean', initial: false } },
  commands: {
    [on]: { ...told(id, { on: true }), ...(category === 'light' ? AT_ONCE : {}) },
    [off]: { ...told(id, { on: false }), ...(category === 'effect' ? AT_ONCE : {}) },
  },
})

/** Holds while it has current; boots locked unless said. */
export const maglock = ({ id, name }: Named): DeviceDefinition => ({
  device_id: id,
  kind: 'maglock',
  category: 'lock',
  name,
  signals: { locked: { type: 'boolean', initial: true } },
  commands: { lock: told(id, { locked: true }), unlock: told(id, { locked: false }) },
})

/** Shows one of several patterns; each command of `patterns` sets the one it is mapped to. */
export const patternLight = ({ id, name }: Named, patterns: Record<string, string>): DeviceDefinition => ({
  device_id: id,
  kind: 'led',
  category: 'light',
  name,
  signals: { pattern: { type: 'text', initial: 'off' } },
  commands: Object.fromEntries(Object.entries(patterns).map(([command, pattern]) => [command, told(id, { pattern })])),
})

const LEVEL = { type: 'number' as const, min: 0, max: 255 }
export const COLOURS = ['white', 'red', 'green', 'blue', 'yellow', 'purple', 'orange']

/** A level from 0 to 255 by `set_brightness`. */
export const dimmer = ({ id, name }: Named): DeviceDefinition => ({
  device_id: id,
  kind: 'dimmer',
  category: 'light',
  name,
  signals: { brightness: { ...LEVEL, initial: 255 } },
  commands: { set_brightness: setTo(id, 'brightness', { brightness: LEVEL }) },
})

/** Level and colour by `set_{part}_brightness` and `set_{part}_color`. */
export const colourLight = ({ id, name }: Named, part: string): DeviceDefinition => ({
  device_id: id,
  kind: 'led',
  category: 'light',
  name,
  signals: { brightness: { ...LEVEL, initial: 0 }, color: { type: 'text', initial: 'white' } },
  commands: {
    [`set_${part}_brightness`]: setTo(id, 'brightness', { brightness: LEVEL }),
    [`set_${part}_color`]: {
      params: { color: { type: 'text' } },
      effect: ({ params }) =>
        COLOURS.includes(String(params.color))
          ? { changes: { [id]: { color: params.color ?? 'white' } } }
          : { refused: 'rejected', reason: `color must be one of ${COLOURS.join(', ')}` },
    },
  },
})

/** A command whose one parameter becomes the value of a signal. */
function setTo(id: string, signal: string, params: NonNullable<CommandDefinition['params']>): CommandDefinition {
  return {
    params,
    effect({ params: given }) {
      const value = given[signal]
      return value === undefined
        ? { refused: 'rejected', reason: `parameter ${signal} is missing` }
        : { changes: { [id]: { [signal]: value } } }
    },
  }
}

/** Something that a hand or the world sets, and no command. */
export const input = ({ id, name }: Named, kind: string, signals: DeviceDefinition['signals']): DeviceDefinition => ({
  device_id: id,
  kind,
  category: 'sensor',
  name,
  signals: markInput(signals),
  commands: {},
})

const markInput = (signals: DeviceDefinition['signals']): DeviceDefinition['signals'] =>
  Object.fromEntries(Object.entries(signals).map(([name, signal]) => [name, { ...signal, input: true }]))

/** Opens and closes over `travelMs`; `position` goes from 0 (closed) to 100. */
export const slider = ({ id, name }: Named, travelMs: number): DeviceDefinition => ({
  device_id: id,
  kind: 'actuator',
  category: 'actuator',
  name,
  signals: { position: { type: 'number', unit: '%', min: 0, max: 100, initial: 0 } },
  inner: { _target: 0 },
  commands: {
    open: told(id, { _target: 100 }),
    close: told(id, { _target: 0 }),
    stop: { effect: ({ board }) => ({ changes: { [id]: { _target: Number(board[id]?.position ?? 0) } } }) },
  },
  motion: (values, dt) => ({ position: towards(values.position, values._target, (100 / travelMs) * dt) }),
})

/** A number moved towards another by at most `most`. */
export function towards(from: Scalar | undefined, to: Scalar | undefined, most: number): number {
  const [a, b] = [Number(from ?? 0), Number(to ?? 0)]
  return Math.abs(b - a) <= most ? b : a + Math.sign(b - a) * most
}

/** The controller itself: `reset` boots its outputs anew, `request_status` makes it tell all it knows. */
export const controllerItself = (name: string): DeviceDefinition => ({
  device_id: 'controller',
  kind: 'ctl',
  category: 'board',
  name,
  signals: {},
  inner: { _resets: 0, _tells: 0 },
  commands: {
    reset: {
      effect: ({ board }) => ({ changes: { controller: { _resets: Number(board.controller?._resets ?? 0) + 1 } } }),
    },
    request_status: {
      effect: ({ board }) => ({ changes: { controller: { _tells: Number(board.controller?._tells ?? 0) + 1 } } }),
    },
  },
})
