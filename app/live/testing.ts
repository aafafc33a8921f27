import type { PublishedEvent } from '#wire/domain-event.ts'
import type { SessionView } from '#wire/session-view.ts'

/** Events and views for tests: a room `clockwork` whose clock starts at 2026-01-01. */
export const START = Date.parse('2026-01-01T10:00:00.000Z')

export function eventAt(
  second: number,
  type: PublishedEvent['type'],
  more: Partial<Omit<PublishedEvent, 'type'>> = {},
): PublishedEvent {
  const at = START + second * 1_000
  return {
    event_id: `event-${second}-${type}`,
    type,
    tenant_id: 'paragon',
    room_id: 'clockwork',
    payload: {},
    timestamp: new Date(at).toISOString(),
    metadata: { source: 'test', trace_id: 'trace' },
    stream_id: `${at}-0`,
    ...more,
  }
}

export const viewOf = (more: Partial<SessionView> = {}): SessionView => ({
  session_id: 's1',
  graph_id: 'g1',
  graph_name: 'Boiler room',
  version: 1,
  hash: 'hash',
  status: 'running',
  outcome: null,
  seq: 1,
  at: START,
  started_at: START,
  active: ['a'],
  entered_at: { a: START },
  variables: {},
  timers: [],
  progress: [],
  operator: [],
  offers: [],
  checkpoints: [],
  clock: { paused_ms: 0, paused_at: null, clock_paused: false },
  recorded_inputs: 0,
  previous: null,
  pending: null,
  ...more,
})

/** A view as it stands in an event's payload. */
export const inPayload = (view: SessionView): PublishedEvent['payload'] =>
  JSON.parse(JSON.stringify({ view })) as PublishedEvent['payload']
