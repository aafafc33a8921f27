'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { useRoomFeed } from '#app/live/use-room.ts'
import { useTRPC, useTRPCClient } from '#app/shell/trpc.ts'
import { useMay } from '#app/shell/use-me.ts'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { toast } from '#app/ui/toast.tsx'
import { useStored } from '#app/ui/use-stored.ts'
import type { Bindings } from '#wire/session-messages.ts'
import type { StudioRoom } from './room-context.tsx'

const isText = (value: unknown): value is string => typeof value === 'string'

/**
 * The chosen room, live: its devices are asked for anew when one registers (`useRoomFeed`), and bindings are shown as
 * chosen while they are saved.
 */
export function useRoomOfStudio(graphId: string): StudioRoom {
  const trpc = useTRPC()
  const api = useTRPCClient()
  const client = useQueryClient()
  const [slug, choose] = useStored('studio.room', '', isText)
  const rooms = useQuery(trpc.rooms.list.queryOptions())
  const known = rooms.data?.some((r) => r.slug === slug) ?? false
  const room = known ? slug : ''
  useRoomFeed(room)

  // A first visit, or a room that is gone: begin with one that plays this graph, else with the first.
  useEffect(() => {
    if (rooms.data === undefined || known) return
    const own = rooms.data.find((r) => r.mainGraph?.id === graphId) ?? rooms.data[0]
    if (own !== undefined) choose(own.slug)
  }, [rooms.data, known, graphId, choose])

  const enabled = room !== ''
  const devices = useQuery({ ...trpc.devices.list.queryOptions({ room }), enabled })
  const controllers = useQuery({ ...trpc.controllers.list.queryOptions({ room }), enabled })
  const place = { room, graph: graphId }
  const bindings = useQuery({ ...trpc.bindings.get.queryOptions(place), enabled })
  const mayBind = useMay('bindings.edit')
  const queryKey = trpc.bindings.get.queryKey(place)
  const save = useMutation({
    mutationFn: (input: typeof place & { bindings: Bindings }) => api.bindings.set.mutate(input),
    // One after the other: the last choice is the one that stays.
    scope: { id: `bindings ${room} ${graphId}` },
    onMutate: async ({ bindings: next }) => {
      client.setQueryData(queryKey, next)
      await client.cancelQueries({ queryKey })
    },
    onError: (error) => {
      toast({ state: 'failed', title: 'The room’s bindings were not saved', detail: errorSentence(error) })
      void client.invalidateQueries({ queryKey })
    },
  })
  const { mutate } = save

  return useMemo(
    () => ({
      slug: room,
      rooms: (rooms.data ?? []).map((r) => ({ slug: r.slug, name: r.name, venue: r.venue.name })),
      choose,
      ready: bindings.data !== undefined && devices.data !== undefined,
      // A device picked before the bindings are known could take the role of another: both are shown together.
      devices: bindings.data === undefined ? [] : (devices.data ?? []),
      controllers: new Map((controllers.data ?? []).map((c) => [c.controller, c.name || c.controller])),
      bindings: bindings.data ?? {},
      mayBind: mayBind && bindings.data !== undefined,
      saveBindings: (next: Bindings) => {
        if (room !== '') mutate({ room, graph: graphId, bindings: next })
      },
    }),
    [room, rooms.data, choose, devices.data, controllers.data, bindings.data, mayBind, mutate, graphId],
  )
}
