'use client'

import { Check, ChevronDown, OctagonX, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useMay } from '#app/shell/use-me.ts'
import { useRoomName } from '#app/shell/use-room-name.ts'
import { Button } from '#app/ui/button.tsx'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import type { BoardReport, EmergencyReport } from '#wire/emergency.ts'
import { ClearDialog } from './clear-dialog.tsx'
import { LEVELS, tally, tallySentence, WHY } from './standing.ts'
import styles from './stop-banner.module.css'
import { useStops } from './use-emergency.ts'

/** What stands still: in a room, that room with every board's answer; on the wall, each room in a line. */
export function StopBanners({ room }: { room: string | null }) {
  const { stopped, error } = useStops()
  const shown = room === null ? stopped : stopped.filter(({ room_id }) => room_id === room)
  if (error !== null && stopped.length === 0)
    return (
      <p className={styles.unknown} role="status">
        <TriangleAlert aria-hidden />
        <span>
          <strong>Whether a room stands still is not known.</strong> {errorSentence(error)}
        </span>
      </p>
    )
  return shown.map((report) => <StopBanner key={report.room_id} report={report} onWall={room === null} />)
}

export function StopBanner({ report, onWall }: { report: EmergencyReport; onWall: boolean }) {
  const mayClear = useMay('emergency.clear')
  const [clearing, setClearing] = useState(false)
  const sums = tally(report.boards)
  const name = useRoomName()(report.room_id)
  return (
    <section className={styles.banner} aria-label={`Emergency stop of ${name}`} data-wall={onWall}>
      <OctagonX aria-hidden className={styles.sign} />
      <div className={styles.about}>
        <p className={styles.title} role="alert">
          <strong>
            {onWall ? <Link href={`/console/${report.room_id}`}>{name}</Link> : 'Stopped'} · level {report.level}
          </strong>
          <span>{LEVELS[report.level].does}</span>
        </p>
        <p className={styles.cause}>
          {report.cause}, <RelativeTime at={report.at} />. Until it is cleared every other command is refused; games
          stay frozen until somebody resumes them.
        </p>
        <p className={styles.tally} data-all={sums.acknowledged === sums.all && sums.all > 0} aria-live="polite">
          {tallySentence(sums)}
        </p>
        {sums.silent.length > 0 && (
          <ul className={styles.silent} aria-label="Boards that did not acknowledge">
            {sums.silent.map((board) => (
              <li key={board.controller_id}>
                <TriangleAlert aria-hidden />
                <strong>{board.controller_id}</strong> {board.reason ?? WHY[board.standing]}
              </li>
            ))}
          </ul>
        )}
        {!onWall && report.boards.length > 0 && <Boards boards={report.boards} />}
      </div>
      {mayClear && (
        <Button size="lg" className={styles.clear ?? ''} onClick={() => setClearing(true)}>
          Clear the stop…
        </Button>
      )}
      {clearing && <ClearDialog report={report} name={name} onClose={() => setClearing(false)} />}
    </section>
  )
}

/** Every board with its answer, for whoever wants to see it in full. */
function Boards({ boards }: { boards: readonly BoardReport[] }) {
  return (
    <details className={styles.boards}>
      <summary>
        Every board <ChevronDown aria-hidden />
      </summary>
      <ul>
        {boards.map(({ controller_id, standing, after_ms, commands, done }) => (
          <li key={controller_id} data-standing={standing}>
            {standing === 'acknowledged' ? <Check aria-hidden /> : <TriangleAlert aria-hidden />}
            <span className={styles.board}>{controller_id}</span>
            <span>{after_ms === undefined ? WHY[standing] : `${after_ms} ms`}</span>
            {commands > 0 && (
              <span className={styles.commands}>
                {done} of {commands} devices
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}
