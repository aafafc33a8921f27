'use client'

import { useQuery } from '@tanstack/react-query'
import type { inferRouterOutputs } from '@trpc/server'
import { useTRPC } from '#app/shell/trpc.ts'
import type { AppRouter } from '#server/api/router.ts'

export type GraphOnServer = inferRouterOutputs<AppRouter>['graphs']['get']

/** The graph as the server has it: its draft, its versions, the games that play it. */
export function useGraphOnServer(id: string) {
  const trpc = useTRPC()
  return useQuery({ ...trpc.graphs.get.queryOptions({ id }), staleTime: 5_000, refetchOnWindowFocus: true })
}
