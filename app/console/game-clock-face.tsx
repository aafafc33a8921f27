'use client'

import { classNames } from '#app/ui/class-names.ts'
import { useNow } from '#app/ui/clock.ts'
import { clockFace } from '#app/ui/format-time.ts'
import type { SessionView } from '#wire/session-view.ts'
import { gameClock, pace } from './game-clock.ts'
import styles from './game-clock-face.module.css'

export type GameClockFaceProps = {
  view: SessionView | null
  expectedMinutes: number
  /** With wall time and what is left, below. */
  full?: boolean
  className?: string
}

/** The clock that is read from across the room: official time, and how it stands against the plan. */
export function GameClockFace({ view, expectedMinutes, full = false, className }: GameClockFaceProps) {
  const now = useNow(250)
  if (view === null || now === 0)
    return (
      <div className={classNames(styles.clock, className)} data-still>
        <span className={styles.face}>{clockFace(0)}</span>
        <span className={styles.line}>of {expectedMinutes} min</span>
      </div>
    )
  const { official, elapsed, still } = gameClock(view, now)
  const standing = pace(official, expectedMinutes)
  const left = expectedMinutes * 60_000 - official
  return (
    <div className={classNames(styles.clock, className)} data-pace={standing} data-still={still || undefined}>
      <span className={styles.face} role="timer" aria-label={`Official time ${clockFace(official)}`}>
        {clockFace(official)}
      </span>
      <span className={styles.line}>
        {left >= 0 ? `${clockFace(left)} left` : `${clockFace(-left)} over`}
        {full && <span className={styles.wall}> · {clockFace(elapsed)} since start</span>}
      </span>
    </div>
  )
}
