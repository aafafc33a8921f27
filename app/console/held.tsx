'use client'

import { Unplug } from 'lucide-react'
import { standsFor } from '#app/live/hardware-words.ts'
import { Button } from '#app/ui/button.tsx'
import type { SessionCommand } from '#wire/session-messages.ts'
import type { SessionHold, SessionView } from '#wire/session-view.ts'
import styles from './held.module.css'

/** What the game stands still for, or goes on in spite of (RT7, RT8); nothing while all hardware is there. */
export function Held(props: {
  view: SessionView
  mayAct: boolean
  pending: string | null
  onAct: (command: SessionCommand) => void
}) {
  const { view, mayAct, pending, onAct } = props
  const { hold } = view
  if (hold === undefined || hold.causes.length === 0) return null
  const away = standsFor(hold.causes)
  if (!hold.stopped) return <Quiet hold={hold} away={away} frozen={view.status === 'frozen'} />
  const goOn: SessionCommand = { command: 'resume', inputs: 'apply' }
  return (
    <section className={styles.held} data-stopped role="status" aria-label="The game stands still">
      <Unplug aria-hidden />
      <div className={styles.text}>
        <p className={styles.title} title={hold.causes.join(', ')}>
          The game stands still: {away}.
        </p>
        <p>It goes on by itself when that is over. What players do meanwhile is kept and played then.</p>
      </div>
      {mayAct && (
        <Button size="lg" busy={pending === JSON.stringify(goOn)} onClick={() => onAct(goOn)}>
          Go on without
        </Button>
      )}
    </section>
  )
}

function Quiet({ hold, away, frozen }: { hold: SessionHold; away: string; frozen: boolean }) {
  const said = frozen
    ? `You froze the game. Meanwhile: ${away}.`
    : hold.overruled.length > 0
      ? `The game goes on by your decision, although ${away}.`
      : null
  if (said === null) return null
  return (
    <section className={styles.held} role="status" aria-label="Hardware that is away">
      <Unplug aria-hidden />
      <p className={styles.text}>{said}</p>
    </section>
  )
}
