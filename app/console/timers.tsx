'use client'

import { Snowflake } from 'lucide-react'
import { Button } from '#app/ui/button.tsx'
import { useNow } from '#app/ui/clock.ts'
import { clockFace } from '#app/ui/format-time.ts'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { Panel } from '#app/ui/panel.tsx'
import type { SessionCommand } from '#wire/session-messages.ts'
import type { SessionView, TimerView } from '#wire/session-view.ts'
import { timerProgress, timerRemaining } from './game-clock.ts'
import type { GraphNames } from './graph-names.ts'
import styles from './timers.module.css'

const STEPS = [-60_000, -10_000, 10_000, 60_000] as const
const stepLabel = (ms: number): string =>
  `${ms < 0 ? '−' : '+'}${Math.abs(ms) >= 60_000 ? `${Math.abs(ms) / 60_000} min` : `${Math.abs(ms) / 1_000} s`}`

/** A cue's pauses come and go; a timer shorter than this is nobody's business. ms */
const WORTH_SHOWING = 3_000

export type TimersProps = {
  view: SessionView
  names: GraphNames
  mayAct: boolean
  pending: string | null
  onAct: (command: SessionCommand) => void
}

/** What will happen by itself, and when; with time to give or take where the designer allows it. */
export function Timers({ view, names, mayAct, pending, onAct }: TimersProps) {
  const now = useNow(250)
  const shown = view.timers
    .filter((timer) => timer.adjustable || timer.duration_ms >= WORTH_SHOWING)
    .sort((a, b) => Number(b.adjustable) - Number(a.adjustable) || a.due_at - b.due_at)
  if (shown.length === 0 || now === 0) return null
  return (
    <Panel title="Timers" flush>
      <ul>
        {shown.map((timer) => (
          <TimerRow key={timer.id} timer={timer} now={now} names={names}>
            {timer.adjustable && mayAct && (
              <div className={styles.steps}>
                {STEPS.map((by_ms) => {
                  const command: SessionCommand = { command: 'adjust_timer', timer: timer.id, by_ms }
                  return (
                    <Button
                      key={by_ms}
                      size="sm"
                      busy={pending === JSON.stringify(command)}
                      onClick={() => onAct(command)}
                    >
                      {stepLabel(by_ms)}
                    </Button>
                  )
                })}
              </div>
            )}
          </TimerRow>
        ))}
      </ul>
    </Panel>
  )
}

type RowProps = { timer: TimerView; now: number; names: GraphNames; children: React.ReactNode }

function TimerRow({ timer, now, names, children }: RowProps) {
  const remaining = timerRemaining(timer, now)
  const stands = timer.remaining_ms !== undefined
  const label = names.timer(timer)
  return (
    <li className={styles.timer} data-stands={stands || undefined}>
      <span className={styles.remaining}>{clockFace(remaining + 999)}</span>
      <div className={styles.about}>
        <MiddleTruncate text={label} />
        <progress className={styles.progress} value={timerProgress(timer, now)} max={1} aria-label={label} />
      </div>
      {stands && (
        <span className={styles.stands}>
          <Snowflake aria-hidden /> stands
        </span>
      )}
      {children}
    </li>
  )
}
