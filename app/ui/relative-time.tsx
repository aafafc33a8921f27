'use client'

import { useNow } from './clock.ts'
import { exactTime, relativeTime } from './format-time.ts'

/** A moment, relative where recent and exact on hover. Takes epoch ms, an ISO string or a Date. */
export function RelativeTime({ at, className }: { at: number | string | Date; className?: string }) {
  const now = useNow(5_000)
  const ms = typeof at === 'number' ? at : new Date(at).getTime()
  if (now === 0) return <time className={className} />
  return (
    <time dateTime={new Date(ms).toISOString()} title={exactTime(ms)} className={className}>
      {relativeTime(ms, now)}
    </time>
  )
}
