'use client'

import { Hourglass, Timer } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import type { TimerView } from '#wire/session-view.ts'

/** One heartbeat for everything that counts seconds: a tenth of a second is as fine as anything here shows. */
const listeners = new Set<() => void>()
let beat: ReturnType<typeof setInterval> | null = null
let now = 0

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  beat ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, 200)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || beat === null) return
    clearInterval(beat)
    beat = null
  }
}

/** Text made from the present time; drawn again only when the text differs. */
const useTicking = (say: (now: number) => string): string =>
  useSyncExternalStore(
    subscribe,
    () => say(now === 0 || listeners.size === 0 ? Date.now() : now),
    () => '',
  )

/** `0:07`, `12:05`, `1:00:00`. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (n: number): string => String(n).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** Time left is rounded up: it reads 0:00 only when nothing is left. */
export const remainingText = (timer: TimerView, at: number): string =>
  clockText(Math.ceil((timer.remaining_ms ?? timer.due_at - at) / 1_000) * 1_000)

export function Elapsed({ since, className }: { since: number; className?: string | undefined }) {
  const text = useTicking((at) => clockText(at - since))
  return (
    <span className={className} data-state="active" title="Time in this state">
      <Timer aria-hidden /> {text}
    </span>
  )
}

export function Remaining({ timer, className }: { timer: TimerView; className?: string | undefined }) {
  const text = useTicking((at) => remainingText(timer, at))
  return (
    <span
      className={className}
      data-state="waiting"
      title={timer.remaining_ms === undefined ? 'Time left' : 'Time left; held'}
    >
      <Hourglass aria-hidden /> {text}
    </span>
  )
}
