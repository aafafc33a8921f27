'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLiveStore } from '#app/live/live-store.ts'
import { type Condition, houseReport } from '#wire/condition.ts'
import { ABOUT, type Away } from './conditions.ts'

export type Standing = { name: Away; since: number; reason: string }

/** ms between two looks; when a room hears of a change, it is looked at once. */
const EVERY = 2_000
/** A server that does not answer for less than this is nobody's business. ms */
const QUIET = 3_000
const KEY = ['house']

async function ask(): Promise<Condition[]> {
  const answer = await fetch('/api/conditions', { cache: 'no-store' })
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
  return houseReport.parse(await answer.json()).conditions
}

/** What is away now, the weightiest first. What was known stays while the server does not answer. */
export function useConditions(): readonly Standing[] {
  const client = useQueryClient()
  const heard = useLiveStore((s) => Object.values(s.rooms).reduce((sum, room) => sum + room.conditionChanges, 0))
  const { data, error, dataUpdatedAt, errorUpdatedAt, errorUpdateCount } = useQuery({
    queryKey: KEY,
    queryFn: ask,
    refetchInterval: EVERY,
    refetchIntervalInBackground: true,
    retry: false,
    staleTime: 0,
  })
  useEffect(() => {
    if (heard > 0) void client.invalidateQueries({ queryKey: KEY })
  }, [heard, client])
  const known: Standing[] = (data ?? []).map(({ condition, since, reason }) => ({ name: condition, since, reason }))
  const lasts = dataUpdatedAt === 0 ? errorUpdateCount > 1 : errorUpdatedAt - dataUpdatedAt >= QUIET
  const gone = error !== null && lasts
  if (gone)
    known.push({ name: 'api_away', since: dataUpdatedAt === 0 ? errorUpdatedAt : dataUpdatedAt, reason: error.message })
  return known.sort((a, b) => ABOUT[b.name].weight - ABOUT[a.name].weight)
}

/** Why nothing can be saved now, in words for a button that can not be pressed; undefined when it can. */
export function useWhyNotSave(): string | undefined {
  const away = useConditions().find(({ name }) => name === 'postgres_away' || name === 'api_away')
  return away === undefined ? undefined : ABOUT[away.name].title
}
