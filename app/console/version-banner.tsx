'use client'

import { GitBranch, Undo2 } from 'lucide-react'
import { Button } from '#app/ui/button.tsx'
import { useNow } from '#app/ui/clock.ts'
import { clockFace } from '#app/ui/format-time.ts'
import type { SessionCommand } from '#wire/session-messages.ts'
import type { SessionView } from '#wire/session-view.ts'
import styles from './version-banner.module.css'

export type VersionBannerProps = {
  view: SessionView
  mayAct: boolean
  pending: string | null
  onAct: (command: SessionCommand) => void
}

const ROLL_BACK: SessionCommand = { command: 'roll_back' }
const TAKE: SessionCommand = { command: 'take_version' }
const DROP: SessionCommand = { command: 'drop_version' }

/** A version that waits for a checkpoint (HR7), and the way back from the last one that was taken (HR6). */
export function VersionBanner({ view, mayAct, pending, onAct }: VersionBannerProps) {
  const busy = (command: SessionCommand) => pending === JSON.stringify(command)
  return (
    <>
      {view.pending !== null && (
        <section className={styles.banner} data-waits role="status" aria-label="A version waits">
          <GitBranch aria-hidden />
          <p className={styles.text}>
            <strong>Version {view.pending.version} waits</strong> for the next checkpoint, published by{' '}
            {view.pending.by}.
          </p>
          {mayAct && (
            <>
              <Button busy={busy(TAKE)} onClick={() => onAct(TAKE)}>
                Take it now
              </Button>
              <Button variant="quiet" busy={busy(DROP)} onClick={() => onAct(DROP)}>
                Drop it
              </Button>
            </>
          )}
        </section>
      )}
      {view.previous !== null && (
        <Moved
          version={view.version}
          previous={view.previous}
          mayAct={mayAct}
          busy={busy(ROLL_BACK)}
          onBack={() => onAct(ROLL_BACK)}
        />
      )}
    </>
  )
}

function Moved(props: {
  version: number
  previous: NonNullable<SessionView['previous']>
  mayAct: boolean
  busy: boolean
  onBack: () => void
}) {
  const { version, previous, mayAct, busy, onBack } = props
  const left = previous.watched_until - useNow(250)
  const watched = left > 0
  return (
    <section className={styles.banner} data-watched={watched || undefined} aria-label="Moved to another version">
      <Undo2 aria-hidden />
      <p className={styles.text}>
        {watched ? (
          <>
            <strong>Moved to version {version}.</strong> Watching,{' '}
            <span className={styles.left}>{clockFace(left + 999)}</span> left: what goes wrong takes the game back by
            itself.
          </>
        ) : (
          <>
            Plays version {version}, published by {previous.by}; before, version {previous.version}.
          </>
        )}
      </p>
      {mayAct && (
        <Button
          size={watched ? 'md' : 'sm'}
          variant={watched ? 'plain' : 'quiet'}
          busy={busy}
          onClick={onBack}
          aria-label={`Roll back to version ${previous.version}`}
        >
          Roll back
        </Button>
      )}
    </section>
  )
}
