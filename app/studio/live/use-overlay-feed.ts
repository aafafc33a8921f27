'use client'

import { useEffect, useRef } from 'react'
import { isAfter } from '#app/live/room-state.ts'
import { useRoomPart } from '#app/live/use-room.ts'
import { sceneAdvanced } from '#wire/session-view.ts'
import type { OverlayStore } from './overlay-store.ts'

/**
 * Shows in the overlay where the room's game stands, if it plays this graph and the overlay is wanted. Edges that
 * fired before the page came are history and do not light up.
 */
export function useOverlayFeed(overlay: OverlayStore, room: string, graphId: string, wanted: boolean): void {
  const { view, events } = useRoomPart(room, (s) => ({ view: s.view, events: s.events }))
  const seen = useRef<string | null>(null)
  const mine = wanted && view !== null && view.graph_id === graphId && isLive(view.status)
  useEffect(() => overlay.show(mine ? view : null), [overlay, mine, view])
  useEffect(() => {
    const [newest] = events
    const before = seen.current
    seen.current = newest?.stream_id ?? before
    if (!mine || before === null) return
    const fresh = events.filter((e) => isAfter(e.stream_id, before))
    const fired = fresh.reverse().flatMap((e) => {
      const advanced = sceneAdvanced.safeParse(e.payload)
      return advanced.success && advanced.data.view.graph_id === graphId ? advanced.data.fired : []
    })
    overlay.fire(fired, Date.now())
  }, [overlay, events, mine, graphId])
}

export const isLive = (status: string): boolean => status === 'running' || status === 'frozen'
