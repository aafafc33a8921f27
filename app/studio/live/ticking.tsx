'use client'

import { Hourglass, Timer } from 'lucide-react'
import { useNow } from '#app/ui/clock.ts'
import { clockFace } from '#app/ui/format-time.ts'
import type { TimerView } from '#wire/session-view.ts'

/** Time left of a timer, ms, at a time of the server's clock; what is held does not run. */
export const timeLeft = (timer: TimerView, now: number): number => Math.max(0, timer.remaining_ms ?? timer.due_at - now)

/** Rounded up, so that it reads 0:00 only when nothing is left. */
export const leftText = (timer: TimerView, now: number): string =>
  clockFace(Math.ceil(timeLeft(timer, now) / 1_000) * 1_000)

type Looks = { className?: string | undefined }

export function Elapsed({ since, className }: Looks & { since: number }) {
  const now = useNow(1_000)
  return (
    <span className={className} data-state="active" title="Time in this state">
      <Timer aria-hidden /> {clockFace(Math.max(0, now - since))}
    </span>
  )
}

export function Remaining({ timer, className }: Looks & { timer: TimerView }) {
  const now = useNow(1_000)
  const held = timer.remaining_ms !== undefined
  return (
    <span className={className} data-state="waiting" title={held ? 'Time left; held' : 'Time left'}>
      <Hourglass aria-hidden /> {leftText(timer, now)}
    </span>
  )
}
