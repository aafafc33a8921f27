import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { createEvent } from '#platform/events.ts'
import { appendEvents } from '#platform/room-stream.ts'
import { until } from '#platform/testing/until.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { COMMAND_STREAM, graphVersion, roomSignals, roomStream, sessionJournal, sessionView } from '#wire/channels.ts'
import type { DomainEvent, DomainEventType } from '#wire/domain-event.ts'
import { domainEvent } from '#wire/domain-event.ts'
import type { Json, Scalar } from '#wire/json.ts'
import type { DeviceCommand } from '#wire/messages/command.ts'
import { deviceCommand } from '#wire/messages/command.ts'
import type { Bindings, PublishedWhen, SessionCommand } from '#wire/session-messages.ts'
import { type SessionView, sessionView as viewSchema } from '#wire/session-view.ts'
import { type JournalRecord, journalRecord } from '../../core/journal.ts'
import { BINDINGS, hashOf } from './scenes.ts'

/** A room as the gateway and the API write to it, for tests. */

export function testRoom(redis: Redis, roomId = `room-${randomUUID().slice(0, 8)}`) {
  const address = { tenant_id: 'acme', room_id: roomId }

  async function append(
    type: DomainEventType,
    payload: { [key: string]: Json },
    more: { controller_id?: string; device_id?: string; session_id?: string; now?: number } = {},
  ): Promise<string> {
    const [id] = await appendEvents(redis, [createEvent({ type, ...address, payload, source: 'test', ...more })])
    if (id === undefined) throw new Error('nothing was appended')
    return id
  }

  const room = {
    address,
    append,

    /** Stores a version as the API does, and answers its hash. */
    async store(scene: SceneGraph, hash = hashOf(scene)): Promise<string> {
      await redis.set(graphVersion(hash), JSON.stringify(scene))
      return hash
    },

    async start(
      scene: SceneGraph,
      options: { session?: string; version?: number; bindings?: Bindings; now?: number; hash?: string } = {},
    ): Promise<string> {
      const { session = `s-${randomUUID().slice(0, 8)}`, version = 1, bindings = BINDINGS, now } = options
      const hash = options.hash ?? (await room.store(scene))
      const payload = {
        session_id: session,
        graph_id: scene.id,
        graph_name: scene.name,
        version,
        hash,
        bindings,
        seed: 1,
      }
      await append('session_created', payload, { session_id: session, ...(now === undefined ? {} : { now }) })
      return session
    },

    async signal(device: string, signals: Record<string, Scalar>, now = Date.now()): Promise<string> {
      const [controller_id = '', device_id = ''] = device.split('/')
      const known = Object.entries(signals).flatMap(([signal, value]) => [
        `${device}/${signal}`,
        JSON.stringify({ value, at: now }),
      ])
      await redis.hset(roomSignals(address), ...known)
      return append('device_state_changed', { signals }, { controller_id, device_id, now })
    },

    press: (now?: number) => room.signal('board/button', { pressed: true }, now),

    act: (session: string, action: SessionCommand) =>
      append('gm_action', JSON.parse(JSON.stringify({ session_id: session, by: 'gm', action })), {
        session_id: session,
      }),

    acknowledge: (command: string, outcome = 'applied', reason = '') =>
      append(
        'device_command_acknowledged',
        { command_id: command, outcome, ...(reason === '' ? {} : { reason }) },
        { controller_id: 'b', device_id: 'd' },
      ),

    async publish(
      scene: SceneGraph,
      version: number,
      options: {
        when?: PublishedWhen
        watch_ms?: number
        mapping?: Record<string, string>
        bindings?: Bindings
        hash?: string
        now?: number
      } = {},
    ): Promise<string> {
      const { when = 'now', watch_ms = 60_000, mapping = {}, bindings = {}, now = Date.now() } = options
      const hash = options.hash ?? (await room.store(scene))
      const about = { graph_id: scene.id, graph_name: scene.name, version, hash }
      const payload = { ...about, when, watch_ms, mapping, bindings, by: 'test' }
      return append('scene_published', payload, { now })
    },

    async view(session: string): Promise<SessionView | null> {
      const text = await redis.get(sessionView(session))
      return text === null ? null : viewSchema.parse(JSON.parse(text))
    },

    /** Waits for a view that `check` accepts. */
    seen: (session: string, check: (view: SessionView) => boolean, timeout = 15_000): Promise<SessionView> =>
      until(
        async () => {
          const view = await room.view(session)
          return view !== null && check(view) ? view : null
        },
        { timeout, every: 5, message: `session ${session} did not get there` },
      ),

    async events(type?: DomainEventType): Promise<DomainEvent[]> {
      const entries = await redis.xrange(roomStream(address), '-', '+')
      return entries
        .map(([, fields]) => domainEvent.parse(JSON.parse(fields[1] ?? '')))
        .filter((event) => type === undefined || event.type === type)
    },

    async commands(): Promise<DeviceCommand[]> {
      const entries = await redis.xrange(COMMAND_STREAM, '-', '+')
      return entries
        .map(([, fields]) => deviceCommand.parse(JSON.parse(fields[1] ?? '')))
        .filter((command) => command.room_id === roomId)
    },

    async journal(session: string): Promise<JournalRecord[]> {
      const entries = await redis.xrange(sessionJournal(session), '-', '+')
      return entries.map(([, fields]) => journalRecord.parse(JSON.parse(fields[1] ?? '')))
    },
  }
  return room
}
