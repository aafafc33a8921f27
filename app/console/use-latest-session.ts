'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { seedRoom, useLiveStore } from '#app/live/live-store.ts'
import type { SessionSummary } from '#app/shell/api-types.ts'
import { useTRPC } from '#app/shell/trpc.ts'

/**
 * The room's latest game, also when it is over: who opens the console after the end still sees how it went. Lays its
 * view under what is heard live.
 */
export function useLatestSession(room: string, heard: string | null): SessionSummary | null {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const anew = useLiveStore((s) => s.refetch[room] ?? 0)
  const list = useQuery(trpc.sessions.list.queryOptions({ room, limit: 1 }))
  const latest = list.data?.[0] ?? null
  const detail = useQuery(trpc.sessions.get.queryOptions({ session: latest?.id ?? '' }, { enabled: latest !== null }))

  useEffect(() => {
    if (anew === 0 && heard === null) return
    void queryClient.invalidateQueries(trpc.sessions.list.queryFilter({ room, limit: 1 }))
    void queryClient.invalidateQueries(trpc.sessions.get.pathFilter())
  }, [anew, heard, queryClient, room, trpc])
  useEffect(() => {
    const view = detail.data?.view ?? null
    if (view !== null) seedRoom(room, { view })
  }, [detail.data, room])
  return latest
}
