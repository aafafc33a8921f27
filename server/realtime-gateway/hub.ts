import type { Log } from '#platform/log.ts'
import { type RoomAddress, roomKey } from '#wire/names.ts'
import type { ServerMessage } from '#wire/socket.ts'
import type { Client } from './client.ts'
import type { Missed } from './history.ts'
import type { Notification } from './notification.ts'
import { isAfter } from './stream-id.ts'

/** Live events kept for a client while its missed ones are read; one that needs more reads them from the stream. */
const HELD_MOST = 10_000
/** Reads of missed events under way at once: a venue's tablets come back together. */
const READS_AT_ONCE = 4
const RETRY_MS = 500

type Subscription = { client: Client; held: Notification[] | undefined; overflown: boolean }
type Room = {
  address: RoomAddress
  subscriptions: Map<Client, Subscription>
  /** The last event that was handed out, or that the room's stream had when the first client came. */
  lastId: string | undefined
  /** Live events that wait until what this gateway itself missed has been read. */
  held: Notification[] | undefined
}

/**
 * Who hears what. A room's events go to that room's subscribers and nobody else; a client that says where it stood
 * gets what it missed first, without a hole and without a duplicate between the two (the wire's rule).
 */
export type Hub = {
  subscribe(client: Client, room: RoomAddress, lastId: string | undefined): Promise<void>
  unsubscribe(client: Client, room: RoomAddress): void
  leave(client: Client): void
  event(notification: Notification): void
  /** Text for everybody in a room, as another service made it. */
  roomText(key: string, text: string): void
  /** Live events may be missing from here on: they are held back until `caughtUp`. */
  interrupted(): void
  caughtUp(): Promise<void>
  rooms(): { room: string; clients: number }[]
}

export function createHub(options: {
  read(room: RoomAddress, lastId: string | undefined): Promise<Missed>
  log: Log
  onDelivered(count: number): void
  wait(ms: number): Promise<void>
}): Hub {
  const { log, wait } = options
  const rooms = new Map<string, Room>()
  const read = limited(READS_AT_ONCE, options.read)
  /** Counts the times at which live events stopped and began to flow: a read across one of them is no proof. */
  let epoch = 0

  const say = (client: Client, message: ServerMessage): void => client.control(JSON.stringify(message))

  function roomAt(address: RoomAddress): Room {
    const key = roomKey(address)
    const known = rooms.get(key)
    if (known !== undefined) return known
    const made: Room = { address, subscriptions: new Map(), lastId: undefined, held: undefined }
    rooms.set(key, made)
    return made
  }

  function remove(room: Room, client: Client): void {
    room.subscriptions.delete(client)
    if (room.subscriptions.size === 0) rooms.delete(roomKey(room.address))
  }

  function handOut(room: Room, notification: Notification): void {
    room.lastId = notification.streamId
    let delivered = 0
    for (const subscription of room.subscriptions.values()) {
      const { client, held } = subscription
      if (held === undefined) {
        client.event(notification)
        delivered += 1
      } else if (held.length < HELD_MOST) held.push(notification)
      else subscription.overflown = true
    }
    options.onDelivered(delivered)
  }

  /** Reads until it succeeds or `still` says that nobody waits any more. */
  async function readUntil(
    room: Room,
    lastId: string | undefined,
    still: () => boolean,
    onFail: () => void,
  ): Promise<Missed | undefined> {
    for (let attempt = 0; still(); attempt++) {
      try {
        return await read(room.address, lastId)
      } catch (error) {
        if (attempt === 0) {
          log.error('missed events can not be read; trying again', { room: roomKey(room.address), error })
          onFail()
        }
        await wait(RETRY_MS)
      }
    }
    return undefined
  }

  return {
    async subscribe(client, address, from) {
      const room = roomAt(address)
      const subscription: Subscription = { client, held: [], overflown: false }
      room.subscriptions.set(client, subscription)
      const still = () => client.open && room.subscriptions.get(client) === subscription
      let lastId = from
      let replayed = 0
      let gap = false
      let startedIn: number
      do {
        startedIn = epoch
        subscription.overflown = false
        subscription.held = []
        const missed = await readUntil(room, lastId, still, () =>
          say(client, {
            type: 'error',
            code: 'unavailable',
            message: `Events of ${address.room_id} can not be read now; trying on.`,
          }),
        )
        if (missed === undefined || !still()) return
        for (const event of missed.events) client.event(event)
        replayed += missed.events.length
        gap ||= missed.gap
        lastId = missed.lastId
      } while (subscription.overflown || startedIn !== epoch)
      say(client, { type: 'subscribed', room_id: address.room_id, last_event_id: lastId, replayed, gap })
      const stands = lastId
      for (const event of subscription.held ?? []) if (isAfter(event.streamId, stands)) client.event(event)
      subscription.held = undefined
      room.lastId ??= stands
    },
    unsubscribe(client, address) {
      const room = rooms.get(roomKey(address))
      if (room !== undefined) remove(room, client)
      say(client, { type: 'unsubscribed', room_id: address.room_id })
    },
    leave(client) {
      for (const room of rooms.values()) if (room.subscriptions.has(client)) remove(room, client)
    },
    event(notification) {
      const room = rooms.get(roomKey(notification.event))
      if (room === undefined) return
      if (room.held === undefined) handOut(room, notification)
      else if (room.held.length < HELD_MOST) room.held.push(notification)
    },
    roomText(key, text) {
      for (const { client } of rooms.get(key)?.subscriptions.values() ?? []) client.control(text)
    },
    interrupted() {
      epoch += 1
      for (const room of rooms.values()) room.held = []
    },
    async caughtUp() {
      epoch += 1
      const mine = epoch
      const waiting = [...rooms.values()].filter((room) => room.held !== undefined)
      await Promise.all(
        waiting.map(async (room) => {
          const still = () => mine === epoch && rooms.get(roomKey(room.address)) === room
          const from = room.lastId
          const missed = from === undefined ? undefined : await readUntil(room, from, still, () => undefined)
          if (!still()) return
          for (const event of missed?.events ?? []) handOut(room, event)
          const stands = missed?.lastId ?? '0-0'
          for (const event of room.held ?? []) if (isAfter(event.streamId, stands)) handOut(room, event)
          room.held = undefined
          if (missed?.gap !== true) return
          room.lastId = stands
          for (const { client, held } of room.subscriptions.values())
            if (held === undefined)
              say(client, {
                type: 'subscribed',
                room_id: room.address.room_id,
                last_event_id: stands,
                replayed: missed.events.length,
                gap: true,
              })
        }),
      )
    },
    rooms: () => [...rooms].map(([room, { subscriptions }]) => ({ room, clients: subscriptions.size })),
  }
}

/** The same function, with at most `most` calls under way. */
function limited<A extends unknown[], R>(most: number, run: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  const queue: (() => void)[] = []
  let running = 0
  return async (...args) => {
    if (running >= most) await new Promise<void>((resolve) => queue.push(resolve))
    running += 1
    try {
      return await run(...args)
    } finally {
      running -= 1
      queue.shift()?.()
    }
  }
}
