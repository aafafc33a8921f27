import type { IncomingMessage } from 'node:http'
import type { RawData, WebSocket } from 'ws'
import type { Log } from '#platform/log.ts'
import { clientMessage, type ServerMessage } from '#wire/socket.ts'
import { CLIENT_LIMITS, type Client, type ClientLimits, createClient } from './client.ts'
import type { Hub } from './hub.ts'
import type { RealtimeMetrics } from './metrics.ts'
import { parse } from './notification.ts'
import { verifyToken } from './tokens.ts'

/** Close codes of our own (RFC 6455 gives 4000–4999 to applications). */
export const CLOSE = { unauthorised: 4401, tooMany: 4429, restart: 1012 } as const

const PING_EVERY_MS = 20_000
/** A live connection outlives its token by this, ms: a game goes on while the API is away, a removed member is gone soon. */
const GRACE_MS = 30 * 60_000
const MAX_ROOMS = 100
/** Messages that may come before the token is checked, and bad messages that a client may send. */
const MAX_EARLY = 100
const MAX_BAD = 50

/** Takes WebSocket connections: checks who it is, reads what they say, and lets the hub do the rest. */
export type Connections = {
  accept(socket: WebSocket, request: IncomingMessage): void
  toTenant(tenant: string, text: string): void
  ping(): void
  closeAll(): void
}

export { PING_EVERY_MS }

export function createConnections(options: {
  hub: Hub
  secret: Uint8Array
  metrics: RealtimeMetrics
  log: Log
  now(): number
  limits?: ClientLimits
  graceMs?: number
}): Connections {
  const { hub, metrics, log, now, limits = CLIENT_LIMITS, graceMs = GRACE_MS } = options
  const open = new Map<WebSocket, { client: Client | undefined; answered: boolean }>()

  const count = (): void => metrics.connections.set(open.size)

  async function admit(socket: WebSocket, request: IncomingMessage, early: string[]): Promise<void> {
    const token = new URL(request.url ?? '/', 'http://gateway').searchParams.get('token')
    const verified = await verifyToken(token, options.secret, now())
    const entry = open.get(socket)
    if (entry === undefined) return // it left meanwhile
    if (!verified.ok) {
      metrics.refused.inc({ reason: 'token' })
      socket.close(CLOSE.unauthorised, verified.reason)
      return
    }
    const client = createClient({
      claims: verified.claims,
      socket: {
        send: (text, sent) => socket.send(text, sent),
        terminate: () => socket.terminate(),
        get bufferedAmount() {
          return socket.bufferedAmount
        },
      },
      limits,
      schedule,
      onSlow: () => metrics.slow.inc(),
      onDropped() {
        metrics.dropped.inc()
        log.warn('a client does not take its events and is dropped', { user: verified.claims.sub })
      },
    })
    entry.client = client
    const cancelExpiry = schedule(verified.expiresAt + graceMs - now(), () =>
      socket.close(CLOSE.unauthorised, 'the token is long expired: connect with a new one'),
    )
    socket.once('close', cancelExpiry)
    const rooms = new Set<string>()
    let bad = 0
    const take = (text: string): void => {
      const refused = obey(client, rooms, text)
      if (refused === undefined) return
      metrics.refused.inc({ reason: 'message' })
      bad += 1
      if (bad > MAX_BAD) socket.close(CLOSE.tooMany, 'too many messages that can not be read')
      else
        client.control(
          JSON.stringify({ type: 'error', code: refused.code, message: refused.message } satisfies ServerMessage),
        )
    }
    for (const text of early) take(text)
    socket.on('message', (data, binary) => take(textOf(data, binary)))
  }

  /** Carries out a client's message, or says why not. */
  function obey(client: Client, rooms: Set<string>, text: string): { code: string; message: string } | undefined {
    const message = clientMessage.safeParse(parse(text))
    if (!message.success)
      return {
        code: 'message',
        message: 'expected {"type":"subscribe:{room}","last_event_id"?: "{ms}-{n}"} or {"type":"unsubscribe:{room}"}',
      }
    const { type } = message.data
    const room_id = type.slice(type.indexOf(':') + 1)
    const room = { tenant_id: client.claims.tenant, room_id }
    if (type.startsWith('unsubscribe:')) {
      rooms.delete(room_id)
      hub.unsubscribe(client, room)
      return undefined
    }
    if (rooms.size >= MAX_ROOMS && !rooms.has(room_id))
      return { code: 'rooms', message: `a connection may subscribe to ${MAX_ROOMS} rooms` }
    rooms.add(room_id)
    const lastId = 'last_event_id' in message.data ? message.data.last_event_id : undefined
    hub
      .subscribe(client, room, lastId)
      .catch((error: unknown) => log.error('a subscription failed', { room_id, error }))
    return undefined
  }

  return {
    accept(socket, request) {
      open.set(socket, { client: undefined, answered: true })
      count()
      const early: string[] = []
      const whileUnknown = (data: RawData, binary: boolean): void => {
        if (early.length < MAX_EARLY) early.push(textOf(data, binary))
      }
      socket.on('message', whileUnknown)
      socket.on('error', (error) => log.debug('a connection failed', { error: error.message })) // 'close' follows
      socket.on('pong', () => {
        const entry = open.get(socket)
        if (entry !== undefined) entry.answered = true
      })
      socket.on('close', () => {
        const client = open.get(socket)?.client
        open.delete(socket)
        count()
        if (client === undefined) return
        client.closed()
        hub.leave(client)
      })
      admit(socket, request, early)
        .then(() => socket.off('message', whileUnknown))
        .catch((error: unknown) => {
          log.error('a connection could not be admitted', { error })
          socket.close(1011, 'the gateway failed; try again')
        })
    },
    toTenant(tenant, text) {
      for (const { client } of open.values()) if (client?.claims.tenant === tenant) client.control(text)
    },
    ping() {
      for (const [socket, entry] of open) {
        if (!entry.answered) {
          socket.terminate() // its pings go unanswered: the other end is gone
          continue
        }
        entry.answered = false
        socket.ping()
      }
    },
    closeAll() {
      for (const socket of open.keys()) socket.close(CLOSE.restart, 'the gateway restarts; connect again')
    },
  }
}

/** ws hands over a Buffer unless told otherwise. Binary is no message of ours and is refused as one. */
const textOf = (data: RawData, binary: boolean): string =>
  binary || !Buffer.isBuffer(data) ? '' : data.toString('utf8')

/** Timers go no further than 2^31 ms; what is later than that is later than any connection. */
function schedule(ms: number, late: () => void): () => void {
  const timer = setTimeout(late, Math.min(Math.max(ms, 0), 2_147_483_647))
  timer.unref()
  return () => clearTimeout(timer)
}
