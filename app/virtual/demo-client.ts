'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { toast } from '#app/ui/toast.tsx'
import {
  type PressEmergency,
  type SetPower,
  type SetSignal,
  type VirtualRoom,
  virtualBoard,
  virtualError,
  virtualRoom,
} from '#demo/schema.ts'

const KEY = ['virtual-room']
/** Needles move and fog clears by themselves, so the state is asked for while somebody looks. ms */
const EVERY = 300

async function ask<S extends z.ZodType>(path: string, schema: S, body?: unknown): Promise<z.output<S>> {
  const response = await fetch(`/api/demo/${path}`, {
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const answer: unknown = await response.json()
  if (response.ok) return schema.parse(answer)
  const said = virtualError.safeParse(answer)
  throw new Error(said.success ? said.data.message : `The demo room refused with ${response.status}`)
}

/** The virtual boards as they are now. */
export const useVirtualRoom = () =>
  useQuery({
    queryKey: KEY,
    queryFn: () => ask('state', virtualRoom),
    refetchInterval: (query) => (query.state.status === 'error' ? 3_000 : EVERY),
    retry: false,
  })

/** A deed of hands at a board. The board's answer shows at once. */
function useDeed<Body>(path: string): (body: Body) => void {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: Body) => ask(path, virtualBoard, body),
    onSuccess: (board) =>
      queryClient.setQueryData<VirtualRoom>(KEY, (room) =>
        room === undefined
          ? room
          : { ...room, boards: room.boards.map((one) => (one.controller_id === board.controller_id ? board : one)) },
      ),
    onError: (error) => toast({ state: 'failed', title: 'The board did not take that', detail: errorSentence(error) }),
  }).mutate
}

/** What hands can do to the boards. */
export const useHands = () => ({
  set: useDeed<SetSignal>('set'),
  power: useDeed<SetPower>('power'),
  emergency: useDeed<PressEmergency>('emergency'),
})
