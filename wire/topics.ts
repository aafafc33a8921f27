import { EMERGENCY_DEVICE, SEGMENT } from './names.ts'

/**
 * MQTT topics: `{tenant}/{room}/{category}/{controller}/{device}/{item}`, and the two registration topics.
 * Parsing is total: what is not of the grammar comes back as a refusal with its reason, never as a guess
 * (a device id is never read from a topic of another category: `heartbeat` is no device).
 */
export type Topic =
  | { kind: 'register-controller' }
  | { kind: 'register-device' }
  | ({ kind: 'sensor'; device: string; signal: string } & Board)
  | ({ kind: 'heartbeat' } & Board)
  | ({ kind: 'connection' } & Board)
  | ({ kind: 'diagnostics' } & Board)
  | ({ kind: 'state'; device: string } & Board)
  | ({ kind: 'ack'; device: string } & Board)
  | ({ kind: 'command'; device: string; action: string } & Board)
  | ({ kind: 'emergency' } & Board)

export type Board = { tenant: string; room: string; controller: string }

export type TopicRefusal = { kind: 'refused'; reason: string }

export const REGISTER_CONTROLLER = 'sentient/system/register/controller'
export const REGISTER_DEVICE = 'sentient/system/register/device'

/** What the gateway subscribes to. Commands are left out: they are its own. */
export const GATEWAY_SUBSCRIPTIONS = [
  REGISTER_CONTROLLER,
  REGISTER_DEVICE,
  '+/+/sensors/#',
  '+/+/status/#',
  '+/+/events/#',
] as const

/** What the gateway hears on a connection of its own, so that no flood of reports stands before it. */
export const EMERGENCY_SUBSCRIPTIONS = ['+/+/events/+/emergency', `+/+/status/+/${EMERGENCY_DEVICE}/ack`] as const

const refused = (reason: string): TopicRefusal => ({ kind: 'refused', reason })

/** Reads a topic. Pure and total. */
export function parseTopic(topic: string): Topic | TopicRefusal {
  if (topic === REGISTER_CONTROLLER) return { kind: 'register-controller' }
  if (topic === REGISTER_DEVICE) return { kind: 'register-device' }
  const parts = topic.split('/')
  const bad = parts.find((part) => !SEGMENT.test(part))
  if (bad !== undefined) return refused(`segment "${bad.slice(0, 80)}" must be 1–64 characters of a-z, 0-9, _ and -`)
  const [tenant, room, category, controller, a, b] = parts
  if (tenant === undefined || room === undefined || category === undefined || controller === undefined)
    return refused('a topic has at least tenant/room/category/controller')
  const board: Board = { tenant, room, controller }
  const length = parts.length
  switch (category) {
    case 'sensors':
      if (length === 6 && a !== undefined && b !== undefined) return { kind: 'sensor', ...board, device: a, signal: b }
      return refused('a sensor topic is tenant/room/sensors/controller/device/signal')
    case 'commands':
      if (length === 6 && a !== undefined && b !== undefined) return { kind: 'command', ...board, device: a, action: b }
      return refused('a command topic is tenant/room/commands/controller/device/action')
    case 'status':
      if (length === 5 && (a === 'heartbeat' || a === 'connection' || a === 'diagnostics')) return { kind: a, ...board }
      if (length === 6 && a !== undefined && (b === 'state' || b === 'ack')) return { kind: b, ...board, device: a }
      return refused('a status topic ends in heartbeat, connection, diagnostics, {device}/state or {device}/ack')
    case 'events':
      if (length === 5 && a === 'emergency') return { kind: 'emergency', ...board }
      return refused('an event topic is tenant/room/events/controller/emergency')
    default:
      return refused(`category "${category}" is not one of sensors, status, commands, events`)
  }
}

const on = (board: Board, category: string): string => `${board.tenant}/${board.room}/${category}/${board.controller}`

export const sensorTopic = (board: Board, device: string, signal: string): string =>
  `${on(board, 'sensors')}/${device}/${signal}`
export const commandTopic = (board: Board, device: string, action: string): string =>
  `${on(board, 'commands')}/${device}/${action}`
export const stateTopic = (board: Board, device: string): string => `${on(board, 'status')}/${device}/state`
export const ackTopic = (board: Board, device: string): string => `${on(board, 'status')}/${device}/ack`
export const heartbeatTopic = (board: Board): string => `${on(board, 'status')}/heartbeat`
export const connectionTopic = (board: Board): string => `${on(board, 'status')}/connection`
export const diagnosticsTopic = (board: Board): string => `${on(board, 'status')}/diagnostics`
export const emergencyTopic = (board: Board): string => `${on(board, 'events')}/emergency`
/** A board as a whole is stopped, or may go on. Answered on `ackTopic(board, EMERGENCY_DEVICE)`. */
export const stopTopic = (board: Board): string => commandTopic(board, EMERGENCY_DEVICE, 'stop')
export const clearTopic = (board: Board): string => commandTopic(board, EMERGENCY_DEVICE, 'clear')
/** What a board subscribes to: its own commands and nobody else's. */
export const commandFilter = (board: Board): string => `${on(board, 'commands')}/#`
