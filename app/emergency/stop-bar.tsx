'use client'

import { Lightbulb, OctagonX, TriangleAlert } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { Kbd } from '#app/ui/kbd.tsx'
import type { EmergencyLevel } from '#wire/messages/emergency.ts'
import { LEVELS } from './standing.ts'
import styles from './stop-bar.module.css'
import { useMayStop, usePressStop, useStopPass } from './use-emergency.ts'

/**
 * The emergency stop, at the lower left of every page of the console: the large one is for the room that is looked at,
 * on the wall for all of them. One press, no question; the keys work also while something is typed or asked.
 */
export function StopBar({ room }: { room: string | null }) {
  const may = useMayStop()
  const press = usePressStop()
  useStopPass()
  const main: EmergencyLevel = room === null ? 3 : 2
  const go = (level: EmergencyLevel) => press.mutate({ room: level === 3 ? null : room, level })
  useStopKey(may ? () => go(main) : undefined)
  if (!may) return null
  return (
    <section className={styles.bar} aria-label="Emergency stop">
      <button type="button" className={styles.stop} onClick={() => go(main)} aria-keyshortcuts="Control+. Meta+.">
        <OctagonX aria-hidden />
        <span className={styles.words}>
          <strong>{LEVELS[main].name}</strong>
          <span className={styles.does}>{LEVELS[main].does}</span>
        </span>
        <span className={styles.keys}>
          <Kbd keys="Mod+." />
        </span>
      </button>
      {room !== null && (
        <>
          <button type="button" className={styles.other} onClick={() => go(1)} title={LEVELS[1].does}>
            <Lightbulb aria-hidden />
            {LEVELS[1].name}
          </button>
          <button type="button" className={styles.other} onClick={() => go(3)} title={LEVELS[3].does}>
            <OctagonX aria-hidden />
            {LEVELS[3].name}
          </button>
        </>
      )}
      {press.isError ? (
        <p className={styles.failed} role="alert">
          <TriangleAlert aria-hidden />
          <span>
            <strong>Not sent. Use the red button in the room.</strong> {errorSentence(press.error)}
          </span>
        </p>
      ) : (
        <p className={styles.note}>Life safety is hardware: in danger, the red button in the room comes first.</p>
      )}
    </section>
  )
}

/** ⌘. or Ctrl+. — wherever the focus is: this must not wait for a field to be left or a dialogue to be closed. */
function useStopKey(press: (() => void) | undefined): void {
  const latest = useRef(press)
  useEffect(() => {
    latest.current = press
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '.' || !(event.metaKey || event.ctrlKey) || event.repeat) return
      if (latest.current === undefined) return
      event.preventDefault()
      event.stopPropagation()
      latest.current()
    }
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [])
}
