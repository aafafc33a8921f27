'use client'

import { useQuery } from '@tanstack/react-query'
import type { Right } from '#app/shell/api-types.ts'
import { useTRPC } from './trpc.ts'

/** Who is signed in, where, and what they may do. */
export function useMe() {
  const trpc = useTRPC()
  return useQuery(trpc.me.get.queryOptions(undefined, { staleTime: 60_000 }))
}

/** Whether the person may; false until it is known. The server judges every call anyhow: this is for what to show. */
export function useMay(right: Right): boolean {
  return useMe().data?.can.includes(right) ?? false
}
