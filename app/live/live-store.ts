'use client'

import { create } from 'zustand'
import type { PublishedEvent } from '#wire/domain-event.ts'
import type { ConnectionStatus } from './realtime-client.ts'
import { applyEvents, applySeed, EMPTY_ROOM, type RoomState, rebase, type Seed } from './room-state.ts'

export type Connection = {
  status: ConnectionStatus
  /** When the connection was lost, epoch ms by the browser. */
  lostAt: number | null
  retryAt: number | null
  reason: string | null
}

export type LiveStore = {
  connection: Connection
  rooms: Readonly<Record<string, RoomState>>
  /** Room → how often it must be asked for anew: after its first subscription, and after a gap. */
  refetch: Readonly<Record<string, number>>
}

export const useLiveStore = create<LiveStore>(() => ({
  connection: { status: 'connecting', lostAt: null, retryAt: null, reason: null },
  rooms: {},
  refetch: {},
}))

const waiting = new Map<string, PublishedEvent[]>()
let scheduled = false

/** Takes an event; all that came until the next frame are shown with it, in one render. */
export function queueEvent(room: string, event: PublishedEvent): void {
  const list = waiting.get(room)
  if (list === undefined) waiting.set(room, [event])
  else list.push(event)
  if (scheduled) return
  scheduled = true
  // A hidden page gets no frames, but must not lose its place either.
  if (document.visibilityState === 'visible') requestAnimationFrame(flushEvents)
  else setTimeout(flushEvents, 100)
}

export function flushEvents(): void {
  scheduled = false
  if (waiting.size === 0) return
  const batch = [...waiting]
  waiting.clear()
  useLiveStore.setState(({ rooms }) => {
    const next = { ...rooms }
    for (const [room, events] of batch) next[room] = applyEvents(next[room] ?? EMPTY_ROOM, events)
    return { rooms: next }
  })
}

export function seedRoom(room: string, seed: Seed): void {
  useLiveStore.setState(({ rooms }) => ({ rooms: { ...rooms, [room]: applySeed(rooms[room] ?? EMPTY_ROOM, seed) } }))
}

/** A room's subscription stands: what came before it is shown, what comes now follows from there. */
export function settleAt(room: string, lastEventId: string): void {
  flushEvents()
  useLiveStore.setState(({ rooms }) => ({
    rooms: { ...rooms, [room]: rebase(rooms[room] ?? EMPTY_ROOM, lastEventId) },
  }))
}

export function askAnew(room: string): void {
  useLiveStore.setState(({ refetch }) => ({ refetch: { ...refetch, [room]: (refetch[room] ?? 0) + 1 } }))
}
