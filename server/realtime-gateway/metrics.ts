import { counter, gauge } from '#platform/metrics.ts'

export const createRealtimeMetrics = () => ({
  connections: gauge({ name: 'studio_realtime_connections', help: 'Open WebSocket connections' }),
  subscriptions: gauge({
    name: 'studio_realtime_subscriptions',
    help: 'Subscribed clients by room',
    labelNames: ['room'],
  }),
  delivered: counter({ name: 'studio_realtime_delivered_total', help: 'Events handed to clients, once per client' }),
  refused: counter({
    name: 'studio_realtime_refused_total',
    help: 'Connections and messages refused, by reason',
    labelNames: ['reason'],
  }),
  slow: counter({ name: 'studio_realtime_slow_total', help: 'Times that a client was put on latest states' }),
  dropped: counter({ name: 'studio_realtime_dropped_total', help: 'Clients dropped because they did not drain' }),
  unreadable: counter({
    name: 'studio_realtime_unreadable_total',
    help: 'Messages on Redis channels that break the contract',
    labelNames: ['channel'],
  }),
})
export type RealtimeMetrics = ReturnType<typeof createRealtimeMetrics>
