import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocketServer } from 'ws'
import { askHealth, close, listen } from '#platform/http.ts'
import { type Log, messageOf } from '#platform/log.ts'
import { metrics } from '#platform/metrics.ts'
import { connectRedis } from '#platform/redis.ts'
import type { ClientLimits } from './client.ts'
import { createConnections, PING_EVERY_MS } from './connections.ts'
import { createFeed } from './feed.ts'
import { readMissed } from './history.ts'
import { createHub } from './hub.ts'
import { createRealtimeMetrics } from './metrics.ts'

/** A client's message is a room and an id; nothing longer is ours. */
const MAX_MESSAGE_BYTES = 16 * 1024

export type RealtimeOptions = {
  host: string
  port: number
  redisUrl: string
  secret: string
  log: Log
  /** Epoch ms; the machine's clock unless given. */
  now?: () => number
  limits?: ClientLimits
  graceMs?: number
  pingEveryMs?: number
}

/** WebSocket on any path, `/health` and `/metrics`, all on one port. `port()` once started. */
export function createRealtimeGateway(options: RealtimeOptions): {
  start(): Promise<void>
  stop(): Promise<void>
  port(): number
} {
  const { log, now = Date.now } = options
  const counted = createRealtimeMetrics()
  const redis = connectRedis(options.redisUrl, { name: 'realtime-gateway', log, lazyConnect: true })
  const subscriber = connectRedis(options.redisUrl, {
    name: 'realtime-gateway-events',
    log,
    lazyConnect: true,
    autoResubscribe: false,
    maxRetriesPerRequest: null,
  })
  const hub = createHub({
    read: (room, lastId) => readMissed(redis, room, lastId),
    log,
    onDelivered: (count) => counted.delivered.inc(count),
    wait: (ms) => wait(ms),
  })
  const connections = createConnections({
    hub,
    secret: new TextEncoder().encode(options.secret),
    metrics: counted,
    log,
    now,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.graceMs === undefined ? {} : { graceMs: options.graceMs }),
  })
  const feed = createFeed({
    subscriber,
    hub,
    log,
    toTenant: connections.toTenant,
    onUnreadable: (channel) => counted.unreadable.inc({ channel: channel.slice(0, 80) }),
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  const http = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(messageOf(error)))
  })
  http.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (webSocket) => connections.accept(webSocket, request))
  })
  let pinging: NodeJS.Timeout | undefined

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://gateway').pathname
    if (path === '/health') {
      const health = await askHealth([{ name: 'redis', check: () => redis.ping() }])
      response.writeHead(health.status === 'ok' ? 200 : 503, { 'content-type': 'application/json' })
      response.end(JSON.stringify(health))
    } else if (path === '/metrics') {
      counted.subscriptions.reset()
      for (const { room, clients } of hub.rooms()) counted.subscriptions.set({ room }, clients)
      response.writeHead(200, { 'content-type': metrics.contentType })
      response.end(await metrics.metrics())
    } else {
      response.writeHead(426, { 'content-type': 'text/plain', upgrade: 'websocket' })
      response.end('connect by WebSocket; here are also /health and /metrics')
    }
  }

  return {
    async start() {
      const quiet = () => undefined // reported by connectRedis, which goes on trying
      redis.connect().catch(quiet)
      const connecting = subscriber.connect().catch(quiet)
      await feed.start()
      await Promise.race([connecting, wait(3_000, undefined, { ref: false })])
      await listen(http, options.port, options.host)
      pinging = setInterval(() => connections.ping(), options.pingEveryMs ?? PING_EVERY_MS)
    },
    async stop() {
      clearInterval(pinging)
      feed.stop()
      connections.closeAll()
      await Promise.race([close(http), wait(1_000, undefined, { ref: false })])
      for (const socket of sockets.clients) socket.terminate()
      redis.disconnect()
      subscriber.disconnect()
    },
    port() {
      const address: AddressInfo | string | null = http.address()
      if (address === null || typeof address === 'string') throw new Error('the realtime gateway does not listen')
      return address.port
    },
  }
}
