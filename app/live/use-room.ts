'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useTRPC } from '#app/shell/trpc.ts'
import { useLive } from './live-provider.tsx'
import { type Connection, seedRoom, useLiveStore } from './live-store.ts'
import { EMPTY_ROOM, type RoomState, type SignalValue } from './room-state.ts'

/** The state of the connection to the rooms. */
export const useConnection = (): Connection => useLiveStore((s) => s.connection)

/**
 * A room, live: subscribes while mounted and starts from what the API knows. Several components may use the same room;
 * they share one subscription.
 */
export function useRoom(room: string): RoomState {
  useRoomFeed(room)
  return useLiveStore((s) => s.rooms[room] ?? EMPTY_ROOM)
}

/** A part of a room, so that a component renders only when that part changes. `select` must be stable or cheap. */
export function useRoomPart<T>(room: string, select: (state: RoomState) => T): T {
  useRoomFeed(room)
  return useLiveStore(useShallow((s) => select(s.rooms[room] ?? EMPTY_ROOM)))
}

/**
 * One signal's last value, or null while none was heard. Renders only when it changes. Cheap, for long lists: the page
 * around it asks for the room (`useRoom` or `useRoomFeed`).
 */
export function useSignal(room: string, controller: string, device: string, signal: string): SignalValue | null {
  return useLiveStore((s) => s.rooms[room]?.signals[`${controller}/${device}/${signal}`] ?? null)
}

/** Subscribes to a room without asking the API for it: for overviews, which ask for all rooms at once. */
export function useRoomWatch(room: string): RoomState {
  const live = useLive()
  useEffect(() => live.watch(room), [live, room])
  return useLiveStore((s) => s.rooms[room] ?? EMPTY_ROOM)
}

/** Subscribes to a room and lays what the API answers under what is heard. An empty name does nothing. */
export function useRoomFeed(room: string): void {
  const live = useLive()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const enabled = room !== ''
  const anew = useLiveStore((s) => s.refetch[room] ?? 0)
  const registrations = useLiveStore((s) => s.rooms[room]?.registrations ?? 0)

  useEffect(() => (enabled ? live.watch(room) : undefined), [enabled, live, room])

  const roomQuery = useQuery(trpc.rooms.get.queryOptions({ room }, { enabled }))
  const controllersQuery = useQuery(trpc.controllers.list.queryOptions({ room }, { enabled }))
  const devicesQuery = useQuery(trpc.devices.list.queryOptions({ room }, { enabled }))

  useEffect(() => {
    if (!enabled || anew + registrations === 0) return
    void queryClient.invalidateQueries(trpc.rooms.get.queryFilter({ room }))
    void queryClient.invalidateQueries(trpc.controllers.list.queryFilter({ room }))
    void queryClient.invalidateQueries(trpc.devices.list.queryFilter({ room }))
  }, [anew, registrations, enabled, queryClient, room, trpc])

  useEffect(() => {
    if (roomQuery.data !== undefined) seedRoom(room, { view: roomQuery.data.live })
  }, [room, roomQuery.data])
  useEffect(() => {
    if (controllersQuery.data === undefined) return
    seedRoom(room, {
      controllers: Object.fromEntries(
        controllersQuery.data.map(({ controller, status, lastSeen }) => [controller, { status, lastSeen }]),
      ),
    })
  }, [room, controllersQuery.data])
  useEffect(() => {
    if (devicesQuery.data === undefined) return
    seedRoom(room, {
      signals: Object.fromEntries(
        devicesQuery.data.flatMap(({ controller, device, values }) =>
          Object.entries(values).map(([signal, value]) => [`${controller}/${device}/${signal}`, value]),
        ),
      ),
    })
  }, [room, devicesQuery.data])
}
