import type { PublishedEvent } from '#wire/domain-event.ts'
import { type ServerMessage, serverMessage } from '#wire/socket.ts'

/** What the client needs of its surroundings; a test gives its own. Times ms. */
export type Surroundings = {
  /** A fresh token and where to connect with it. */
  getToken: () => Promise<{ url: string }>
  open: (url: string) => Socket
  schedule: (after: number, run: () => void) => () => void
  now: () => number
  random: () => number
}

export type Socket = Pick<WebSocket, 'send' | 'close'> & {
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  onclose: ((event: CloseEvent) => void) | null
  onerror: ((event: Event) => void) | null
}

export type ConnectionStatus = 'connecting' | 'open' | 'lost' | 'closed'

export type Listener = {
  onStatus: (status: ConnectionStatus, detail: { retryAt?: number; reason?: string }) => void
  /** `sentAt`: epoch ms of the server's clock; null for what was missed and is told late. */
  onEvent: (room: string, event: PublishedEvent, sentAt: number | null) => void
  /** The room is live from here. `gap`: some of what was missed is gone, so ask anew. */
  onSubscribed: (room: string, at: { lastEventId: string; gap: boolean }) => void
  onRefused: (message: string) => void
}

const BACKOFF = { first: 500, most: 15_000 }

/**
 * The connection to the realtime gateway. It is there while at least one room is wanted, comes back by itself with
 * growing pauses (and a little chance, so that all tablets of a venue do not come back in the same instant), and asks
 * for what it missed by each room's last event id.
 */
export class RealtimeClient {
  readonly #around: Surroundings
  readonly #listener: Listener
  /** Room → last event id that was handed out. */
  readonly #rooms = new Map<string, string | null>()
  /** Rooms of which everything missed was told. */
  readonly #live = new Set<string>()
  #socket: Socket | null = null
  #open = false
  #attempt = 0
  #cancelRetry: (() => void) | null = null
  #generation = 0

  constructor(around: Surroundings, listener: Listener) {
    this.#around = around
    this.#listener = listener
  }

  subscribe(room: string, lastEventId: string | null = null): void {
    if (this.#rooms.has(room)) return
    this.#rooms.set(room, lastEventId)
    if (this.#open) this.#sendSubscribe(room)
    else if (this.#socket === null && this.#cancelRetry === null) this.#connect()
  }

  unsubscribe(room: string): void {
    if (!this.#rooms.delete(room)) return
    this.#live.delete(room)
    if (this.#open) this.#socket?.send(JSON.stringify({ type: `unsubscribe:${room}` }))
  }

  /** Tries at once instead of waiting for the pause to end: the network came back, or somebody pressed. */
  retryNow(): void {
    if (this.#open || this.#cancelRetry === null) return
    this.#cancelRetry()
    this.#cancelRetry = null
    this.#connect()
  }

  close(): void {
    this.#generation += 1
    this.#cancelRetry?.()
    this.#cancelRetry = null
    this.#drop()
    this.#rooms.clear()
    this.#listener.onStatus('closed', {})
  }

  #connect(): void {
    this.#generation += 1
    const generation = this.#generation
    this.#listener.onStatus('connecting', {})
    this.#around.getToken().then(
      ({ url }) => {
        if (generation === this.#generation) this.#openSocket(url, generation)
      },
      (error: unknown) => {
        if (generation === this.#generation) this.#lost(error instanceof Error ? error.message : String(error))
      },
    )
  }

  #openSocket(url: string, generation: number): void {
    const socket = this.#around.open(url)
    this.#socket = socket
    const mine = (run: () => void) => () => {
      if (generation === this.#generation) run()
    }
    socket.onopen = mine(() => {
      this.#open = true
      this.#attempt = 0
      this.#listener.onStatus('open', {})
      for (const room of this.#rooms.keys()) this.#sendSubscribe(room)
    })
    socket.onmessage = (event) => {
      if (generation === this.#generation) this.#receive(event.data)
    }
    socket.onclose = (event) => {
      if (generation === this.#generation) this.#lost(event.reason)
    }
    // What went wrong is never in an error event; the close that follows it does the rest.
    socket.onerror = null
  }

  #lost(reason: string): void {
    this.#drop()
    const ceiling = Math.min(BACKOFF.most, BACKOFF.first * 2 ** this.#attempt)
    this.#attempt += 1
    const pause = Math.round(ceiling / 2 + (ceiling / 2) * this.#around.random())
    this.#listener.onStatus('lost', { retryAt: this.#around.now() + pause, ...(reason === '' ? {} : { reason }) })
    this.#cancelRetry = this.#around.schedule(pause, () => {
      this.#cancelRetry = null
      this.#connect()
    })
  }

  #drop(): void {
    this.#open = false
    this.#live.clear()
    if (this.#socket === null) return
    this.#socket.onopen = null
    this.#socket.onmessage = null
    this.#socket.onclose = null
    this.#socket.close()
    this.#socket = null
  }

  #sendSubscribe(room: string): void {
    const last = this.#rooms.get(room) ?? null
    this.#socket?.send(JSON.stringify({ type: `subscribe:${room}`, ...(last === null ? {} : { last_event_id: last }) }))
  }

  #receive(data: unknown): void {
    const message = readMessage(data)
    if (message === null) {
      this.#listener.onRefused('The realtime gateway sent something that is no message.')
      return
    }
    switch (message.type) {
      case 'event_notification': {
        if (!this.#rooms.has(message.room_id)) return
        this.#rooms.set(message.room_id, message.data.stream_id)
        const sentAt = this.#live.has(message.room_id) ? Date.parse(message.timestamp) : null
        this.#listener.onEvent(message.room_id, message.data, sentAt)
        return
      }
      case 'subscribed': {
        if (!this.#rooms.has(message.room_id)) return
        this.#rooms.set(message.room_id, message.last_event_id)
        this.#live.add(message.room_id)
        this.#listener.onSubscribed(message.room_id, { lastEventId: message.last_event_id, gap: message.gap })
        return
      }
      case 'unsubscribed':
        return
      case 'error':
        this.#listener.onRefused(message.message)
        return
    }
  }
}

function readMessage(data: unknown): ServerMessage | null {
  if (typeof data !== 'string') return null
  let json: unknown
  try {
    json = JSON.parse(data)
  } catch {
    return null
  }
  const parsed = serverMessage.safeParse(json)
  return parsed.success ? parsed.data : null
}
