'use client'

import { Bell, Cpu, OctagonX, Play } from 'lucide-react'
import Link from 'next/link'
import type { CSSProperties } from 'react'
import { useStop } from '#app/emergency/use-emergency.ts'
import { byWeight, useAcknowledged } from '#app/live/acknowledgements.ts'
import { joined } from '#app/live/joined-alerts.ts'
import { newerView } from '#app/live/room-state.ts'
import { useRoomWatch } from '#app/live/use-room.ts'
import type { RoomSummary } from '#app/shell/api-types.ts'
import { useMay } from '#app/shell/use-me.ts'
import { Button } from '#app/ui/button.tsx'
import { Kbd } from '#app/ui/kbd.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { StatusChip } from '#app/ui/status-chip.tsx'
import { actionsFor, roomStanding } from './actions.ts'
import { GameClockFace } from './game-clock-face.tsx'
import { useGraphNames } from './use-graph-names.ts'
import styles from './wall.module.css'

/** A room on the wall. */
export function RoomCard({ room, number, onStart }: { room: RoomSummary; number: number | null; onStart: () => void }) {
  const live = useRoomWatch(room.slug)
  const { open } = useAcknowledged(room.slug)
  const mayStart = useMay('sessions.start')
  const view = newerView(live.view, room.live)
  const starting = live.starting !== null
  const standing = roomStanding(view, starting)
  const names = useGraphNames(view)
  const alerts = byWeight(joined(open(live.alerts)))
  const worst = alerts[0]
  const known = Object.values(live.controllers)
  const online = known.length > 0 ? known.filter(({ status }) => status === 'online').length : room.controllers.online
  const total = Math.max(room.controllers.total, known.length)
  const canStart = actionsFor({ view, starting, may: { start: mayStart, act: false } }).includes('start')
  const stop = useStop(room.slug)
  const accent =
    stop !== undefined
      ? 'urgent'
      : worst?.level === 'urgent'
        ? 'urgent'
        : worst?.level === 'attention'
          ? 'attention'
          : standing.state

  return (
    <article className={styles.card} style={{ '--state': `var(--state-${accent})` } as CSSProperties}>
      <header className={styles.head}>
        <div className={styles.names}>
          <h2 className={styles.name}>
            <Link href={`/console/${room.slug}`} className={styles.link}>
              <MiddleTruncate text={room.name} />
            </Link>
          </h2>
          <p className={styles.venue}>{room.venue.name}</p>
        </div>
        {number !== null && (
          <span className={styles.number}>
            <Kbd keys={String(number)} />
          </span>
        )}
      </header>
      <div className={styles.middle}>
        <GameClockFace view={view} expectedMinutes={room.expectedMinutes} />
        {stop === undefined ? (
          <StatusChip state={standing.state} size="lg">
            {standing.label}
          </StatusChip>
        ) : (
          <StatusChip state="urgent" icon={OctagonX} size="lg">
            Stopped
          </StatusChip>
        )}
      </div>
      <div className={styles.now}>
        <p className={styles.game}>
          <MiddleTruncate text={view?.graph_name ?? room.mainGraph?.name ?? 'No scene chosen'} />
          {view !== null && <span>v{view.version}</span>}
        </p>
        {view !== null && view.ended_at === undefined && (
          <p className={styles.places}>{view.active.map(names.node).join(' · ')}</p>
        )}
      </div>
      <footer className={styles.foot}>
        <div className={styles.chips}>
          {worst !== undefined && (
            <StatusChip state={worst.level === 'info' ? 'idle' : worst.level} icon={Bell}>
              {alerts.length} {alerts.length === 1 ? 'alert' : 'alerts'}
            </StatusChip>
          )}
          <StatusChip state={online < total ? 'offline' : 'idle'} icon={Cpu} bare={online === total}>
            {online} of {total} online
          </StatusChip>
        </div>
        {canStart && stop === undefined && (
          <Button icon={Play} onClick={onStart}>
            Start
          </Button>
        )}
      </footer>
    </article>
  )
}
