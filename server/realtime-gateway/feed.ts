import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Log } from '#platform/log.ts'
import { DOMAIN_EVENTS, REALTIME_BROADCAST, realtimeRoom } from '#wire/channels.ts'
import type { Hub } from './hub.ts'
import { fromChannel, parse } from './notification.ts'

const ROOM_CHANNELS = realtimeRoom({ tenant_id: '*', room_id: '*' })
const ROOM_CHANNEL_PREFIX = ROOM_CHANNELS.slice(0, ROOM_CHANNELS.indexOf('*'))
const forTenant = z.object({ type: z.string(), data: z.looseObject({ tenant_id: z.string() }) })
const RETRY_MS = 500

/**
 * Hears Redis and hands on to the hub. Pub/sub forgets what nobody heard: after every reconnect the hub reads from
 * the rooms' streams what this gateway missed.
 */
export function createFeed(options: {
  subscriber: Redis
  hub: Hub
  log: Log
  /** Text for every client of a tenant. */
  toTenant(tenant: string, text: string): void
  onUnreadable(channel: string): void
}): { start(): Promise<void>; stop(): void } {
  const { subscriber, hub, log } = options
  let stopped = false

  subscriber.on('message', (channel: string, text: string) => {
    if (channel === DOMAIN_EVENTS) {
      const notification = fromChannel(text)
      if (notification === undefined) options.onUnreadable(channel)
      else hub.event(notification)
      return
    }
    const message = forTenant.safeParse(parse(text))
    if (message.success) options.toTenant(message.data.data.tenant_id, text)
    else options.onUnreadable(channel)
  })
  subscriber.on('pmessage', (_pattern: string, channel: string, text: string) => {
    const key = channel.slice(ROOM_CHANNEL_PREFIX.length)
    const message = forTenant.safeParse(parse(text))
    // The message of one tenant never goes into a room of another, whoever sent it there.
    if (message.success && key.startsWith(`${message.data.data.tenant_id}:`)) hub.roomText(key, text)
    else options.onUnreadable(channel)
  })

  async function listen(): Promise<void> {
    hub.interrupted()
    try {
      await subscriber.subscribe(DOMAIN_EVENTS, REALTIME_BROADCAST)
      await subscriber.psubscribe(ROOM_CHANNELS)
      await hub.caughtUp()
    } catch (error) {
      if (stopped || subscriber.status !== 'ready') return // 'ready' comes again
      log.error('events can not be subscribed to; trying again', { error })
      setTimeout(() => void listen(), RETRY_MS).unref()
    }
  }

  return {
    async start() {
      subscriber.on('ready', () => void listen())
      if (subscriber.status === 'ready') await listen()
    },
    stop() {
      stopped = true
    },
  }
}
