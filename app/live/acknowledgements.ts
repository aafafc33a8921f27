'use client'

import { useCallback, useMemo } from 'react'
import { useStored } from '#app/ui/use-stored.ts'
import type { Alert } from './alert.ts'

const KEEP = 300
const isIds = (value: unknown): value is string[] => Array.isArray(value) && value.every((id) => typeof id === 'string')
const NONE: string[] = []

/**
 * Which alerts of a room this browser has acknowledged. Each console has its own: that one game master has seen
 * something does not say that the one beside them has.
 */
export function useAcknowledged(room: string): {
  open: (alerts: readonly Alert[]) => Alert[]
  acknowledge: (ids: readonly string[]) => void
} {
  const [ids, setIds] = useStored(`acknowledged.${room}`, NONE, isIds)
  const known = useMemo(() => new Set(ids), [ids])
  const open = useCallback((alerts: readonly Alert[]) => alerts.filter((alert) => !known.has(alert.id)), [known])
  const acknowledge = useCallback(
    (more: readonly string[]) => setIds([...ids, ...more.filter((id) => !known.has(id))].slice(-KEEP)),
    [ids, known, setIds],
  )
  return { open, acknowledge }
}

const WEIGHT = { urgent: 0, attention: 1, info: 2 } as const

/** Urgent first, then newest first: the first one is what Space acknowledges. */
export const byWeight = (alerts: readonly Alert[]): Alert[] =>
  [...alerts].sort((a, b) => WEIGHT[a.level] - WEIGHT[b.level] || b.at - a.at)
