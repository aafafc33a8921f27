import { counter, gauge, histogram } from '#platform/metrics.ts'
import type { PresenceBook } from './presence.ts'
import type { Registry } from './registry.ts'

/** What the gateway counts. Durations are in seconds, as Prometheus wants them. */
export const createGatewayMetrics = () => ({
  messages: counter({
    name: 'studio_gateway_messages_total',
    help: 'MQTT messages received, by what their topic is',
    labelNames: ['category'],
  }),
  refusals: counter({
    name: 'studio_gateway_refusals_total',
    help: 'MQTT messages refused at the door, by reason',
    labelNames: ['code'],
  }),
  redelivered: counter({ name: 'studio_gateway_redelivered_total', help: 'Redelivered reports that were dropped' }),
  registrations: counter({
    name: 'studio_gateway_registrations_total',
    help: 'Registrations by answer',
    labelNames: ['kind', 'answer'],
  }),
  commands: counter({
    name: 'studio_gateway_commands_total',
    help: 'Device commands by what became of them',
    labelNames: ['outcome'],
  }),
  commandSent: histogram({
    name: 'studio_gateway_command_seconds',
    help: 'From the decision to the MQTT publication of a command',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5],
  }),
  commandAcknowledged: histogram({
    name: 'studio_gateway_acknowledgement_seconds',
    help: 'From the MQTT publication of a command to its acknowledgement',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
  }),
  measure: createGauges(),
})

export type GatewayMetrics = ReturnType<typeof createGatewayMetrics>

/** Controllers may be thousands. */
const COUNT_EVERY_MS = 2_000

/** How things stand, as against what happened. */
type Standing = {
  /** Epoch ms. */
  at: number
  waiting: number
  shed: number
  held: number
  away: boolean
  brokerAway: boolean
  registry: Registry
  presence: PresenceBook
}

function createGauges(): (standing: Standing) => void {
  const waiting = gauge({ name: 'studio_gateway_waiting_entries', help: 'Entries that wait to be written to Redis' })
  const shed = gauge({ name: 'studio_gateway_shed_entries', help: 'Entries dropped for want of room since the start' })
  const held = gauge({ name: 'studio_gateway_held_messages', help: 'MQTT messages that wait for a registration' })
  const connected = gauge({ name: 'studio_gateway_connected', help: '1 while it stands', labelNames: ['to'] })
  const controllers = gauge({
    name: 'studio_gateway_controllers',
    help: 'Controllers by presence',
    labelNames: ['status'],
  })
  let countedAt = Number.NEGATIVE_INFINITY
  return (standing) => {
    waiting.set(standing.waiting)
    shed.set(standing.shed)
    held.set(standing.held)
    connected.set({ to: 'broker' }, standing.brokerAway ? 0 : 1)
    connected.set({ to: 'redis' }, standing.away ? 0 : 1)
    if (standing.at - countedAt < COUNT_EVERY_MS) return
    countedAt = standing.at
    const counts = { online: 0, offline: 0, unknown: 0 }
    for (const { board } of standing.registry.controllers())
      counts[standing.presence.get(board)?.status ?? 'unknown'] += 1
    for (const status of ['online', 'offline', 'unknown'] as const) controllers.set({ status }, counts[status])
  }
}
