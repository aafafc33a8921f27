'use client'

import { CirclePlay, Play, Workflow } from 'lucide-react'
import Link from 'next/link'
import type { CSSProperties } from 'react'
import { Button } from '#app/ui/button.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { clockFace, exactTime, timeOfDay } from '#app/ui/format-time.ts'
import { STATE_ICONS } from '#app/ui/state.ts'
import type { SessionView } from '#wire/session-view.ts'
import { roomStanding } from './actions.ts'
import { gameClock } from './game-clock.ts'
import type { GraphNames } from './graph-names.ts'
import styles from './outcome.module.css'

export type OutcomeProps = {
  view: SessionView | null
  names: GraphNames
  mainGraph: { id: string; name: string } | null
  room: string
  starting: boolean
  mayStart: boolean
  onStart: () => void
}

/** Between two games: how the last one went, or what this room waits for. */
export function Outcome({ view, names, mainGraph, room, starting, mayStart, onStart }: OutcomeProps) {
  if (starting)
    return (
      <EmptyState icon={CirclePlay} title="The game is starting">
        The scene runtime takes it up in a moment. If nothing happens, look whether it runs.
      </EmptyState>
    )
  if (view === null)
    return mainGraph === null ? (
      <EmptyState
        icon={Workflow}
        title="This room has no scene yet"
        action={
          <Button asChild>
            <Link href={`/rooms/${room}?tab=settings`}>Choose its scene</Link>
          </Button>
        }
      >
        A scene says what the room does. Choose the one that Start plays, or start another one by name.
      </EmptyState>
    ) : (
      <EmptyState
        icon={CirclePlay}
        title={`Ready for ${mainGraph.name}`}
        action={
          mayStart && (
            <Button variant="primary" size="lg" icon={Play} onClick={onStart}>
              Start a game
            </Button>
          )
        }
      >
        What the players reach, what waits for you and what the timers say stands here while a game runs.
      </EmptyState>
    )
  const standing = roomStanding(view, false)
  const Icon = STATE_ICONS[standing.state]
  const clock = gameClock(view, view.ended_at ?? view.at)
  const last = view.active.map(names.node).join(' · ')
  return (
    <section className={styles.outcome} style={{ '--state': `var(--state-${standing.state})` } as CSSProperties}>
      <Icon aria-hidden className={styles.icon} />
      <h2 className={styles.word}>{standing.label}</h2>
      <dl className={styles.facts}>
        <div>
          <dt>Official time</dt>
          <dd>{clockFace(clock.official)}</dd>
        </div>
        <div>
          <dt>Since start</dt>
          <dd>{clockFace(clock.elapsed)}</dd>
        </div>
        <div>
          <dt>Ended</dt>
          <dd title={exactTime(view.ended_at ?? view.at)}>{timeOfDay(view.ended_at ?? view.at)}</dd>
        </div>
      </dl>
      {view.fault !== undefined && <p className={styles.fault}>{view.fault}</p>}
      {last !== '' && <p className={styles.last}>Stood at {last}</p>}
      {mayStart && (
        <Button variant="primary" size="lg" icon={Play} onClick={onStart}>
          Start the next game
        </Button>
      )}
    </section>
  )
}
