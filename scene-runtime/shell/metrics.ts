import { counter, gauge, histogram } from '#platform/metrics.ts'

/** What the runtime counts. Names are the process's, whatever it plays. */
export const runtimeMetrics = () => ({
  steps: counter({ name: 'runtime_steps_total', help: 'Steps that sessions took' }),
  ignored: counter({ name: 'runtime_uninteresting_total', help: 'Inputs that no session could react to (RT5)' }),
  malformed: counter({ name: 'runtime_malformed_events_total', help: 'Stream entries that could not be read' }),
  faults: counter({ name: 'runtime_session_faults_total', help: 'Sessions flagged because a step threw (RT9)' }),
  reloads: counter({
    name: 'runtime_reloads_total',
    help: 'Sessions that a published version reached',
    labelNames: ['outcome'] as const,
  }),
  lateTimers: counter({ name: 'runtime_late_timers_total', help: 'Timers that fired late' }),
  commands: counter({ name: 'runtime_commands_total', help: 'Device commands sent' }),
  batch: histogram({
    name: 'runtime_batch_inputs',
    help: 'Inputs in one append (RT6)',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
  }),
  append: histogram({
    name: 'runtime_append_seconds',
    help: 'Time of one append to Redis',
    buckets: [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1],
  }),
  lag: histogram({
    name: 'runtime_lag_seconds',
    help: 'From an entry in the stream to its step',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30],
  }),
  sessions: gauge({ name: 'runtime_sessions', help: 'Games being played by this process' }),
  rooms: gauge({ name: 'runtime_rooms', help: 'Rooms held by this process' }),
  roomsLost: counter({ name: 'runtime_rooms_lost_total', help: 'Rooms dropped: lease lost, or Redis away' }),
  recovery: histogram({
    name: 'runtime_recovery_seconds',
    help: 'Time to bring the games of a room back',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
  }),
})

export type RuntimeMetrics = ReturnType<typeof runtimeMetrics>
