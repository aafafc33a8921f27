import { createLatest } from './latest.ts'
import type { Notification } from './notification.ts'

/** The part of a WebSocket that a client is sent through. */
export type Socket = {
  /** Bytes that the network has not taken yet. */
  readonly bufferedAmount: number
  send(text: string, sent: () => void): void
  terminate(): void
}

export type ClientLimits = {
  /** Above this many buffered bytes a client gets the latest states in place of every event. */
  slowAbove: number
  /** Below, it gets every event again. */
  fastBelow: number
  /** Dropped when it is still slow after this time, ms. */
  patienceMs: number
  /** Dropped when more than this waits for it. */
  waitingMost: number
}

export const CLIENT_LIMITS: ClientLimits = {
  slowAbove: 1024 * 1024,
  fastBelow: 256 * 1024,
  patienceMs: 30_000,
  waitingMost: 20_000,
}

/** One connection's way out. It never waits for the client, and never keeps more for it than is bounded. */
export type Client = {
  readonly claims: { sub: string; tenant: string }
  readonly open: boolean
  event(notification: Notification): void
  control(text: string): void
  /** The connection is gone: nothing is sent any more. */
  closed(): void
}

export function createClient(options: {
  claims: Client['claims']
  socket: Socket
  limits: ClientLimits
  /** Runs `late` after `ms` unless cancelled. */
  schedule(ms: number, late: () => void): () => void
  onSlow(): void
  onDropped(): void
}): Client {
  const { socket, limits } = options
  const latest = createLatest()
  let slow = false
  let open = true
  let cancel: (() => void) | undefined

  function send(text: string): void {
    socket.send(text, drained)
    if (!slow && socket.bufferedAmount > limits.slowAbove) becomeSlow()
  }

  function becomeSlow(): void {
    slow = true
    options.onSlow()
    cancel = options.schedule(limits.patienceMs, drop)
  }

  /** The network took something: if it took enough, what waited is sent. */
  function drained(): void {
    if (!slow || !open || socket.bufferedAmount > limits.fastBelow) return
    slow = false
    cancel?.()
    const texts = latest.takeAll()
    for (const text of texts) send(text)
  }

  function drop(): void {
    if (!open) return
    open = false
    cancel?.()
    options.onDropped()
    socket.terminate()
  }

  return {
    claims: options.claims,
    get open() {
      return open
    },
    event(notification) {
      if (!open) return
      if (!slow) {
        send(notification.text)
        return
      }
      latest.event(notification)
      if (latest.size > limits.waitingMost) drop()
    },
    control(text) {
      if (!open) return
      if (slow) latest.control(text)
      else send(text)
    },
    closed() {
      open = false
      cancel?.()
    },
  }
}
