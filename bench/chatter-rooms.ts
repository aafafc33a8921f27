import type { RegistryRoom } from '#wire/registry.ts'
import type { Bindings } from '#wire/session-messages.ts'
import { commandTopic, sensorTopic } from '#wire/topics.ts'
import { COUNTERS } from './reaction-room.ts'

/** Rooms of a hundred controllers with ten devices each: sensors that report a level, some counters, and a lamp. */

export const CONTROLLERS = 100
export const DEVICES = 10

export const roomOf = (room: number) => ({ tenant_id: 'bench', room_id: `room-${room}` })
export const boardOf = (room: number, controller: number) => ({
  tenant: 'bench',
  room: `room-${room}`,
  controller: `board-${controller}`,
})
export const levelTopic = (room: number, controller: number, device: number): string =>
  sensorTopic(boardOf(room, controller), `sensor-${device}`, 'level')
/** The counter of a puzzle: the last device of one of the first controllers. */
export const countTopic = (room: number, puzzle: number): string =>
  sensorTopic(boardOf(room, puzzle), 'counter', 'count')
export const lampTopic = (room: number): string => commandTopic(boardOf(room, CONTROLLERS - 1), 'lamp', 'level')

const sensor = (n: number) => ({
  device_id: `sensor-${n}`,
  kind: 'sensor',
  signals: { level: { type: 'number' as const } },
  commands: {},
  limits: {},
})
const counter = {
  device_id: 'counter',
  kind: 'counter',
  signals: { count: { type: 'number' as const, momentary: true } },
  commands: {},
  limits: {},
}
const lamp = {
  device_id: 'lamp',
  kind: 'lamp',
  signals: {},
  commands: { level: { params: { n: { type: 'number' as const } } } },
  limits: {},
}

export const chatterRegistry = (rooms: number): RegistryRoom[] =>
  Array.from({ length: rooms }, (_, room) => ({
    ...roomOf(room),
    controllers: Array.from({ length: CONTROLLERS }, (_, n) => ({
      controller_id: `board-${n}`,
      boot_id: null,
      heartbeat_interval_ms: 600_000,
      devices: [
        ...Array.from({ length: DEVICES - 1 }, (_, device) => sensor(device)),
        n < COUNTERS ? counter : n === CONTROLLERS - 1 ? lamp : sensor(DEVICES - 1),
      ],
    })),
  }))

/** The puzzles' counters and the lamp; each puzzle also asks for a level that nobody waits for (RT5). */
export const chatterBindings: Bindings = {
  lamp: { controller_id: `board-${CONTROLLERS - 1}`, device_id: 'lamp' },
  ...Object.fromEntries(
    Array.from({ length: COUNTERS }, (_, n) => [
      [`counter_${n}`, { controller_id: `board-${n}`, device_id: 'counter' }],
      [`sensor_${n}`, { controller_id: `board-${n}`, device_id: 'sensor-0' }],
    ]).flat(),
  ),
}
