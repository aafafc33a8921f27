'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLiveStore } from '#app/live/live-store.ts'
import { useMe } from '#app/shell/use-me.ts'
import type { EmergencyReport } from '#wire/emergency.ts'
import type { EmergencyLevel } from '#wire/messages/emergency.ts'
import { clearStop, fetchPass, pressStop, readStops } from './emergency-client.ts'
import { isStopped } from './standing.ts'

const KEY = ['emergency']
/** Asked by itself besides what live events say, for these may be what is missing. ms */
const ASK = { stopped: 1_000, quiet: 10_000 }
/** A pass is good for hours; it is renewed so often that it never is an old one. ms */
const RENEW_PASS = 10 * 60_000

/** The stops of all rooms, as the gateway itself has them: neither the database nor live data need be there. */
export function useStops() {
  const queryClient = useQueryClient()
  const told = useLiveStore((s) => Object.values(s.rooms).reduce((sum, room) => sum + room.emergencies, 0))
  const query = useQuery({
    queryKey: KEY,
    queryFn: readStops,
    staleTime: 0,
    retry: false,
    refetchInterval: ({ state }) => (state.data?.some(isStopped) ? ASK.stopped : ASK.quiet),
  })
  useEffect(() => {
    if (told > 0) void queryClient.invalidateQueries({ queryKey: KEY })
  }, [told, queryClient])
  return { stopped: (query.data ?? []).filter(isStopped), error: query.error }
}

/** The stop under which a room stands, or undefined. */
export function useStop(room: string): EmergencyReport | undefined {
  return useStops().stopped.find(({ room_id }) => room_id === room)
}

function useTakesAnswer() {
  const queryClient = useQueryClient()
  return (answered: EmergencyReport[]) =>
    queryClient.setQueryData<EmergencyReport[]>(KEY, (known = []) => {
      const rooms = new Set(answered.map(({ room_id }) => room_id))
      return [...known.filter(({ room_id }) => !rooms.has(room_id)), ...answered]
    })
}

/** Presses the stop: one press, no question. */
export function usePressStop() {
  const takesAnswer = useTakesAnswer()
  return useMutation({
    mutationFn: ({ room, level }: { room: string | null; level: EmergencyLevel }) => pressStop(room, level),
    onSuccess: takesAnswer,
  })
}

export function useClearStop() {
  const takesAnswer = useTakesAnswer()
  return useMutation({
    mutationFn: ({ room, reason }: { room: string | null; reason: string }) => clearStop(room, reason),
    onSuccess: takesAnswer,
  })
}

/** Whether the person may press; also while nobody can say so: the server judges, and a stop must not be hidden. */
export function useMayStop(): boolean {
  const me = useMe()
  return me.data === undefined ? true : me.data.can.includes('emergency.stop')
}

/** Keeps the pass of whoever may press fresh. */
export function useStopPass(): void {
  const may = useMe().data?.can.includes('emergency.stop') ?? false
  useQuery({
    queryKey: ['emergency-pass'],
    queryFn: fetchPass,
    enabled: may,
    refetchInterval: RENEW_PASS,
    refetchIntervalInBackground: true,
    staleTime: RENEW_PASS,
  })
}
