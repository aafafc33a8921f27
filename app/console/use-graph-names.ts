'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTRPC } from '#app/shell/trpc.ts'
import { type GraphNames, graphNames, NAMES_TO_COME, NO_NAMES } from './graph-names.ts'

/** Names of the version that a session plays. A published version never changes, so it is asked for once. */
export function useGraphNames(version: { graph_id: string; version: number } | null): GraphNames {
  const trpc = useTRPC()
  const { data, isPending } = useQuery(
    trpc.graphs.version.queryOptions(
      { id: version?.graph_id ?? '', number: version?.version ?? 1 },
      { enabled: version !== null, staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  const missing = isPending && version !== null ? NAMES_TO_COME : NO_NAMES
  return useMemo(() => (data === undefined ? missing : graphNames(data.document)), [data, missing])
}
